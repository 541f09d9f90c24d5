// SPDX-License-Identifier: GPL-3.0-or-later
#include "fixed_steps.hpp"

#include <algorithm>
#include <cmath>

#include "heatreel/metric/path.hpp"

namespace heatreel::solve {

namespace {

/// Of a step: lets 2600 / 0.1 be 26,000 steps although the quotient is a bit more.
constexpr double step_tolerance = 1e-9;

/// With non-negative states cut off at 0; what is cut does not depend on where it came from.
Values limited(const Flow& flow, Values z) {
  const Value zero = z.front().number(0.0);
  for (std::size_t i = 0; i < flow.states(); ++i) {
    if (flow.nonnegative(i)) {
      const Value below = z[i] < zero;
      z[i] = max(zero, z[i]);
      if (flow.size() > flow.states()) {
        const std::size_t tangent = flow.states() + i;
        z[tangent] = select(below, zero, z[tangent]);
      }
    }
  }
  return z;
}

/// a + factor·b
Values combined(Values a, Value factor, const Values& b) {
  for (std::size_t i = 0; i < a.size(); ++i) {
    a[i] = a[i] + factor * b[i];
  }
  return a;
}

}  // namespace

StepGrid step_grid(const model::Model& model, const IntegrationOptions& options) {
  const double dt = model.discrete ? 1.0 : options.dt;
  const double steps = std::max(1.0, std::ceil(options.t_end / dt - step_tolerance));
  const double first = std::ceil((1.0 - options.tail) * steps - step_tolerance * steps);
  return {options.t_end / steps, static_cast<std::int64_t>(std::clamp(first, 0.0, steps - 1.0)),
          static_cast<std::int64_t>(steps)};
}

Trial runge_kutta_4(const Flow& flow, const StepStart& start) {
  const Value h = start.width;
  const Value middle = start.time + 0.5 * h;
  const auto advanced = [&](Value factor, const Values& slopes) {
    return limited(flow, combined(start.z, factor, slopes));
  };
  // Programs compute nodes in the order in which they are made: slopes are summed as they come, so
  // that few of them are alive at once.
  const Values& k1 = start.slope;
  const Values k2 = flow.rates(middle, advanced(0.5 * h, k1));
  Values sum = combined(k1, h.number(2.0), k2);
  const Values k3 = flow.rates(middle, advanced(0.5 * h, k2));
  sum = combined(std::move(sum), h.number(2.0), k3);
  const Values k4 = flow.rates(start.end, advanced(h, k3));
  Trial trial;
  trial.reading = metric::Reading::ends;
  trial.z = advanced(h / h.number(6.0), combined(std::move(sum), h.number(1.0), k4));
  trial.slope = flow.rates(start.end, trial.z);
  for (std::size_t i = 0; i < flow.size(); ++i) {
    trial.paths.push_back(metric::cubic_path(start.z[i], trial.z[i] - start.z[i],
                                             h * start.slope[i], h * trial.slope[i]));
  }
  return trial;
}

Trial map_step(const Flow& flow, const StepStart& start) {
  Trial trial;
  trial.reading = metric::Reading::samples;
  trial.z = limited(flow, flow.rates(start.time, start.z));
  trial.slope = limited(flow, flow.rates(start.end, trial.z));
  return trial;
}

}  // namespace heatreel::solve
