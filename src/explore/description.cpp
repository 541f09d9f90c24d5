// SPDX-License-Identifier: GPL-3.0-or-later
#include "description.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "heatreel/base/json_text.hpp"
#include "heatreel/metric/metric.hpp"
#include "heatreel/render/colormap.hpp"
#include "heatreel/render/label_text.hpp"
#include "heatreel/solve/cell_code.hpp"
#include "heatreel/solve/trust_solver.hpp"
#include "heatreel/version.hpp"

namespace heatreel::explore {

namespace {

using base::json_list;
using base::json_number;
using base::json_string;

constexpr std::array<const char*, 3> spacing_names = {"linear", "log", "list"};

/// A unit as pictures show it; "1" stands for none.
std::string unit_text(const std::string& unit) {
  return json_string(unit == "1" ? "" : render::pretty_unit(unit));
}

std::string axis_text(const grid::Axis& axis, const std::vector<std::int64_t>& points) {
  return fmt::format(
      R"({{"name":{},"unit":{},"longName":{},"spacing":"{}","values":{}}})",
      json_string(axis.name()), unit_text(axis.unit()), json_string(axis.long_name()),
      spacing_names.at(static_cast<std::size_t>(axis.spacing())),
      json_list(points, [&](std::int64_t point) { return json_number(axis.value(point)); }));
}

std::vector<std::int64_t> all_points(const grid::Axis& axis) {
  std::vector<std::int64_t> points(static_cast<std::size_t>(axis.size()));
  std::ranges::generate(points, [next = std::int64_t{0}]() mutable { return next++; });
  return points;
}

/// \param number among the metrics that the page computes, if it does
std::string metric_text(const store::VariableLayout& metric, std::optional<std::size_t> number) {
  return fmt::format(R"({{"name":{},"unit":{},"longName":{},"computed":{}}})",
                     json_string(metric.name), unit_text(metric.unit),
                     json_string(metric.long_name), number ? fmt::format("{}", *number) : "null");
}

/// Which of the sweep's metrics a variable holds, if the page can compute it: spectra are not among
/// what the programs do.
std::optional<std::size_t> computed_metric(const Content& content, const std::string& variable) {
  if (!content.model) {
    return std::nullopt;
  }
  const std::vector<metric::MetricSpec>& metrics = content.model->metrics;
  const auto found = std::ranges::find_if(
      metrics, [&](const metric::MetricSpec& metric) { return metric.variable() == variable; });
  if (found == metrics.end() || metric::traits(found->kind).is_spectral) {
    return std::nullopt;
  }
  return static_cast<std::size_t>(found - metrics.begin());
}

std::string colormap_text(const std::string& name) {
  const render::ColorMap map = render::ColorMap::named(name);
  std::string hex;
  for (std::size_t i = 0; i < render::ColorMap::size; ++i) {
    hex += fmt::format("{:06x}", map[i].pixel());
  }
  return fmt::format(R"(["{}","{}"])", name, hex);
}

template <class Quantity>
std::string quantity_text(const Quantity& quantity) {
  return fmt::format(R"({{"name":{},"unit":{},"description":{}}})", json_string(quantity.name),
                     unit_text(quantity.unit), json_string(quantity.description));
}

std::string parameters_text(const solve::CellCode& code) {
  std::string text = "[";
  for (std::size_t i = 0; i < code.parameters.size(); ++i) {
    const model::Parameter& parameter = code.model.parameters[i];
    text += fmt::format(R"({}{{"name":{},"unit":{},"description":{},"value":{},"adjustable":{}}})",
                        i > 0 ? "," : "", json_string(parameter.name), unit_text(parameter.unit),
                        json_string(parameter.description), json_number(code.parameters[i]),
                        code.adjustable[i] ? "true" : "false");
  }
  return text + "]";
}

std::string simulation_text(const simulate::ModelSpec& spec, const grid::ParameterGrid& grid) {
  const solve::IntegrationOptions options =
      spec.trust ? solve::tightened(spec.integration) : spec.integration;
  const solve::CellCode code =
      solve::cell_code(spec.model, grid, spec.settings, spec.metrics, options);
  const model::Model& model = code.model;
  return fmt::format(
      R"({{"reference":{},"time":{},"timeUnit":{},"discrete":{},"states":{},"derived":{},)"
      R"("parameters":{},"programs":{}}})",
      json_string(model.reference), json_string(model.time_name), unit_text(model.time_unit),
      model.discrete, json_list(model.states, quantity_text<model::State>),
      json_list(model.derived, quantity_text<model::Derived>), parameters_text(code),
      code.programs);
}

}  // namespace

std::string description(const store::FrameReader& reader, const Content& content) {
  const store::FileLayout& layout = reader.layout();
  const grid::ParameterGrid& grid = layout.grid;
  const auto metrics = json_list(content.metrics, [&](std::size_t metric) {
    const store::VariableLayout& variable = layout.metrics[metric];
    return metric_text(variable, computed_metric(content, variable.name));
  });
  std::string json =
      fmt::format(R"({{"title":{},"file":{},"source":{},"heatreel":{},"bytes":{})",
                  json_string(layout.title), json_string(content.file), json_string(layout.source),
                  json_string(version), store::size_of(layout.type));
  json += fmt::format(
      R"(,"axes":[{},{},{}],"metrics":{})", axis_text(grid.x(), all_points(grid.x())),
      axis_text(grid.y(), all_points(grid.y())), axis_text(grid.t(), content.frames), metrics);
  json += fmt::format(R"(,"statuses":{},"verdicts":{},"colormaps":{},"simulation":{}}})",
                      json_list(grid::cell_status_names, json_string),
                      layout.verdicts ? json_list(grid::cell_verdict_names, json_string) : "null",
                      json_list(render::colormap_names(), colormap_text),
                      content.model ? simulation_text(*content.model, grid) : "null");
  return json;
}

}  // namespace heatreel::explore
