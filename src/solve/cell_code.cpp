// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/solve/cell_code.hpp"

#include "cell_block.hpp"
#include "kernel_json.hpp"
#include "kernels.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "heatreel/model/formulas.hpp"

namespace heatreel::solve {

namespace {

bool is_swept(const grid::ParameterGrid& grid, const std::string& name) {
  return std::ranges::any_of(grid.axes(),
                             [&](const grid::Axis& axis) { return axis.name() == name; });
}

/// All parameters whose numbers count: formulas of others follow them.
model::Model with_free_parameters(const model::Model& model, const grid::ParameterGrid& grid,
                                  const ParameterSettings& settings) {
  std::vector<std::string> free;
  for (const model::Parameter& parameter : model.parameters) {
    if (!parameter.formula || settings.contains(parameter.name) || is_swept(grid, parameter.name)) {
      free.push_back(parameter.name);
    }
  }
  return model::with_formulas(model, settings, free);
}

std::string programs_of(const model::Model& model, const std::vector<metric::MetricSpec>& metrics,
                        const IntegrationOptions& options) {
  const bool hand_over = options.integrator == Integrator::automatic;
  const Kernel first = build_kernel(model, metrics, options, first_method(options.integrator),
                                    hand_over, Series::states);
  std::string json = fmt::format(R"({{"first":{},"derived":{},"tail":{})", to_json(first),
                                 to_json(DerivedProgram(model)), options.tail);
  if (hand_over) {
    const Kernel stiff =
        build_kernel(model, metrics, options, Method::rodas5p, false, Series::states);
    json += fmt::format(R"(,"stiff":{},"rows":{})", to_json(stiff), rows_to_json(first, stiff));
  }
  return json + "}";
}

}  // namespace

CellCode cell_code(const model::Model& model, const grid::ParameterGrid& grid,
                   const ParameterSettings& settings,
                   const std::vector<metric::MetricSpec>& metrics,
                   const IntegrationOptions& options) {
  CellCode code{with_free_parameters(model, grid, settings), {}, {}, {}};
  code.parameters = fixed_values(code.model, settings);
  for (std::size_t i = 0; i < code.parameters.size(); ++i) {
    const std::string& name = code.model.parameters[i].name;
    const bool in_exponent =
        !is_swept(grid, name) && put_exponents(code.model, {{name, code.parameters[i]}});
    code.adjustable.push_back(!in_exponent);
  }
  code.programs = programs_of(code.model, metrics, options);
  return code;
}

}  // namespace heatreel::solve
