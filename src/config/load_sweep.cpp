// SPDX-License-Identifier: GPL-3.0-or-later
#include "load_sweep.hpp"

#include "condition.hpp"
#include "model_source.hpp"
#include "resolve_sweep.hpp"

#include <filesystem>

#include <fmt/format.h>

#include "heatreel/base/text.hpp"

namespace heatreel::config {

namespace {

LoadedSweep load_model_sweep(const Settings& settings) {
  const Given& given = *settings.model;
  const auto folder = std::filesystem::path(given.file).parent_path().string();
  LoadedModel loaded = find_model(given.text, folder, given.label());
  Settings all = settings;
  all.set = read_condition(settings, loaded.model);  // --set, which comes later, wins
  all.set.insert(all.set.end(), settings.set.begin(), settings.set.end());
  return {resolve_sweep(all, std::move(loaded.model)), {"the model file", loaded.path}};
}

/// \param given --command or --worker
LoadedSweep load_program_sweep(const Settings& settings, const Given& given) {
  SweepConfig sweep = resolve_program_sweep(settings);
  const std::string& program = program_of(sweep)->program;
  const auto path = simulate::find_program(program);
  if (!path) {
    refuse(given, fmt::format("there is no program {}", base::printable(program)),
           "Give its path, such as ./sim, and make it executable.");
  }
  return {sweep, {"the program", *path}};
}

}  // namespace

LoadedSweep load_sweep(const Settings& settings) {
  if (settings.command || settings.worker) {
    return load_program_sweep(settings, settings.command ? *settings.command : *settings.worker);
  }
  if (!settings.model) {
    throw base::UsageError({"--model is missing",
                            "a sweep needs a model, or a --command or --worker",
                            "Give --model NAME, or name a sweep file: heatreel run SWEEP.ini"});
  }
  return load_model_sweep(settings);
}

}  // namespace heatreel::config
