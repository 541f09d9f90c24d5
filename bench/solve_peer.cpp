// SPDX-License-Identifier: GPL-3.0-or-later
// What heatreel's solver is compared with; compiled with -O3 -march=native.
#include "solve_peer.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <boost/numeric/odeint/algebra/array_algebra.hpp>
#include <boost/numeric/odeint/stepper/runge_kutta4.hpp>

namespace bench {

namespace {

namespace odeint = boost::numeric::odeint;
using State = std::array<double, 2>;

struct PredatorPrey {
  double growth, saturation, predation, decay_prey, decay_predator, inverse_km;

  PredatorPrey(double G, double rec, double assoc_ddg) {
    const double r = std::exp(-assoc_ddg / (0.00198720425864083 * 310.15));
    growth = 0.0020 * r * 3.7 * G;
    saturation = 4.8e-5 * r * G;
    predation = 0.0031 * 3.7;
    decay_prey = rec * 0.0210;
    decay_predator = rec * 0.0047;
    inverse_km = 1.0 / 34.0;
  }

  void operator()(const State& y, State& dydt, double /*t*/) const {
    const double eaten = predation * y[0] * y[1];
    const double exonuclease = 1.0 + y[1] * inverse_km;
    dydt[0] = growth * y[0] / (1.0 + saturation * y[0]) - eaten - decay_prey * y[0] / exonuclease;
    dydt[1] = eaten - decay_predator * y[1] / exonuclease;
  }
};

/// Amplitude, and maxima located on the cubic Hermite interpolant, of the samples it is given.
class Observer {
 public:
  void sample(double t, double y, double slope) {
    low_ = std::min(low_, y);
    high_ = std::max(high_, y);
    if (slope_ > 0.0 && slope <= 0.0) {
      last_ = maximum(t, y, slope);
      first_ = peaks_ == 0 ? last_ : first_;
      ++peaks_;
    }
    t_ = t;
    y_ = y;
    slope_ = slope;
  }

  PredatorMetrics result() const {
    const double amplitude = high_ - low_;
    const bool periodic = peaks_ > 1 && amplitude > 1e-3 * std::max(std::abs(low_), high_);
    return {amplitude,
            periodic ? (last_ - first_) / (peaks_ - 1) : std::numeric_limits<double>::quiet_NaN()};
  }

 private:
  double maximum(double t, double y, double slope) const {
    const double h = t - t_;
    const double c = h * slope_;
    const double a = 3 * (c + h * slope) - 6 * (y - y_);
    const double b = 6 * (y - y_) - 4 * c - 2 * h * slope;
    const double root = std::sqrt(std::max(0.0, b * b - 4 * a * c));
    return t_ + h * (b < 0 ? 2 * c / (root - b) : (b + root) / (-2 * a));
  }

  double low_ = std::numeric_limits<double>::infinity();
  double high_ = -std::numeric_limits<double>::infinity();
  double t_ = 0.0, y_ = 0.0, slope_ = std::numeric_limits<double>::quiet_NaN();
  double first_ = 0.0, last_ = 0.0;
  int peaks_ = 0;
};

}  // namespace

PredatorMetrics solve_with_odeint(double G, double rec, double assoc_ddg) {
  constexpr int steps = 2600;
  constexpr int first_sample = 1820;
  constexpr double h = 1.0;
  const PredatorPrey system(G, rec, assoc_ddg);
  odeint::runge_kutta4<State, double, State, double, odeint::array_algebra> stepper;
  Observer observer;
  State y{10.0, 10.0};
  State slope{};
  for (int n = 0; n < steps; ++n) {
    system(y, slope, n * h);
    if (n >= first_sample) {
      observer.sample(n * h, y[1], slope[1]);
    }
    stepper.do_step(system, y, slope, n * h, h);
    y[0] = std::max(y[0], 0.0);
    y[1] = std::max(y[1], 0.0);
  }
  system(y, slope, steps * h);
  observer.sample(steps * h, y[1], slope[1]);
  return observer.result();
}

void lorenz_plain(std::array<double, 3>& state, double rho, double h, int steps) {
  using State3 = std::array<double, 3>;
  const auto rates = [rho](const State3& s) {
    return State3{10.0 * (s[1] - s[0]), s[0] * (rho - s[2]) - s[1], s[0] * s[1] - 8.0 / 3.0 * s[2]};
  };
  const auto advanced = [](const State3& s, double c, const State3& k) {
    return State3{s[0] + c * k[0], s[1] + c * k[1], s[2] + c * k[2]};
  };
  for (int n = 0; n < steps; ++n) {
    const State3 k1 = rates(state);
    const State3 k2 = rates(advanced(state, h / 2, k1));
    const State3 k3 = rates(advanced(state, h / 2, k2));
    const State3 k4 = rates(advanced(state, h, k3));
    for (std::size_t i = 0; i < 3; ++i) {
      state[i] += h / 6 * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]);
    }
  }
}

}  // namespace bench
