// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace_figure.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "heatreel/base/standard_streams.hpp"
#include "heatreel/base/text.hpp"
#include "heatreel/render/curve_figure.hpp"
#include "heatreel/render/label_text.hpp"
#include "heatreel/render/number_text.hpp"

namespace heatreel::app {

namespace {

constexpr std::size_t most_shown = render::series_colors;
constexpr int digits = 5;

std::string named_value(const std::string& name, double value, const std::string& unit) {
  const std::string pretty = render::pretty_unit(unit);
  return fmt::format("{} = {}{}", render::pretty_name(name),
                     std::isnan(value) ? "none" : render::value_text(value, digits),
                     pretty.empty() || std::isnan(value) ? "" : " " + pretty);
}

/// The axes' values of a cell; only those that are not the same in all cells, if there are several.
std::string place_of(const grid::ParameterGrid& grid, grid::CellIndex cell,
                     const std::vector<grid::CellIndex>& cells) {
  std::string text;
  for (std::size_t axis = 0; axis < grid.axes().size(); ++axis) {
    const auto value = [&](grid::CellIndex one) { return grid.values(one)[axis]; };
    const bool differs = std::any_of(cells.begin(), cells.end(), [&](grid::CellIndex other) {
      return value(other) != value(cell);
    });
    if (cells.size() == 1 || differs) {
      text += (text.empty() ? "" : ", ") +
              named_value(grid.axes()[axis].name(), value(cell), grid.axes()[axis].unit());
    }
  }
  return text.empty() ? "the same cell" : text;
}

/// Parameters that are not the model's own.
std::string settings_text(const config::TracedModel& simulation) {
  std::string text;
  for (const auto& [name, setting] : simulation.settings) {
    const model::Parameter* const parameter = simulation.model.find_parameter(name);
    text += (text.empty() ? "" : ", ") +
            named_value(name, setting, parameter == nullptr ? "" : parameter->unit);
  }
  return text;
}

std::string metrics_text(const std::vector<TracedMetric>& metrics) {
  std::string text;
  for (const TracedMetric& metric : metrics) {
    text += (text.empty() ? "" : ", ") + named_value(metric.name, metric.value, metric.unit);
  }
  return text;
}

/// What a picture shows if nobody chooses: quantities of the metrics, then the first states, in the
/// model's order.
std::vector<std::string> usual_quantities(const model::Model& model,
                                          const std::vector<metric::MetricSpec>& metrics) {
  std::vector<std::string> known = solve::series_names(model);
  std::set<std::string> chosen;
  const auto choose = [&](const std::string& name) {
    if (chosen.size() < most_shown) {
      chosen.insert(name);
    }
  };
  for (const metric::MetricSpec& metric : metrics) {
    if (std::find(known.begin(), known.end(), metric.quantity) != known.end()) {
      choose(metric.quantity);
    }
  }
  for (const model::State& state : model.states) {
    choose(state.name);
  }
  std::erase_if(known, [&](const std::string& name) { return !chosen.contains(name); });
  return known;
}

}  // namespace

TracePicture picture_of(const config::TraceCommand& command, solve::CellTracer& tracer,
                        const solve::TimeSeries& series, const TracedCell& cell) {
  const config::TracedModel& simulation = command.simulation;
  const model::Model& model = tracer.model();
  TracePicture picture{command.output, model, {}, {}, command.shown, simulation.metrics};
  picture.tail_begin = simulation.integration.t_end * (1.0 - simulation.integration.tail);
  if (picture.shown.empty()) {
    picture.shown = usual_quantities(model, simulation.metrics);
    if (picture.shown.size() < model.states.size() && !command.quiet) {
      base::say("note: the picture shows {} of {} states; --show NAME,... chooses",
                picture.shown.size(), model.states.size());
    }
  }
  std::vector<grid::CellIndex> cells = {command.cell};
  cells.insert(cells.end(), command.compared.begin(), command.compared.end());
  const auto place = [&](grid::CellIndex one) {
    return simulation.grid ? place_of(*simulation.grid, one, cells) : settings_text(simulation);
  };
  picture.courses.push_back({place(command.cell), series});
  for (const grid::CellIndex other : command.compared) {
    picture.courses.push_back({place(other), tracer.trace(other)});
  }
  if (command.compared.empty()) {
    picture.subtitles = {place(command.cell), metrics_text(cell.metrics)};
  }
  return picture;
}

}  // namespace heatreel::app
