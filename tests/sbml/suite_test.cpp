// SPDX-License-Identifier: GPL-3.0-or-later
// The cases of the SBML Test Suite in tests/sbml/cases, simulated by the solver that sweeps use.
#include "sbml/sbml_file.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <set>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "heatreel/base/text.hpp"
#include "heatreel/solve/cell_solver.hpp"

namespace heatreel::sbml {
namespace {

const std::string folder = HEATREEL_SOURCE_DIR "/tests/sbml/cases/";

std::string model_file(const std::string& number) {
  for (const std::string dialect : {"l2v4", "l3v1", "l3v2"}) {
    const std::string path = folder + number + "-sbml-" + dialect + ".xml";
    if (std::filesystem::exists(path)) {
      return path;
    }
  }
  return "";
}

std::vector<std::string> parts(const std::string& text) {
  std::vector<std::string> all;
  for (const std::string_view part : base::split(text, ',')) {
    if (!base::trim(part).empty()) {
      all.emplace_back(base::trim(part));
    }
  }
  return all;
}

/// Settings and right results of a case.
struct Case {
  explicit Case(const std::string& number) {
    std::ifstream settings_file(folder + number + "-settings.txt");
    for (std::string line; std::getline(settings_file, line);) {
      const std::size_t colon = line.find(':');
      if (colon != std::string::npos) {
        settings[line.substr(0, colon)] = line.substr(colon + 1);
      }
    }
    std::ifstream results(folder + number + "-results.csv");
    for (std::string line; std::getline(results, line);) {
      if (!base::trim(line).empty()) {
        rows.push_back(parts(line));
      }
    }
  }

  double setting(const std::string& name) const {
    return *base::parse_double(base::trim(settings.at(name)));
  }

  bool lists(const std::string& measure, const std::string& variable) const {
    const auto names = parts(settings.at(measure));
    return std::find(names.begin(), names.end(), variable) != names.end();
  }

  std::map<std::string, std::string> settings;
  std::vector<std::vector<std::string>> rows;  ///< the first one has the names; first column: time
};

/// What the model calls a variable of the results.
std::string quantity_of(const Case& one, const std::string& variable, const model::Model& model) {
  for (const std::string measure : {"amount", "concentration"}) {
    const std::string name = fmt::format("{}({})", measure, variable);
    const bool known = std::any_of(model.derived.begin(), model.derived.end(),
                                   [&](const auto& derived) { return derived.name == name; }) ||
                       model.find_state(name) != nullptr || model.find_parameter(name) != nullptr;
    if (one.lists(measure, variable) && known) {
      return fmt::format("`{}`", name);
    }
  }
  return fmt::format("`{}`", variable);
}

/// The values of quantities at a time. A grid needs three parameters, which the model gets.
std::vector<double> values_at(const std::string& text, const std::vector<std::string>& quantities,
                              double time) {
  const model::Model model = model::parse_model(
      text + "parameter grid_x = 0\nparameter grid_y = 0\nparameter grid_t = 0\n", "case");
  const auto axis = [](const std::string& name) { return grid::Axis::list(name, {0.0}); };
  const grid::ParameterGrid grid(axis("grid_x"), axis("grid_y"), axis("grid_t"));
  std::vector<metric::MetricSpec> metrics;
  for (const std::string& quantity : quantities) {
    metrics.push_back({quantity, metric::Kind::final});
  }
  solve::CellSolver solver(model, grid, {}, metrics,
                           {.t_end = time,
                            .dt = time,
                            .integrator = solve::Integrator::automatic,
                            .rtol = 1e-8,
                            .atol = 1e-12},
                           program::Engine::interpreter);
  const solve::ChunkResult result = solver.solve({0, 1});
  std::vector<double> values;
  for (const auto& of_metric : result.values) {
    values.push_back(of_metric.at(0));
  }
  return values;
}

std::vector<std::string> numbers(bool refused) {
  std::ifstream list(folder + "refused.lst");
  const std::set<std::string> turned_away{std::istream_iterator<std::string>(list), {}};
  std::vector<std::string> found;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string name = entry.path().filename();
    const std::string number = name.substr(0, name.find('-'));
    if (name.ends_with("-settings.txt") && (turned_away.count(number) > 0) == refused) {
      found.push_back(number);
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

class SuiteCase : public testing::TestWithParam<std::string> {};
class RefusedCase : public testing::TestWithParam<std::string> {};

TEST_P(SuiteCase, has_the_right_results) {
  const Case one(GetParam());
  const std::string text = to_model_text(model_file(GetParam()));
  const model::Model model = model::parse_model(text, "case");
  std::vector<std::string> quantities;
  for (std::size_t i = 1; i < one.rows.at(0).size(); ++i) {
    quantities.push_back(quantity_of(one, one.rows[0][i], model));
  }
  for (const std::size_t row : {one.rows.size() / 2, one.rows.size() - 1}) {
    const double time = *base::parse_double(one.rows[row][0]);
    const std::vector<double> ours = values_at(text, quantities, time);
    for (std::size_t i = 0; i < quantities.size(); ++i) {
      const double theirs = *base::parse_double(one.rows[row][i + 1]);
      const double tolerance =
          one.setting("absolute") + one.setting("relative") * std::fabs(theirs);
      EXPECT_NEAR(ours[i], theirs, tolerance) << quantities[i] << " at time " << time;
    }
  }
}

TEST_P(RefusedCase, is_refused) {
  EXPECT_THROW(to_model_text(model_file(GetParam())), base::ConfigError);
}

const auto name_of = [](const auto& info) { return info.param; };
INSTANTIATE_TEST_SUITE_P(Suite, SuiteCase, testing::ValuesIn(numbers(false)), name_of);
INSTANTIATE_TEST_SUITE_P(Suite, RefusedCase, testing::ValuesIn(numbers(true)), name_of);

}  // namespace
}  // namespace heatreel::sbml
