// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "heatreel/config/command.hpp"

/// Names of the files that a command writes.
namespace heatreel::config {

/// The movie of one metric: `a.mp4`, `P_amplitude` → `a.P_amplitude.mp4`.
std::string movie_path(const std::string& base, const std::string& metric_variable);

/// Whether a path is a picture's, by its ending.
bool is_picture(const std::string& path);
/// `a.png`, `P_amplitude` → `a.P_amplitude.png`, as movie_path().
std::string picture_path(const std::string& base, const std::string& metric_variable);

/// `a.webp`, `P_amplitude` → `a.P_amplitude.webp`, as movie_path().
std::string animation_path(const std::string& base, const std::string& metric_variable);

/// `a.pdf`, `P_amplitude` → `a.P_amplitude.pdf`, with the ending that the base has.
std::string figure_path(const std::string& base, const std::string& metric_variable);
/// `a.npy`, `P_amplitude` → `a.P_amplitude.npy`, as movie_path().
std::string array_path(const std::string& base, const std::string& metric_variable);

/// The movies that a run makes, or the pictures if its base name is a picture's, in the order of
/// its metrics; none without a video.
std::vector<std::string> movie_paths(const RunCommand& run);

/// The pictures beside them; none without a poster. That of one metric has exactly the name given.
std::vector<std::string> poster_paths(const RunCommand& run);

}  // namespace heatreel::config
