// SPDX-License-Identifier: GPL-3.0-or-later
#include "trial.hpp"

namespace heatreel::solve {

namespace {

constexpr std::size_t stages = 7;
using Row = std::vector<double>;

const Row nodes{0.0, 1.0 / 5, 3.0 / 10, 4.0 / 5, 8.0 / 9, 1.0, 1.0};

/// Rows of the stages; the last one is the solution of order 5.
const std::vector<Row> weights{
    {},
    {1.0 / 5},
    {3.0 / 40, 9.0 / 40},
    {44.0 / 45, -56.0 / 15, 32.0 / 9},
    {19372.0 / 6561, -25360.0 / 2187, 64448.0 / 6561, -212.0 / 729},
    {9017.0 / 3168, -355.0 / 33, 46732.0 / 5247, 49.0 / 176, -5103.0 / 18656},
    {35.0 / 384, 0.0, 500.0 / 1113, 125.0 / 192, -2187.0 / 6784, 11.0 / 84}};

/// Solution of order 5 minus that of order 4.
const Row error_weights{71.0 / 57600,      0.0,        -71.0 / 16695, 71.0 / 1920,
                        -17253.0 / 339200, 22.0 / 525, -1.0 / 40};

const Row dense_weights{-12715105075.0 / 11282082432.0,  0.0,
                        87487479700.0 / 32700410799.0,   -10690763975.0 / 1880347072.0,
                        701980252875.0 / 199316789632.0, -1453857185.0 / 822651844.0,
                        69997945.0 / 29380423.0};

/// h·|λ| from which a step counts as limited by stability. The region of stability ends at 3.3 on
/// the negative axis; where accuracy limits a step, h·|λ| is about 1.
constexpr double stability_limit = 2.0;

}  // namespace

Trial dormand_prince(const Flow& flow, const StepStart& start) {
  const Value h = start.width;
  const std::size_t n = flow.size();
  std::vector<Values> slopes(n);  // [i][stage]
  for (std::size_t i = 0; i < n; ++i) {
    slopes[i].push_back(start.slope[i]);
  }
  Values z = start.z;
  Values sixth = z;
  for (std::size_t stage = 1; stage < stages; ++stage) {
    for (std::size_t i = 0; i < n; ++i) {
      z[i] = start.z[i] + h * combination(weights[stage], slopes[i]);
    }
    const Value time = nodes[stage] == 1.0 ? start.end : start.time + nodes[stage] * h;
    const bool last = stage + 1 == stages;
    if (last) {
      z = cut_off(flow, z);
    } else {
      sixth = z;
    }
    const Values rates = flow.rates(time, z, start.below);
    for (std::size_t i = 0; i < n; ++i) {
      slopes[i].push_back(rates[i]);
    }
  }

  Trial trial;
  trial.z = z;
  Value change = h.number(0.0);    // of the slope from stage 6 to 7, which are at the same time
  Value distance = h.number(0.0);  // of these stages
  for (std::size_t i = 0; i < n; ++i) {
    const Value end = slopes[i].back();
    trial.slope.push_back(end);
    trial.error.push_back(h * combination(error_weights, slopes[i]));
    const Value rise = z[i] - start.z[i];
    const Value c1 = h * start.slope[i] - rise;
    const Value r4 = rise - h * end - c1;
    const Value r5 = h * combination(dense_weights, slopes[i]);
    trial.paths.push_back({start.z[i], rise, c1, r4 + r5, -r5});
    const Value dk = end - slopes[i][stages - 2];
    const Value dz = z[i] - sixth[i];
    change = change + dk * dk;
    distance = distance + dz * dz;
  }
  trial.stiff = stability_limit * stability_limit * distance < h * h * change;
  return trial;
}

}  // namespace heatreel::solve
