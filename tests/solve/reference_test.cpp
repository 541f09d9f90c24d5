// SPDX-License-Identifier: GPL-3.0-or-later
// The predator–prey model against converged solutions by another solver (LSODA in log space, rtol
// 1e-6): tests/solve/data/predator-prey-truth.csv.
#include "solve/models.hpp"

#include <cmath>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "heatreel/base/text.hpp"
#include "heatreel/solve/cell_solver.hpp"

namespace heatreel::solve {
namespace {

using metric::Kind;

/// assoc_ddg, rec, G, then amplitude, period, mean, min and max of P over the last 30 %.
std::vector<std::vector<double>> truth() {
  std::ifstream file(HEATREEL_SOURCE_DIR "/tests/solve/data/predator-prey-truth.csv");
  std::vector<std::vector<double>> rows;
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    std::vector<double> row;
    for (const std::string_view field : base::split(line, ',')) {
      row.push_back(base::parse_double(base::trim(field)).value());
    }
    rows.push_back(row);
  }
  return rows;
}

/// Within 1e-3, relative or in nM; no period where there is none.
bool agrees(double got, double expected) {
  if (std::isnan(expected)) {
    return std::isnan(got);
  }
  return std::abs(got - expected) <= 1e-3 * std::max(1.0, std::abs(expected));
}

void expect_truth(const IntegrationOptions& options) {
  const model::Model model = test::shipped("predator-prey");
  const std::vector<metric::MetricSpec> metrics{{"P", Kind::amplitude},
                                                {"P", Kind::period},
                                                {"P", Kind::mean},
                                                {"P", Kind::min},
                                                {"P", Kind::max}};
  const auto rows = truth();
  ASSERT_EQ(rows.size(), 160U);
  for (const std::vector<double>& row : rows) {
    const grid::ParameterGrid grid(test::values("G", {row[2]}), test::values("rec", {row[1]}),
                                   test::values("assoc_ddg", {row[0]}));
    CellSolver solver(model, grid, {}, metrics, options);
    const ChunkResult result = solver.solve({0, 1});
    EXPECT_EQ(result.status[0], grid::CellStatus::ok);
    for (std::size_t m = 0; m < metrics.size(); ++m) {
      EXPECT_TRUE(agrees(result.values[m][0], row[3 + m]))
          << metrics[m].label() << " at G " << row[2] << ", rec " << row[1] << ", assoc_ddg "
          << row[0] << ": " << result.values[m][0] << " instead of " << row[3 + m];
    }
  }
}

TEST(Reference, every_cell_agrees_at_a_small_step) { expect_truth({2600.0, 0.05, 0.3}); }

TEST(Reference, every_cell_agrees_with_each_integrator_at_a_usual_tolerance) {
  for (const Integrator integrator :
       {Integrator::automatic, Integrator::dopri5, Integrator::rodas5p}) {
    IntegrationOptions options{2600.0, 1.0, 0.3};
    options.integrator = integrator;
    options.rtol = 1e-6;
    expect_truth(options);
  }
}

}  // namespace
}  // namespace heatreel::solve
