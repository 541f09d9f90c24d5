// SPDX-License-Identifier: GPL-3.0-or-later
// Compiled with -O3 -march=native.
#include "explicit_peer.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace heatreel::bench {

namespace {

template <std::size_t n>
using State = std::array<double, n>;

/// After Hairer, Nørsett & Wanner, Solving Ordinary Differential Equations I, II.4 and II.5.
template <std::size_t n, class Rates>
class Dopri5 {
 public:
  Dopri5(const Rates& rates, double rtol, State<n>& y) : rates_(rates), rtol_(rtol), y_(y) {}

  void run(double t_end) {
    rates_(y_, k1_);
    double t = 0.0;
    double h = first_step(t_end);
    double last_error = 1e-4;
    double growth = 10.0;
    while (t < t_end) {
      h = std::min(h, t_end - t);
      const double error = attempt(h);
      const double power = std::pow(error, 0.2 - 0.75 * beta);
      if (error <= 1.0) {
        t = h >= t_end - t ? t_end : t + h;
        const double factor = safety * std::pow(last_error, beta) / power;
        last_error = std::max(error, 1e-4);
        y_ = next_;
        k1_ = k7_;
        h *= std::clamp(factor, 0.2, growth);
        growth = 10.0;
      } else {
        h *= std::max(0.2, safety / power);
        growth = 1.0;
      }
    }
  }

 private:
  static constexpr double beta = 0.04;
  static constexpr double safety = 0.9;

  double scale(double a, double b) const {
    return 1e-3 * rtol_ + rtol_ * std::max(std::abs(a), std::abs(b));
  }

  double first_step(double t_end) {
    double slope = 0.0;
    double size = 0.0;
    for (std::size_t i = 0; i < n; ++i) {
      slope += std::pow(k1_[i] / scale(y_[i], y_[i]), 2);
      size += std::pow(y_[i] / scale(y_[i], y_[i]), 2);
    }
    const double h = slope <= 1e-10 || size <= 1e-10 ? 1e-6 : 0.01 * std::sqrt(size / slope);
    for (std::size_t i = 0; i < n; ++i) {
      stage_[i] = y_[i] + h * k1_[i];
    }
    rates_(stage_, k2_);
    double bend = 0.0;
    for (std::size_t i = 0; i < n; ++i) {
      bend += std::pow((k2_[i] - k1_[i]) / scale(y_[i], y_[i]), 2);
    }
    const double most = std::max(std::sqrt(bend) / h, std::sqrt(slope));
    const double better = most <= 1e-15 ? std::max(1e-6, h * 1e-3) : std::pow(0.01 / most, 0.2);
    return std::min({100 * h, better, t_end});
  }

  /// \return the step's error in units of its tolerance
  double attempt(double h) {
    for (std::size_t i = 0; i < n; ++i) {
      stage_[i] = y_[i] + h * (1.0 / 5) * k1_[i];
    }
    rates_(stage_, k2_);
    for (std::size_t i = 0; i < n; ++i) {
      stage_[i] = y_[i] + h * (3.0 / 40 * k1_[i] + 9.0 / 40 * k2_[i]);
    }
    rates_(stage_, k3_);
    for (std::size_t i = 0; i < n; ++i) {
      stage_[i] = y_[i] + h * (44.0 / 45 * k1_[i] - 56.0 / 15 * k2_[i] + 32.0 / 9 * k3_[i]);
    }
    rates_(stage_, k4_);
    for (std::size_t i = 0; i < n; ++i) {
      stage_[i] = y_[i] + h * (19372.0 / 6561 * k1_[i] - 25360.0 / 2187 * k2_[i] +
                               64448.0 / 6561 * k3_[i] - 212.0 / 729 * k4_[i]);
    }
    rates_(stage_, k5_);
    for (std::size_t i = 0; i < n; ++i) {
      stage_[i] =
          y_[i] + h * (9017.0 / 3168 * k1_[i] - 355.0 / 33 * k2_[i] + 46732.0 / 5247 * k3_[i] +
                       49.0 / 176 * k4_[i] - 5103.0 / 18656 * k5_[i]);
    }
    rates_(stage_, k6_);
    for (std::size_t i = 0; i < n; ++i) {
      next_[i] = y_[i] + h * (35.0 / 384 * k1_[i] + 500.0 / 1113 * k3_[i] + 125.0 / 192 * k4_[i] -
                              2187.0 / 6784 * k5_[i] + 11.0 / 84 * k6_[i]);
    }
    rates_(next_, k7_);
    return error(h);
  }

  double error(double h) const {
    double sum = 0.0;
    for (std::size_t i = 0; i < n; ++i) {
      const double e = h *
                       (71.0 / 57600 * k1_[i] - 71.0 / 16695 * k3_[i] + 71.0 / 1920 * k4_[i] -
                        17253.0 / 339200 * k5_[i] + 22.0 / 525 * k6_[i] - 1.0 / 40 * k7_[i]) /
                       scale(y_[i], next_[i]);
      sum += e * e;
    }
    return std::max(std::sqrt(sum / n), 1e-10);
  }

  const Rates& rates_;
  double rtol_;
  State<n>& y_;
  State<n> k1_, k2_, k3_, k4_, k5_, k6_, k7_, stage_, next_;
};

template <std::size_t n, class Rates>
void integrate(const Rates& rates, double t_end, double rtol, std::vector<double>& state) {
  State<n> y;
  std::copy_n(state.begin(), n, y.begin());
  Dopri5<n, Rates>(rates, rtol, y).run(t_end);
  std::copy_n(y.begin(), n, state.begin());
}

}  // namespace

void dopri5_lorenz63(double rho, double t_end, double rtol, std::vector<double>& state) {
  const auto rates = [rho](const State<3>& y, State<3>& f) {
    f[0] = 10.0 * (y[1] - y[0]);
    f[1] = y[0] * (rho - y[2]) - y[1];
    f[2] = y[0] * y[1] - 8.0 / 3.0 * y[2];
  };
  integrate<3>(rates, t_end, rtol, state);
}

void dopri5_fitzhugh_nagumo(double stimulus, double t_end, double rtol,
                            std::vector<double>& state) {
  const auto rates = [stimulus](const State<2>& y, State<2>& f) {
    f[0] = y[0] - y[0] * y[0] * y[0] * (1.0 / 3.0) - y[1] + stimulus;
    f[1] = (y[0] + 0.7 - 0.8 * y[1]) * (1.0 / 12.5);
  };
  integrate<2>(rates, t_end, rtol, state);
}

void dopri5_lorenz96_40(double drive, double t_end, double rtol, std::vector<double>& state) {
  constexpr std::size_t n = 40;
  const auto rates = [drive](const State<n>& y, State<n>& f) {
    f[0] = (y[1] - y[n - 2]) * y[n - 1] - y[0] + drive;
    f[1] = (y[2] - y[n - 1]) * y[0] - y[1] + drive;
    for (std::size_t i = 2; i < n - 1; ++i) {
      f[i] = (y[i + 1] - y[i - 2]) * y[i - 1] - y[i] + drive;
    }
    f[n - 1] = (y[0] - y[n - 3]) * y[n - 2] - y[n - 1] + drive;
  };
  integrate<n>(rates, t_end, rtol, state);
}

void dopri5_pleiades(double gravity, double t_end, double rtol, std::vector<double>& state) {
  constexpr std::size_t stars = 7;
  const auto rates = [gravity](const State<28>& y, State<28>& f) {
    std::copy_n(y.begin() + 14, 14, f.begin());
    std::fill(f.begin() + 14, f.end(), 0.0);
    for (std::size_t i = 0; i < stars; ++i) {
      for (std::size_t j = i + 1; j < stars; ++j) {
        const double dx = y[j] - y[i];
        const double dy = y[stars + j] - y[stars + i];
        const double r2 = dx * dx + dy * dy;
        const double pull = gravity / (r2 * std::sqrt(r2));
        const double on_i = pull * static_cast<double>(j + 1);
        const double on_j = pull * static_cast<double>(i + 1);
        f[14 + i] += on_i * dx;
        f[21 + i] += on_i * dy;
        f[14 + j] -= on_j * dx;
        f[21 + j] -= on_j * dy;
      }
    }
  };
  integrate<28>(rates, t_end, rtol, state);
}

}  // namespace heatreel::bench
