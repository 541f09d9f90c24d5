// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/simulate/model_simulation.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "heatreel/model/quantity.hpp"

namespace heatreel::simulate {

namespace {

Output output_of(const metric::MetricSpec& metric, const model::Model& model) {
  metric::QuantityWords words;
  if (!metric.quantity.empty()) {
    words = {model::describe_quantity(model, metric.quantity),
             model::unit_of_quantity(model, metric.quantity)};
  }
  return {metric.label(), metric.variable(), metric::unit(metric, words, model.time_unit),
          metric::long_name(metric, words), metric::traits(metric.kind).may_be_missing};
}

}  // namespace

std::vector<Output> outputs_of(const ModelSpec& spec) {
  std::vector<Output> outputs;
  for (const metric::MetricSpec& metric : spec.metrics) {
    outputs.push_back(output_of(metric, spec.model));
    if (metric.kind == metric::Kind::lyapunov) {
      const auto spread =
          std::ranges::find(spec.metrics, metric::Kind::lyapunov_spread, &metric::MetricSpec::kind);
      if (spread != spec.metrics.end()) {
        outputs.back().standard_error = static_cast<std::size_t>(spread - spec.metrics.begin());
      }
    }
  }
  for (std::size_t m = 0; spec.trust && m < spec.metrics.size(); ++m) {
    outputs.push_back({"", spec.metrics[m].error_variable(), outputs[m].unit,
                       "estimated error of " + outputs[m].long_name});
  }
  return outputs;
}

std::string ModelSimulation::title() const {
  return spec_.model.title.empty() ? spec_.model.name : spec_.model.title;
}

std::string ModelSimulation::method() const {
  const solve::IntegrationOptions& options = spec_.integration;
  const std::string tail = fmt::format("metrics from the last {:g} %", 100.0 * options.tail);
  if (options.integrator == solve::Integrator::map) {
    return fmt::format("{:g} iterations, {}", options.t_end, tail);
  }
  return fmt::format("{:g} {} by {} {}, {}", options.t_end, spec_.model.time_unit,
                     solve::integrator_name(options.integrator),
                     options.integrator == solve::Integrator::rk4
                         ? fmt::format("in steps of {:g}", options.dt)
                         : fmt::format("at rtol {:g}", options.rtol),
                     tail);
}

std::vector<Fixed> ModelSimulation::fixed() const {
  std::vector<Fixed> all;
  for (const auto& [name, value] : spec_.settings) {
    const model::Parameter* parameter = spec_.model.find_parameter(name);
    all.push_back({name, parameter == nullptr ? "" : parameter->unit, value});
  }
  for (const auto& [name, expression] : spec_.formulas) {
    all.push_back({name, "", std::nullopt, expression});
  }
  return all;
}

std::int64_t ModelSimulation::cells_at_once() const { return program::lanes; }

}  // namespace heatreel::simulate
