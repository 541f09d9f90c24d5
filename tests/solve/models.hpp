// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <fstream>
#include <iterator>
#include <string>

#include <gtest/gtest.h>

#include "heatreel/grid/parameter_grid.hpp"
#include "heatreel/model/model.hpp"
#include "heatreel/solve/cell_solver.hpp"

namespace heatreel::test {

/// dy/dt = -k·y
inline model::Model decay(const std::string& declaration = "") {
  return model::parse_model(
      "model decay\ntime t to 1 step 0.1\nstate y = 1 " + declaration +
          "\nparameter k = 1\nparameter a = 0\nparameter b = 0\nrate y = -k*y\n",
      "test");
}

/// x'' = -x
inline model::Model oscillator() {
  return model::parse_model(
      "model oscillator\ntime t to 10 step 0.1\nstate x = 1\nstate v = 0\nparameter a = 0\n"
      "parameter b = 0\nparameter c = 0\nrate x = v\nrate v = -x\n",
      "test");
}

inline model::Model shipped(const std::string& name) {
  std::ifstream file(HEATREEL_SOURCE_DIR "/share/models/" + name + ".model");
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  return model::parse_model(text, name);
}

inline grid::Axis values(const std::string& name, std::vector<double> list) {
  return grid::Axis::list(name, std::move(list));
}

inline std::string name_of(solve::Integrator integrator) {
  const std::vector<std::string> names{"automatic", "rk4", "dopri5", "rodas5p", "map"};
  return names[static_cast<std::size_t>(integrator)];
}

/// Metrics of a single cell; a model needs three parameters to be a grid's axes.
inline solve::ChunkResult one_cell(const model::Model& model,
                                   const std::vector<metric::MetricSpec>& metrics,
                                   const solve::IntegrationOptions& how,
                                   const solve::ParameterSettings& settings = {}) {
  const auto axis = [&](std::size_t i) {
    const model::Parameter& parameter = model.parameters[i];
    const auto set = settings.find(parameter.name);
    return values(parameter.name, {set == settings.end() ? parameter.default_value : set->second});
  };
  const grid::ParameterGrid grid(axis(0), axis(1), axis(2));
  return solve::CellSolver(model, grid, settings, metrics, how).solve({0, 1});
}

/// The one metric of a single cell, which must be ok.
inline double single(const model::Model& model, const metric::MetricSpec& metric,
                     const solve::IntegrationOptions& how,
                     const solve::ParameterSettings& settings = {}) {
  const solve::ChunkResult result = one_cell(model, {metric}, how, settings);
  EXPECT_EQ(result.status[0], grid::CellStatus::ok);
  return result.values[0][0];
}

}  // namespace heatreel::test
