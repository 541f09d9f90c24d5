// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include <fmt/format.h>

#include "heatreel/app/commands.hpp"
#include "heatreel/base/standard_streams.hpp"
#include "heatreel/base/text.hpp"
#include "heatreel/config/load_model.hpp"
#include "heatreel/model/model.hpp"

namespace heatreel::app {

namespace {

void list_models() {
  const auto names = model::shipped_model_names();
  std::size_t width = 0;
  for (const std::string& name : names) {
    width = std::max(width, name.size());
  }
  for (const std::string& name : names) {
    const auto shipped = model::parse_model(*model::shipped_model_text(name), name);
    base::print("{:<{}}  {}\n", name, width, shipped.title);
  }
}

void print_quantity(const std::string& name, double value, const std::string& unit,
                    const std::string& description) {
  base::print("  {:<12} {:>12} {:<14} {}\n", name, base::format_exact(value), unit, description);
}

/// dx/dt, or x[n+1]
std::string left_side(const model::Model& model, const model::State& state) {
  return model.discrete ? fmt::format("{}[{}+1]", state.name, model.time_name)
                        : fmt::format("d{}/d{}", state.name, model.time_name);
}

/// What a parameter is, and the formula of its default.
std::string description_of(const model::Parameter& parameter) {
  if (!parameter.formula) {
    return parameter.description;
  }
  return fmt::format("{}(= {})", parameter.description.empty() ? "" : parameter.description + " ",
                     parameter.formula_text);
}

void print_events(const model::Model& model) {
  if (!model.events.empty()) {
    base::print("\nevents\n");
  }
  for (const model::Event& event : model.events) {
    base::print("  {}: {}\n", event.name, base::printable(event.text));
  }
}

void print_model(const model::Model& model) {
  base::print("{}{}{}\n", model.name, model.title.empty() ? "" : ": ",
              base::printable(model.title));
  if (!model.reference.empty()) {
    base::print("from {}\n", base::printable(model.reference));
  }
  if (model.discrete) {
    base::print("\nmap, iterated from {0} = 0 to {1:g}\n", model.time_name, model.default_t_end);
  } else {
    base::print("\ntime {} [{}], to {:g} in steps of {:g}\n", model.time_name, model.time_unit,
                model.default_t_end, model.default_dt);
  }
  base::print("\nparameters\n");
  for (const model::Parameter& parameter : model.parameters) {
    print_quantity(parameter.name, parameter.default_value, base::printable(parameter.unit),
                   base::printable(description_of(parameter)));
  }
  if (!model.constants.empty()) {
    base::print("\nconstants\n");
  }
  for (const model::Parameter& constant : model.constants) {
    print_quantity(constant.name, constant.default_value, base::printable(constant.unit),
                   base::printable(constant.description));
  }
  if (!model.derived.empty()) {
    base::print("\nderived\n");
  }
  for (const model::Derived& derived : model.derived) {
    base::print("  {} = {}\n", derived.name, base::printable(derived.text));
  }
  base::print("\nequations\n");
  for (const model::State& state : model.states) {
    base::print("  {} = {}{}\n", left_side(model, state), base::printable(state.rate_text),
                state.nonnegative ? "  (never below 0)" : "");
  }
  print_events(model);
}

}  // namespace

base::ExitCode models(const config::ModelsCommand& command) {
  if (command.name && command.text) {
    base::print("{}", config::load_model(*command.name, "models").text);
  } else if (command.name) {
    print_model(config::load_model(*command.name, "models"));
  } else {
    list_models();
  }
  return base::ExitCode::done;
}

}  // namespace heatreel::app
