// SPDX-License-Identifier: GPL-3.0-or-later
// Whole frames of shipped models against other programs' (tests/solve/data/map_truth.py).
#include "solve/models.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <memory>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "heatreel/base/text.hpp"
#include "heatreel/solve/trust_solver.hpp"

namespace heatreel::solve {
namespace {

/// A frame as it is stored: the swept parameters' names and points, and metrics [metric][cell].
struct Frame {
  std::array<std::string, 2> names;
  std::array<std::vector<double>, 2> points;
  std::vector<metric::MetricSpec> metrics;
  std::vector<std::vector<double>> values;
};

Frame read_frame(const std::string& model) {
  std::ifstream file(HEATREEL_SOURCE_DIR "/tests/solve/data/maps/" + model + ".csv");
  Frame frame;
  std::string line;
  std::getline(file, line);
  const std::string header = line;
  const auto names = base::split(header, ',');
  frame.names = {std::string(names.at(0)), std::string(names.at(1))};
  for (std::size_t i = 2; i < names.size(); ++i) {
    frame.metrics.push_back(metric::parse_metric(names[i], "test"));
  }
  frame.values.resize(frame.metrics.size());
  while (std::getline(file, line)) {
    const auto fields = base::split(line, ',');
    for (std::size_t i = 0; i < fields.size(); ++i) {
      const double number = base::parse_double(fields[i]).value();
      if (i >= 2) {
        frame.values[i - 2].push_back(number);
      } else if (frame.points[i].empty() || number > frame.points[i].back()) {
        frame.points[i].push_back(number);
      }
    }
  }
  return frame;
}

class MapTruth : public testing::TestWithParam<std::string> {
 protected:
  MapTruth()
      : frame_(read_frame(GetParam())),
        model_(test::shipped(GetParam())),
        grid_(test::values(frame_.names[0], frame_.points[0]),
              test::values(frame_.names[1], frame_.points[1]), third_axis()) {
    options_.t_end = model_.default_t_end;
    options_.integrator = Integrator::automatic;
  }

  /// A parameter that is not swept, at its default.
  grid::Axis third_axis() const {
    const auto third = std::find_if(
        model_.parameters.begin(), model_.parameters.end(), [&](const model::Parameter& parameter) {
          return parameter.name != frame_.names[0] && parameter.name != frame_.names[1];
        });
    return test::values(third->name, {third->default_value});
  }

  std::unique_ptr<CellSolver> solver(const IntegrationOptions& options) const {
    return std::make_unique<CellSolver>(model_, grid_, ParameterSettings(), frame_.metrics,
                                        options);
  }

  /// Cells that have a value where there is none, none where there is one, or one that is off by
  /// more than a thousandth of itself, or of `least` times the largest one of the frame.
  std::vector<std::size_t> wrong_cells(const ChunkResult& result, std::size_t metric,
                                       double least) const {
    const std::vector<double>& truth = frame_.values[metric];
    double largest = 0.0;
    for (const double value : truth) {
      largest = std::isnan(value) ? largest : std::max(largest, std::abs(value));
    }
    std::vector<std::size_t> wrong;
    for (std::size_t cell = 0; cell < truth.size(); ++cell) {
      const double got = result.values[metric][cell];
      const double allowed = 1e-3 * std::max(std::abs(truth[cell]), least * largest);
      const bool right =
          std::isnan(truth[cell]) ? std::isnan(got) : std::abs(got - truth[cell]) <= allowed;
      if (!right) {
        wrong.push_back(cell);
      }
    }
    return wrong;
  }

  Frame frame_;
  model::Model model_;
  grid::ParameterGrid grid_;
  IntegrationOptions options_;
};

// The default: no cell is off by more than a thousandth of the largest value that the map shows.
TEST_P(MapTruth, colours_are_right) {
  const ChunkResult result = solver(options_)->solve({0, grid_.cells_per_frame()});
  for (std::size_t m = 0; m < frame_.metrics.size(); ++m) {
    EXPECT_THAT(wrong_cells(result, m, 1.0), testing::IsEmpty()) << frame_.metrics[m].label();
  }
}

// With `--trust` each number is right to a thousandth of itself, or its cell is marked.
TEST_P(MapTruth, numbers_are_right_or_marked) {
  TrustSolver trusting(solver(options_), solver(tightened(options_)), {});
  const ChunkResult result = trusting.solve({0, grid_.cells_per_frame()});
  const auto is_marked = [&](std::size_t cell) {
    return result.status[cell] != grid::CellStatus::ok;
  };
  for (std::size_t m = 0; m < frame_.metrics.size(); ++m) {
    std::vector<std::size_t> wrong = wrong_cells(result, m, 1e-3);
    std::erase_if(wrong, is_marked);
    EXPECT_THAT(wrong, testing::IsEmpty()) << frame_.metrics[m].label();
  }
  EXPECT_LT(std::count(result.status.begin(), result.status.end(), grid::CellStatus::untrusted),
            40);
}

INSTANTIATE_TEST_SUITE_P(Models, MapTruth,
                         testing::Values("brusselator", "circadian", "dosing", "fitzhugh-nagumo",
                                         "hodgkin-huxley", "integrate-and-fire", "lotka-volterra",
                                         "morris-lecar", "repressilator", "rosenzweig-macarthur",
                                         "selkov", "toggle-switch", "van-der-pol"),
                         [](const auto& model) {
                           std::string name = model.param;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace heatreel::solve
