// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/config/output_paths.hpp"

#include <filesystem>

#include <fmt/format.h>

namespace heatreel::config {

namespace {

/// `a.mp4`, `P_amplitude` → `a.P_amplitude.mp4`, with or without that ending.
std::string with_inner_name(const std::string& base, const std::string& name,
                            std::string_view ending) {
  const bool has_ending = base.ends_with(ending);
  const std::string stem = has_ending ? base.substr(0, base.size() - ending.size()) : base;
  return fmt::format("{}.{}{}", stem, name, ending);
}

using PathOf = std::string (*)(const std::string& base, const std::string& metric_variable);

std::vector<std::string> paths_of(const RunCommand& run, const std::string& base, PathOf path_of) {
  std::vector<std::string> paths;
  if (!base.empty()) {
    for (const simulate::Output& output : run.sweep.simulation->outputs()) {
      if (!output.label.empty()) {
        paths.push_back(path_of(base, output.variable));
      }
    }
  }
  return paths;
}

}  // namespace

std::string movie_path(const std::string& base, const std::string& metric_variable) {
  return with_inner_name(base, metric_variable, ".mp4");
}

bool is_picture(const std::string& path) { return path.ends_with(".png"); }

std::string picture_path(const std::string& base, const std::string& metric_variable) {
  return with_inner_name(base, metric_variable, ".png");
}

std::string animation_path(const std::string& base, const std::string& metric_variable) {
  return with_inner_name(base, metric_variable, ".webp");
}

std::string figure_path(const std::string& base, const std::string& metric_variable) {
  return with_inner_name(base, metric_variable, std::filesystem::path(base).extension().string());
}

std::string array_path(const std::string& base, const std::string& metric_variable) {
  return with_inner_name(base, metric_variable, ".npy");
}

std::vector<std::string> movie_paths(const RunCommand& run) {
  return paths_of(run, run.video, is_picture(run.video) ? picture_path : movie_path);
}

std::vector<std::string> poster_paths(const RunCommand& run) {
  if (!run.poster.empty() && run.sweep.simulation->outputs().size() == 1) {
    return {run.poster};
  }
  return paths_of(run, run.poster, picture_path);
}

}  // namespace heatreel::config
