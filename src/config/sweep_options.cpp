// SPDX-License-Identifier: GPL-3.0-or-later
#include "option_parts.hpp"
#include "option_values.hpp"
#include "sweep_parts.hpp"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <limits>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "heatreel/base/text.hpp"

namespace heatreel::config {

namespace {

using Texts = std::vector<std::string>;
using store::ValueType;

const Texts in_run = {"run"};
const Texts simulating = {"run", "trace"};

using solve::Integrator;

std::pair<const char*, Integrator> named(Integrator integrator) {
  return {solve::integrator_name(integrator), integrator};
}

using program::Simd;

const std::initializer_list<std::pair<const char*, Simd>> simd_targets = {
    {"auto", Simd::automatic}, {"avx512", Simd::avx512}, {"avx2", Simd::avx2},
    {"sse4", Simd::sse4},      {"neon", Simd::neon},     {"baseline", Simd::baseline}};

/// What needs the model to be understood is kept as typed (see resolve_sweep.hpp).
std::vector<Option> axis_options() {
  return {
      {.name = "model",
       .placeholder = "NAME|FILE",
       .group = "Sweep",
       .commands = in_run,
       .help =
           "Model to simulate: a shipped one ('heatreel models' lists them), a model file, or a "
           "file in SBML (.xml, .sbml)",
       .rivals = {"command", "worker"},
       .read = [](const Given& given, Settings& to) { to.model = given; },
       .write_model = [](const simulate::ModelSpec& spec) { return Texts{spec.model.name}; }},
      {.name = "x",
       .placeholder = "AXIS",
       .group = "Sweep",
       .commands = in_run,
       .help = "Parameter along the picture's x axis. AXIS is NAME=LO:HI:N for N points from LO to "
               "HI, both included; NAME=LO:HI:N:log for a logarithmic axis; or NAME=V1,V2,... "
               "NAME is a parameter of the model, or N(0) for the initial value of state N",
       .read = [](const Given& given, Settings& to) { to.x = given; },
       .write = [](const SweepConfig& sweep) { return Texts{write_axis(sweep.grid.x())}; }},
      {.name = "y",
       .placeholder = "AXIS",
       .group = "Sweep",
       .commands = in_run,
       .help = "Parameter along the picture's y axis",
       .read = [](const Given& given, Settings& to) { to.y = given; },
       .write = [](const SweepConfig& sweep) { return Texts{write_axis(sweep.grid.y())}; }},
      {.name = "t",
       .placeholder = "AXIS",
       .group = "Sweep",
       .commands = in_run,
       .help = "Parameter along the movie: one frame for each value",
       .read = [](const Given& given, Settings& to) { to.t = given; },
       .write = [](const SweepConfig& sweep) { return Texts{write_axis(sweep.grid.t())}; }},
  };
}

/// The repeatable ones: what is fixed and what is taken.
std::vector<Option> content_options() {
  return {
      {.name = "set",
       .placeholder = "NAME=VALUE",
       .group = "Sweep",
       .commands = simulating,
       .help = "Fix a parameter at another value than the model's default; VALUE may be an "
               "expression of other parameters such as 0.5*k1",
       .repeatable = true,
       .read = [](const Given& given, Settings& to) { to.set.push_back(given); },
       .write_model =
           [](const simulate::ModelSpec& spec) {
             Texts texts;
             for (const auto& [name, value] : spec.settings) {
               texts.push_back(fmt::format("{}={}", name, base::format_exact(value)));
             }
             for (const auto& [name, expression] : spec.formulas) {
               texts.push_back(fmt::format("{}={}", name, expression));
             }
             return texts;
           },
       .write_program =
           [](const simulate::ProgramSpec& spec) {
             Texts texts;
             for (const auto& [name, value] : spec.settings) {
               texts.push_back(fmt::format("{}={}", name, base::format_exact(value)));
             }
             return texts;
           }},
      {.name = "conditions",
       .placeholder = "FILE.tsv",
       .group = "Sweep",
       .commands = in_run,
       .help = "Condition table of PEtab; --condition names the one that sets parameters and "
               "initial values, as --set does, which wins over it",
       .read = [](const Given& given, Settings& to) { to.conditions = given; }},
      {.name = "condition",
       .placeholder = "ID",
       .group = "Sweep",
       .commands = in_run,
       .help = "Condition of --conditions",
       .read = [](const Given& given, Settings& to) { to.condition = given; }},
      {.name = "metric",
       .placeholder = "STATE.KIND",
       .group = "Sweep",
       .commands = simulating,
       .help = "What to take from each simulation; a sweep needs at least one. STATE may be an "
               "expression such as N+P; KIND is one of " +
               fmt::format("{}", fmt::join(metric::kind_names(), ", ")) +
               "; the last two take a threshold: P.time_above:100; lyapunov and its spread need no "
               "STATE. Of a program: a NAME that it answers",
       .repeatable = true,
       .read = [](const Given& given, Settings& to) { to.metrics.push_back(given); },
       .write_model =
           [](const simulate::ModelSpec& spec) {
             Texts texts;
             for (const auto& metric : spec.metrics) {
               texts.push_back(metric.label());
             }
             return texts;
           },
       .write_program =
           [](const simulate::ProgramSpec& spec) {
             Texts texts;
             for (const simulate::ProgramMetric& metric : spec.metrics) {
               texts.push_back(metric.name);
             }
             return texts;
           }},
  };
}

/// How steps are made.
std::vector<Option> integrator_options() {
  const solve::IntegrationOptions standard;
  return {
      {.name = "integrator",
       .placeholder = "NAME",
       .group = "Simulation",
       .commands = simulating,
       .help = "auto (dopri5, then rodas5p where a cell turns stiff), dopri5 (explicit, order 5), "
               "rodas5p (for stiff models, order 5) or rk4 (fixed step --dt, order 4); for a map: "
               "map, which auto then means",
       .fallback = "rk4 if --dt is given, else auto",
       .read =
           [](const Given& given, Settings& to) {
             to.integrator = read_choice<Integrator>(
                 given,
                 {named(Integrator::automatic), named(Integrator::rk4), named(Integrator::dopri5),
                  named(Integrator::rodas5p), named(Integrator::map)});
             to.integrator_given = given;
           },
       .write_model =
           [](const simulate::ModelSpec& spec) {
             return Texts{solve::integrator_name(spec.integration.integrator)};
           }},
      {.name = "rtol",
       .placeholder = "NUMBER",
       .group = "Simulation",
       .commands = simulating,
       .help = "Error that a step may have, relative to the state; not for rk4 and maps",
       .fallback = base::format_exact(standard.rtol),
       .read = [](const Given& given, Settings& to) { to.rtol = read_tolerance(given); },
       .write_model =
           [](const simulate::ModelSpec& spec) {
             return Texts{base::format_exact(spec.integration.rtol)};
           }},
      {.name = "atol",
       .placeholder = "auto|NUMBER",
       .group = "Simulation",
       .commands = simulating,
       .help = "Error that a step may have in addition, in the state's unit; auto follows the "
               "magnitudes that a cell's states reach; not for rk4 and maps",
       .fallback = "auto",
       .read =
           [](const Given& given, Settings& to) {
             to.atol = given.text == "auto" ? std::nullopt : std::optional(read_positive(given));
           },
       .write_model =
           [](const simulate::ModelSpec& spec) {
             const std::optional<double>& atol = spec.integration.atol;
             return Texts{atol ? base::format_exact(*atol) : "auto"};
           }},
      {.name = "max-step",
       .placeholder = "TIME",
       .group = "Simulation",
       .commands = simulating,
       .help = "Longest step, for models with short pulses that no condition announces; not for "
               "rk4 and maps",
       .fallback = "as long as errors and time-dependent terms allow",
       .read = [](const Given& given, Settings& to) { to.max_step = read_positive(given); },
       .write_model =
           [](const simulate::ModelSpec& spec) {
             const double longest = spec.integration.max_step;
             return std::isfinite(longest) ? Texts{base::format_exact(longest)} : Texts{};
           }},
      {.name = "max-steps",
       .placeholder = "N",
       .group = "Simulation",
       .commands = simulating,
       .help = "Steps that a cell may try before it is given up; not for rk4 and maps",
       .fallback = std::to_string(standard.max_steps),
       .read =
           [](const Given& given, Settings& to) {
             to.max_steps = read_whole(given, 1, std::numeric_limits<int>::max());
           },
       .write_model =
           [](const simulate::ModelSpec& spec) {
             return Texts{std::to_string(spec.integration.max_steps)};
           }},
  };
}

/// How each cell is computed and stored.
std::vector<Option> simulation_options() {
  return {
      {.name = "t-end",
       .placeholder = "TIME",
       .group = "Simulation",
       .commands = simulating,
       .help = "How long each simulation runs, in the model's time unit",
       .fallback = "the model's",
       .read = [](const Given& given, Settings& to) { to.t_end = given; },
       .write_model =
           [](const simulate::ModelSpec& spec) {
             return Texts{base::format_exact(spec.integration.t_end)};
           }},
      {.name = "dt",
       .placeholder = "TIME",
       .group = "Simulation",
       .commands = simulating,
       .help = "Step of rk4",
       .fallback = "the model's",
       .read = [](const Given& given, Settings& to) { to.dt = given; },
       .write_model =
           [](const simulate::ModelSpec& spec) {
             const double dt = spec.integration.dt;
             return dt > 0.0 ? Texts{base::format_exact(dt)} : Texts{};
           }},
      {.name = "tail",
       .placeholder = "PART",
       .group = "Simulation",
       .commands = simulating,
       .help = "Last part of each simulation, from which metrics are taken: 30% or 0.3",
       .fallback = fmt::format("{}%", solve::IntegrationOptions{}.tail * 100.0),
       .read = [](const Given& given, Settings& to) { to.tail = read_fraction(given); },
       .write_model =
           [](const simulate::ModelSpec& spec) {
             return Texts{base::format_exact(spec.integration.tail)};
           }},
      {.name = "dtype",
       .placeholder = "TYPE",
       .group = "Simulation",
       .commands = in_run,
       .help = "Type of the stored values: float32 or float64",
       .fallback = "float32",
       .read =
           [](const Given& given, Settings& to) {
             to.value_type = read_choice<ValueType>(
                 given, {{"float32", ValueType::float32}, {"float64", ValueType::float64}});
           },
       .write =
           [](const SweepConfig& sweep) {
             return Texts{sweep.value_type == ValueType::float32 ? "float32" : "float64"};
           }},
      {.name = "simd",
       .placeholder = "TARGET",
       .group = "Simulation",
       .commands = simulating,
       .help =
           "Vector instructions to compute with: auto (the best that the processors of all "
           "ranks have), avx512, avx2, sse4, neon or baseline. Numbers are the same to the last "
           "bit for one of them only",
       .fallback = "auto",
       .read = [](const Given& given,
                  Settings& to) { to.simd = read_choice<Simd>(given, simd_targets); },
       .write = [](const SweepConfig& sweep) { return Texts{simd_name(sweep.simd)}; }},
  };
}

}  // namespace

std::string simd_name(Simd simd) {
  return std::find_if(simd_targets.begin(), simd_targets.end(),
                      [&](const auto& target) { return target.second == simd; })
      ->first;
}

std::optional<Simd> simd_called(std::string_view name) {
  for (const auto& [word, simd] : simd_targets) {
    if (name == word) {
      return simd;
    }
  }
  return std::nullopt;
}

std::vector<Option> sweep_options() {
  std::vector<Option> all;
  for (const auto& part : {axis_options(), content_options(), program_options(),
                           integrator_options(), trust_options(), simulation_options()}) {
    all.insert(all.end(), part.begin(), part.end());
  }
  return all;
}

}  // namespace heatreel::config
