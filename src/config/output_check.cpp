// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <filesystem>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "heatreel/base/error.hpp"
#include "heatreel/base/text.hpp"
#include "heatreel/config/command.hpp"

namespace heatreel::config {

namespace {

namespace fs = std::filesystem;

/// "." for a bare file name.
std::string folder_of(const std::string& path) {
  const std::string folder = fs::path(path).parent_path().string();
  return folder.empty() ? "." : folder;
}

/// What stands in the way is the user's to change, so these errors end with exit code 2.
[[noreturn]] void refuse(const std::string& option, const std::string& path, const std::string& why,
                         const std::string& suggestion) {
  throw base::UsageError(
      {fmt::format("{} {} cannot be written", option, base::printable(path)), why, suggestion});
}

/// Asks with the effective user's rights, as open() would.
void check_folder(const std::string& path, const std::string& option) {
  const std::string folder = folder_of(path);
  const std::string shown = base::printable(folder);
  std::error_code unknown;
  if (!fs::exists(folder, unknown)) {
    refuse(option, path, fmt::format("the folder {} does not exist", shown), "Create it first.");
  }
  if (!fs::is_directory(folder, unknown)) {
    refuse(option, path, fmt::format("{} is no folder", shown), "Name another file.");
  }
  if (faccessat(AT_FDCWD, folder.c_str(), W_OK | X_OK, AT_EACCESS) != 0) {
    refuse(option, path, fmt::format("the folder {} cannot be written", shown),
           "Name a file in another folder.");
  }
}

/// `a.mp4`, `P_amplitude` → `a.P_amplitude.mp4`, with or without that ending.
std::string with_inner_name(const std::string& base, const std::string& name,
                            std::string_view ending) {
  const bool has_ending = base.ends_with(ending);
  const std::string stem = has_ending ? base.substr(0, base.size() - ending.size()) : base;
  return fmt::format("{}.{}{}", stem, name, ending);
}

}  // namespace

std::string movie_path(const std::string& base, const std::string& metric_variable) {
  return with_inner_name(base, metric_variable, ".mp4");
}

std::string picture_path(const std::string& base, const std::string& metric_variable) {
  return with_inner_name(base, metric_variable, ".png");
}

std::string animation_path(const std::string& base, const std::string& metric_variable) {
  return with_inner_name(base, metric_variable, ".webp");
}

std::string array_path(const std::string& base, const std::string& metric_variable) {
  return with_inner_name(base, metric_variable, ".npy");
}

std::vector<std::string> movie_paths(const RunCommand& run) {
  std::vector<std::string> paths;
  if (!run.video.empty()) {
    for (const metric::MetricSpec& metric : run.sweep.metrics) {
      paths.push_back(movie_path(run.video, metric.variable()));
    }
  }
  return paths;
}

std::string followed_link(const std::string& path, const std::string& option) {
  constexpr int most_links = 40;  // as Linux
  std::error_code unknown;
  fs::path file = path;
  for (int links = 0; fs::is_symlink(fs::symlink_status(file, unknown)); ++links) {
    if (links == most_links) {
      refuse(option, path, "it is a symbolic link that leads back to itself", "Name another file.");
    }
    file = file.parent_path() / fs::read_symlink(file, unknown);
  }
  return file.string();
}

void check_new_file(const std::string& path, const std::string& option, Existing existing,
                    std::span<const std::string> inputs) {
  check_folder(path, option);
  std::error_code unknown;
  const fs::file_status status = fs::status(path, unknown);
  if (!fs::exists(status)) {
    return;
  }
  if (fs::is_directory(status)) {
    refuse(option, path, "it is a folder", "Name a file.");
  }
  if (!fs::is_regular_file(status)) {
    refuse(option, path, "it is no regular file", "Name another file.");
  }
  for (const std::string& input : inputs) {
    if (fs::equivalent(path, input, unknown)) {
      refuse(option, path, "it is an input of this command", "Name another file.");
    }
  }
  if (existing != Existing::replace) {
    const char* resume = existing == Existing::keep_resumable ? "--resume to continue it, " : "";
    refuse(option, path, "it exists",
           fmt::format("Add {}--overwrite to replace it, or name another file.", resume));
  }
}

bool continues_file(const RunCommand& run) {
  std::error_code unknown;
  const bool exists = fs::exists(run.output, unknown);
  if (run.safety.resume == Resume::yes && !exists) {
    throw base::UsageError({"--resume: there is nothing to continue",
                            fmt::format("{} does not exist", base::printable(run.output)),
                            "Leave it out, or use --resume-if-exists."});
  }
  return run.safety.resume != Resume::no && exists;
}

namespace {

void check_movies(const RunCommand& run, Existing existing) {
  for (const std::string& movie : movie_paths(run)) {
    check_new_file(movie, "--video", existing, run.inputs);
    if (fs::path(movie).lexically_normal() == fs::path(run.output).lexically_normal()) {
      refuse("--video", movie, "it is the result file too", "Name another file.");
    }
  }
  if (!run.poster.empty()) {
    for (const metric::MetricSpec& metric : run.sweep.metrics) {
      check_new_file(picture_path(run.poster, metric.variable()), "--poster", existing, run.inputs);
    }
  }
}

/// The file is laid out beside one that it replaces, so that one's room does not count.
void check_room(const std::string& output, std::uint64_t file_bytes) {
  struct statvfs system {};
  const std::string folder = folder_of(output);
  if (statvfs(folder.c_str(), &system) != 0) {
    return;  // a file system that does not tell
  }
  const std::uint64_t free = std::uint64_t{system.f_bavail} * system.f_frsize;
  if (free < file_bytes) {
    refuse("--output", output,
           fmt::format("it needs {}, but {} has only {} free: {} bytes are missing",
                       base::format_bytes(file_bytes), base::printable(folder),
                       base::format_bytes(free), file_bytes - free),
           "Name a file on another disk, or give the axes fewer points.");
  }
}

}  // namespace

void check_output_place(const RunCommand& run, std::uint64_t file_bytes) {
  check_folder(run.output, "--output");
  // Another run may be about to make the file that --resume wants: its lock will tell.
  if (run.safety.resume != Resume::yes && !continues_file(run)) {
    check_room(run.output, file_bytes);
  }
}

void check_outputs(const RunCommand& run) {
  const bool replaces = run.overwrite || continues_file(run);
  check_new_file(run.output, "--output", replaces ? Existing::replace : Existing::keep_resumable,
                 run.inputs);
  if (!run.video.empty()) {
    check_movies(run, replaces ? Existing::replace : Existing::keep);
  }
}

}  // namespace heatreel::config
