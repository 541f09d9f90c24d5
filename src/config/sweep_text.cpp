// SPDX-License-Identifier: GPL-3.0-or-later
#include "option.hpp"
#include "resolve_sweep.hpp"
#include "sweep_file.hpp"

#include "heatreel/config/sweep_config.hpp"

namespace heatreel::config {

namespace {

/// What the option says of the sweep; nothing if it is not about such a simulation.
std::vector<std::string> texts_of(const Option& option, const SweepConfig& sweep) {
  const simulate::ModelSpec* const model = model_of(sweep);
  if (option.write_model != nullptr && model != nullptr) {
    return option.write_model(*model);
  }
  const simulate::ProgramSpec* const program = program_of(sweep);
  if (option.write_program != nullptr && program != nullptr) {
    return option.write_program(*program);
  }
  return option.write != nullptr ? option.write(sweep) : std::vector<std::string>();
}

}  // namespace

const simulate::ModelSpec* model_of(const SweepConfig& sweep) {
  const auto* model = dynamic_cast<const simulate::ModelSimulation*>(sweep.simulation.get());
  return model == nullptr ? nullptr : &model->spec();
}

const simulate::ProgramSpec* program_of(const SweepConfig& sweep) {
  const auto* program = dynamic_cast<const simulate::ProgramSimulation*>(sweep.simulation.get());
  return program == nullptr ? nullptr : &program->spec();
}

// The table's order is the text's, so equal sweeps have equal texts and hashes.
std::string to_ini(const SweepConfig& sweep) {
  std::string ini;
  for (const Option& option : option_table()) {
    for (const std::string& text : texts_of(option, sweep)) {
      ini += option.name + " = " + text + "\n";
    }
  }
  return ini;
}

SweepConfig sweep_from_ini(std::string_view ini, std::string_view text) {
  const RawOptions given = read_sweep_file(ini, "sweep");
  const Settings settings = read_settings("run", given);
  return settings.model ? resolve_sweep(settings, model::parse_model(text, "model"))
                        : resolve_program_sweep(settings);
}

}  // namespace heatreel::config
