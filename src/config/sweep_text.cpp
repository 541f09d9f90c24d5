// SPDX-License-Identifier: GPL-3.0-or-later
#include "option.hpp"
#include "resolve_sweep.hpp"
#include "sweep_file.hpp"

#include "heatreel/config/sweep_config.hpp"

namespace heatreel::config {

// The table's order is the text's, so equal sweeps have equal texts and hashes.
std::string to_ini(const SweepConfig& sweep) {
  std::string ini;
  for (const Option& option : option_table()) {
    if (option.write == nullptr) {
      continue;
    }
    for (const std::string& text : option.write(sweep)) {
      ini += option.name + " = " + text + "\n";
    }
  }
  return ini;
}

SweepConfig sweep_from_ini(std::string_view ini, std::string_view model_text) {
  const RawOptions given = read_sweep_file(ini, "sweep");
  return resolve_sweep(read_settings("run", given), model::parse_model(model_text, "model"));
}

}  // namespace heatreel::config
