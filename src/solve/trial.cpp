// SPDX-License-Identifier: GPL-3.0-or-later
#include "trial.hpp"

#include "heatreel/base/contract.hpp"

namespace heatreel::solve {

Value combination(const std::vector<double>& factors, const Values& terms) {
  std::optional<Value> sum;
  for (std::size_t j = 0; j < factors.size(); ++j) {
    if (factors[j] != 0.0) {
      const Value term = factors[j] * terms[j];
      sum = sum ? *sum + term : term;
    }
  }
  HEATREEL_REQUIRE(sum.has_value());
  return *sum;
}

Values coordinates_at(const Trial& trial, Value theta) {
  Values z;
  for (const metric::Path& path : trial.paths) {
    z.push_back(path.at(theta));
  }
  return z;
}

Values cut_off(const Flow& flow, Values z) {
  for (std::size_t i = 0; i < z.size(); ++i) {
    if (flow.cut_at_zero(i)) {
      z[i] = max(z[i].number(0.0), z[i]);
    }
  }
  return z;
}

}  // namespace heatreel::solve
