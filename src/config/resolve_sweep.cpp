// SPDX-License-Identifier: GPL-3.0-or-later
#include "resolve_sweep.hpp"

#include "option_values.hpp"
#include "sweep_parts.hpp"
#include "sweep_space.hpp"

#include <algorithm>
#include <cmath>
#include <span>
#include <utility>

#include <fmt/format.h>

#include "heatreel/base/text.hpp"
#include "heatreel/model/formulas.hpp"

namespace heatreel::config {

namespace {

/// More steps than any computer takes, and few enough to be counted in 64 bits.
constexpr double most_steps = 1e12;

/// A tenth of it is as small as rounding allows.
constexpr double least_trusted_rtol = 1e-12;

void require_metric(const Settings& settings, const model::Model& model) {
  if (settings.metrics.empty()) {
    throw base::UsageError({"--metric is missing", "a sweep needs at least one",
                            fmt::format("Give --metric STATE.KIND; states of {}: {}.", model.name,
                                        fmt::join(model.state_names(), ", "))});
  }
}

/// None of them twice.
std::vector<metric::MetricSpec> read_metrics(const Settings& settings, const model::Model& model) {
  std::vector<metric::MetricSpec> metrics;
  for (const Given& given : settings.metrics) {
    metrics.push_back(read_metric(given, model));
    const auto twin =
        std::find_if(metrics.begin(), metrics.end() - 1, [&](const metric::MetricSpec& other) {
          return other.variable() == metrics.back().variable();
        });
    if (twin == metrics.end() - 1) {
      continue;
    }
    if (*twin == metrics.back()) {
      refuse(given, "this metric is given twice", "Keep one of them.");
    }
    refuse(given, fmt::format("{} is stored as {} too", twin->label(), twin->variable()),
           "Give the model a derived value for one of them.");
  }
  return metrics;
}

/// What the file calls the metrics and their errors.
std::vector<store::VariableLayout> variables_of(const std::vector<metric::MetricSpec>& metrics) {
  std::vector<store::VariableLayout> variables;
  for (const metric::MetricSpec& metric : metrics) {
    variables.push_back({metric.variable(), "", ""});
    variables.push_back({metric.error_variable(), "", ""});
  }
  return variables;
}

/// The parameters that a file can have as dimensions.
std::vector<Default> defaults_of(const model::Model& model) {
  std::vector<Default> defaults;
  for (const model::Parameter& parameter : model.parameters) {
    if (!parameter.formula && base::is_identifier(parameter.name)) {
      defaults.emplace_back(parameter.name, parameter.default_value);
    }
  }
  return defaults;
}

/// The model with the formulas that --set gives.
model::Model with_parameters(model::Model model, const ParameterTexts& parameters,
                             std::span<const grid::Axis> axes) {
  std::vector<model::Formula> formulas;
  std::vector<std::string> numbers;
  for (const grid::Axis& axis : axes) {
    numbers.push_back(axis.name());
  }
  for (const auto& [name, setting] : parameters) {
    if (setting.number) {
      numbers.push_back(name);
    } else {
      formulas.push_back(setting.formula);
    }
  }
  return with_other_formulas(std::move(model), formulas, numbers);
}

/// \param standard the model's value; 0 if it has none
double time_or_default(const std::optional<Given>& given, double standard, const std::string& name,
                       const model::Model& model) {
  if (given) {
    return read_positive(*given);
  }
  if (!(standard > 0.0)) {
    throw base::UsageError({fmt::format("--{} is missing", name),
                            fmt::format("model {} has no default for it", model.name),
                            fmt::format("Give --{} TIME.", name)});
  }
  return standard;
}

/// The step of rk4 with the model's default, checked against t_end.
double read_step(const Settings& settings, const model::Model& model, double t_end) {
  const double dt = time_or_default(settings.dt, model.default_dt, "dt", model);
  if (dt <= t_end && t_end / dt <= most_steps) {
    return dt;
  }
  const Given culprit =
      settings.dt ? *settings.dt : settings.t_end.value_or(Given{"dt", "", "", 0});
  refuse(culprit,
         dt > t_end
             ? fmt::format("the step {} is longer than the whole time {}", dt, t_end)
             : fmt::format("from 0 to {1} there are more than 10^12 steps of {0}", dt, t_end),
         "Change --dt or --t-end.");
}

/// Maps have one integrator, and it is for maps alone.
solve::Integrator read_integrator(const Settings& settings, const model::Model& model) {
  using solve::Integrator;
  // Whoever gives a step wants fixed steps, unless they name another integrator.
  const Integrator chosen =
      settings.integrator.value_or(settings.dt ? Integrator::rk4 : Integrator::automatic);
  if (!model.discrete) {
    if (chosen == Integrator::map) {
      refuse(*settings.integrator_given, fmt::format("model {} is not a map", model.name),
             "Leave it out.");
    }
    return chosen;
  }
  if (settings.dt) {
    refuse(*settings.dt, fmt::format("model {} is a map, its step is 1", model.name),
           "Leave it out.");
  }
  if (chosen != Integrator::map && chosen != Integrator::automatic) {
    refuse(*settings.integrator_given, fmt::format("model {} is a map", model.name),
           "Leave it out, or write map.");
  }
  return Integrator::map;
}

/// How long cells run; a map, how many times it is iterated.
double read_t_end(const Settings& settings, const model::Model& model) {
  const double t_end = time_or_default(settings.t_end, model.default_t_end, "t-end", model);
  if (model.discrete && (std::floor(t_end) != t_end || t_end > most_steps)) {
    refuse(settings.t_end.value_or(Given{"t-end", base::format_exact(t_end), "", 0}),
           fmt::format("model {} is a map", model.name),
           "Give a whole number of iterations, at most 10^12.");
  }
  return t_end;
}

/// How cells are integrated. dt is 0 where it is not needed, but checked where it is given.
solve::IntegrationOptions read_integration(const Settings& settings, const model::Model& model) {
  solve::IntegrationOptions options;
  options.integrator = read_integrator(settings, model);
  options.rtol = settings.rtol;
  options.atol = settings.atol;
  options.max_steps = settings.max_steps;
  options.max_step = settings.max_step;
  options.early_stop = settings.early_stop;
  options.cell_timeout = settings.cell_timeout;
  options.t_end = read_t_end(settings, model);
  options.tail = settings.tail;
  const bool needs_step = options.integrator == solve::Integrator::rk4;
  if (needs_step || settings.dt) {
    const double dt = read_step(settings, model, options.t_end);
    options.dt = needs_step ? dt : 0.0;
  }
  return options;
}

/// Whether and how cells are solved twice.
std::optional<solve::TrustOptions> read_trust(const Settings& settings,
                                              const solve::IntegrationOptions& integration) {
  if (!settings.trust) {
    return std::nullopt;
  }
  if (integration.integrator == solve::Integrator::map) {
    refuse(*settings.trust, "a map's steps have no error to estimate", "Leave it out.");
  }
  const bool by_tolerance = integration.integrator != solve::Integrator::rk4;
  if (by_tolerance && integration.rtol < least_trusted_rtol) {
    refuse(*settings.trust,
           fmt::format("no cell can be solved at a tenth of rtol {:g}", integration.rtol),
           fmt::format("Give an rtol of {:g} or more.", least_trusted_rtol));
  }
  solve::TrustOptions trust;
  trust.tolerance = settings.trust_tolerance;
  if (integration.atol) {
    // Below atol/rtol, the error is bounded by atol and not by rtol.
    trust.smallest = *integration.atol / integration.rtol;
  }
  return trust;
}

/// \param metrics read_metrics() \param axes of the sweep, if there is one
simulate::ModelSpec read_spec(const Settings& settings, model::Model model,
                              std::vector<metric::MetricSpec> metrics,
                              std::span<const grid::Axis> axes) {
  const auto parameters = read_parameters(settings, parameters_of(model), axes);
  simulate::ModelSpec spec;
  spec.integration = read_integration(settings, model);
  spec.model = with_parameters(std::move(model), parameters, axes);
  spec.metrics = std::move(metrics);
  for (const auto& [name, setting] : parameters) {
    if (setting.number) {
      spec.settings[name] = *setting.number;
    } else {
      spec.formulas[name] = setting.formula.text;
    }
  }
  return spec;
}

}  // namespace

SweepConfig resolve_sweep(const Settings& settings, model::Model model) {
  require_metric(settings, model);
  auto metrics = read_metrics(settings, model);
  grid::ParameterGrid grid =
      read_grid(settings, parameters_of(model), variables_of(metrics), defaults_of(model));
  simulate::ModelSpec spec = read_spec(settings, std::move(model), std::move(metrics), grid.axes());
  spec.trust = read_trust(settings, spec.integration);
  return {std::move(grid), std::make_shared<simulate::ModelSimulation>(std::move(spec)),
          settings.value_type, settings.simd};
}

TracedModel resolve_model(const Settings& settings, model::Model model) {
  auto metrics = read_metrics(settings, model);
  return {read_spec(settings, std::move(model), std::move(metrics), {}), std::nullopt,
          settings.simd};
}

}  // namespace heatreel::config
