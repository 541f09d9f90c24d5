// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "heatreel/config/sweep_config.hpp"

namespace heatreel::config {

/// Names of provenance texts of a result file.
inline constexpr const char* provenance_configuration = "configuration";
inline constexpr const char* provenance_model = "model";
inline constexpr const char* provenance_simd = "simd";

/// The sweep that a result file holds, with the SIMD target that it was computed with.
/// \throws base::ConfigError if the file cannot be read, or does not tell how it was computed
SweepConfig read_stored_sweep(const std::string& path);

}  // namespace heatreel::config
