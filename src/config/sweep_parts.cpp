// SPDX-License-Identifier: GPL-3.0-or-later
#include "sweep_parts.hpp"

#include "option_values.hpp"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "heatreel/base/text.hpp"
#include "heatreel/expr/calculus.hpp"
#include "heatreel/model/formulas.hpp"
#include "heatreel/model/quantity.hpp"

namespace heatreel::config {

namespace {

constexpr const char* axis_forms = "Write NAME=LO:HI:N, NAME=LO:HI:N:log or NAME=V1,V2.";

/// The parameter that `name` means: a parameter's own name, or `N(0)` for the initial value of N.
const model::Parameter& find_parameter(const Given& given, std::string_view name,
                                       const model::Model& model) {
  const bool quoted = name.size() > 2 && name.front() == '`' && name.back() == '`';
  if (const auto* parameter =
          model.find_parameter(quoted ? name.substr(1, name.size() - 2) : name)) {
    return *parameter;
  }
  if (name.ends_with("(0)")) {
    if (const auto* state = model.find_state(name.substr(0, name.size() - 3))) {
      return *model.find_parameter(state->initial_name);
    }
  }
  refuse(given, fmt::format("model {} has no parameter '{}'", model.name, base::printable(name)),
         base::suggest_name(name, model.parameter_names()));
}

/// An axis' values as typed, not yet checked.
struct AxisText {
  grid::Spacing spacing = grid::Spacing::list;
  double low = 0.0;
  double high = 0.0;
  std::int64_t count = 0;
  std::vector<double> values;  ///< of a list only
};

/// `LO:HI:N` or `LO:HI:N:log`
AxisText read_range_text(const Given& given, std::string_view text) {
  const auto parts = base::split(text, ':');
  const bool log = parts.size() == 4 && base::trim(parts[3]) == "log";
  if (parts.size() != 3 && !log) {
    refuse(given, fmt::format("'{}' is not LO:HI:N", base::printable(text)), axis_forms);
  }
  const auto count = base::parse_int(base::trim(parts[2]));
  if (!count) {
    refuse(
        given,
        fmt::format("the number of points '{}' is not a whole number", base::printable(parts[2])),
        axis_forms);
  }
  return {log ? grid::Spacing::log : grid::Spacing::linear,
          read_piece(given, parts[0]),
          read_piece(given, parts[1]),
          *count,
          {}};
}

/// `V1,V2,...`; an empty piece is not a number and is refused.
AxisText read_list_text(const Given& given, std::string_view text) {
  AxisText axis;
  for (const std::string_view part : base::split(text, ',')) {
    axis.values.push_back(read_piece(given, part));
  }
  return axis;
}

/// \throws base::ConfigError without the option's name
grid::Axis build_axis(const std::string& name, const AxisText& text) {
  if (text.spacing == grid::Spacing::list) {
    return grid::Axis::list(name, text.values);
  }
  grid::Axis axis = grid::Axis::range(name, text.low, text.high, text.count, text.spacing);
  // One point is LO; HI had to be right but leaves no trace, since write_axis() cannot tell it.
  return text.count == 1 ? grid::Axis::range(name, text.low, text.low, 1, text.spacing) : axis;
}

}  // namespace

FindParameter parameters_of(const model::Model& model) {
  return [&model](const Given& given, std::string_view name) -> AxisParameter {
    const model::Parameter& parameter = find_parameter(given, name, model);
    return {parameter.name, parameter.unit, parameter.description};
  };
}

grid::Axis read_axis(const Given& given, const FindParameter& find_parameter) {
  const auto [name, values] = read_assignment(given, "G=50:300:50");
  const AxisParameter parameter = find_parameter(given, name);
  if (values.empty()) {
    refuse(given, "it has no values", axis_forms);
  }
  const bool is_range = values.find(':') != std::string::npos;
  const AxisText text = is_range ? read_range_text(given, values) : read_list_text(given, values);
  if (!base::is_identifier(parameter.name)) {
    refuse(given, fmt::format("no axis of a result file can be called '{}'", parameter.name),
           "Give the model a parameter of another name, and this one's value as an expression.");
  }
  const grid::Axis axis = in_context(given, [&] { return build_axis(parameter.name, text); });
  return axis.described(parameter.unit, parameter.description);
}

std::string write_axis(const grid::Axis& axis) {
  std::string text = axis.name() + "=";
  if (axis.spacing() != grid::Spacing::list) {
    return text + fmt::format("{}:{}:{}{}", base::format_exact(axis.front()),
                              base::format_exact(axis.back()), axis.size(),
                              axis.spacing() == grid::Spacing::log ? ":log" : "");
  }
  for (std::int64_t index = 0; index < axis.size(); ++index) {
    text += (index == 0 ? "" : ",") + base::format_exact(axis.value(index));
  }
  return text;
}

Setting read_setting(const Given& given, const FindParameter& find_parameter) {
  const auto [name, text] = read_assignment(given, "pol=3.7");
  const AxisParameter parameter = find_parameter(given, name);
  const auto number = base::parse_double(text);
  if (number && !std::isfinite(*number)) {
    refuse(given, "a parameter must be finite", "");
  }
  const expr::SourceLocation start{fmt::format("{} {}", given.label(), base::printable(given.text)),
                                   0, 1};
  const auto place = std::min(given.text.find(text, given.text.find('=') + 1), given.text.size());
  return {parameter.name, number, {parameter.name, text, locate(start, given.text, place)}};
}

namespace {

/// What users write for an operation that bends or jumps.
const char* operation_text(expr::Op op) {
  switch (op) {
    case expr::Op::abs:
      return "abs(…)";
    case expr::Op::floor:
      return "floor(…)";
    case expr::Op::min:
      return "min(…)";
    case expr::Op::max:
      return "max(…)";
    case expr::Op::select:
      return "if(…)";
    default:
      return "a comparison";
  }
}

/// Lyapunov exponents need derivatives by all states.
void check_differentiable(const Given& given, const model::Model& model) {
  for (const model::State& state : model.states) {
    if (const auto kink =
            expr::find_kink(model.graph, std::span(&state.rate, 1), model.state_names())) {
      refuse(given,
             fmt::format("model {} is not differentiable, the {} of {} depends on {} of a state",
                         model.name, model.discrete ? "next value" : "rate", state.name,
                         operation_text(*kink)),
             "Leave it out, or write a smooth model.");
    }
  }
}

}  // namespace

metric::MetricSpec read_metric(const Given& given, const model::Model& model) {
  metric::MetricSpec metric = metric::parse_metric(given.text, given.label());
  if (metric::traits(metric.kind).needs_tangent) {
    check_differentiable(given, model);
  }
  if (metric.quantity.empty()) {
    return metric;
  }
  const std::string& quantity = metric.quantity;
  const std::vector<std::string> names = model::quantity_names(model);
  if (base::is_identifier(quantity) &&
      std::find(names.begin(), names.end(), quantity) == names.end()) {
    refuse(given, fmt::format("model {} has no state '{}'", model.name, quantity),
           base::suggest_name(quantity, model.state_names()));
  }
  expr::Graph graph = model.graph;
  try {
    model::parse_quantity(model, quantity, graph);
  } catch (const base::ConfigError& error) {
    refuse(given, error.what(), "");
  }
  return metric;
}

}  // namespace heatreel::config
