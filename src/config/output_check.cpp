// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/config/output_check.hpp"

#include "file_identity.hpp"

#include <algorithm>
#include <climits>
#include <filesystem>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "heatreel/base/error.hpp"
#include "heatreel/base/path.hpp"
#include "heatreel/base/pending_file.hpp"
#include "heatreel/base/text.hpp"
#include "heatreel/config/output_paths.hpp"
#include "heatreel/store/companions.hpp"

namespace heatreel::config {

namespace {

namespace fs = std::filesystem;

/// The user can remove what prevents the writing, so these errors end with exit code 2.
[[noreturn]] void refuse(const CommandFile& file, const std::string& why,
                         const std::string& suggestion) {
  throw base::UsageError(
      {fmt::format("{} {} cannot be written", file.name, base::printable(file.path)), why,
       suggestion});
}

/// Asks with the effective user's rights, as open() would.
void check_folder(const CommandFile& file) {
  const std::string folder = base::folder_of(file.path);
  const std::string shown = base::printable(folder);
  std::error_code unknown;
  if (!fs::exists(folder, unknown)) {
    refuse(file, fmt::format("the folder {} does not exist", shown), "Create it first.");
  }
  if (!fs::is_directory(folder, unknown)) {
    refuse(file, fmt::format("{} is not a folder", shown), "Name another file.");
  }
  if (faccessat(AT_FDCWD, folder.c_str(), W_OK | X_OK, AT_EACCESS) != 0) {
    refuse(file, fmt::format("the folder {} cannot be written", shown),
           "Name a file in another folder.");
  }
}

void check_bytes(const CommandFile& file, const char* what, std::size_t bytes, std::size_t limit) {
  if (bytes + file.longer > limit) {
    refuse(file,
           fmt::format("its {} has {} bytes, and {} is the limit there", what, bytes,
                       limit - std::min(limit, file.longer)),
           "Choose a shorter name.");
  }
}

void check_path(const CommandFile& file) {
  check_bytes(file, "path", file.path.size(), PATH_MAX - 1);
}

/// Names beside the file are longer than its own, and none may fail after hours of work.
void check_name(const CommandFile& file) {
  const long limit = ::pathconf(base::folder_of(file.path).c_str(), _PC_NAME_MAX);
  if (limit > 0) {  // otherwise there is none, or nobody knows
    check_bytes(file, "name", fs::path(file.path).filename().string().size(),
                static_cast<std::size_t>(limit));
  }
}

/// Checks that no file is in the way.
void check_existing(const CommandFile& file, Existing existing) {
  std::error_code unknown;
  const fs::file_status status = fs::status(file.path, unknown);
  if (!fs::exists(status)) {
    return;
  }
  if (fs::is_directory(status)) {
    refuse(file, "it is a folder", "Name a file.");
  }
  if (!fs::is_regular_file(status)) {
    refuse(file, "it is not a regular file", "Name another file.");
  }
  if (existing != Existing::replace) {
    const char* resume = existing == Existing::keep_resumable ? "--resume to continue it, " : "";
    refuse(file, "it exists",
           fmt::format("Add {}--overwrite to replace it, or name another file.", resume));
  }
}

CommandFile result_file(const RunCommand& run) { return {"--output", run.output}; }

/// What a run writes beside its result.
std::vector<CommandFile> more_files_of(const RunCommand& run) {
  std::vector<CommandFile> files;
  for (const std::string& path : movie_paths(run)) {
    files.push_back(new_file("--video", path));
  }
  for (const std::string& path : poster_paths(run)) {
    files.push_back(new_file("--poster", path));
  }
  if (!run.report.empty()) {
    files.push_back(new_file("--report", run.report));
  }
  return files;
}

CommandFiles files_of(const RunCommand& run) {
  CommandFiles files{run.inputs, result_files("--output", run.output)};
  for (CommandFile& file : more_files_of(run)) {
    files.outputs.push_back(std::move(file));
  }
  return files;
}

}  // namespace

std::string followed_link(const std::string& path, const std::string& option) {
  const auto file = follow_links(path);
  if (!file) {
    refuse({option, path}, "it is a symbolic link that leads back to itself", "Name another file.");
  }
  return *file;
}

CommandFile new_file(const std::string& option, const std::string& path) {
  return {option, path, base::PendingFile::longer_name};
}

std::vector<CommandFile> result_files(const std::string& name, const std::string& path) {
  std::vector<CommandFile> files = {{name, path, store::longest_ending}};
  for (const std::string_view ending : store::companion_endings) {
    files.push_back({fmt::format("{}'s {}", name, ending.substr(1)), path + std::string(ending)});
  }
  return files;
}

std::vector<CommandFile> inputs_of(const RenderCommand& render) {
  std::vector<CommandFile> inputs = result_files("the result file", render.input);
  if (!render.difference.empty()) {
    for (CommandFile& file : result_files("--difference", render.difference)) {
      inputs.push_back(std::move(file));
    }
  }
  inputs.insert(inputs.end(), render.inputs.begin(), render.inputs.end());
  return inputs;
}

void check_places(const CommandFiles& files) {
  for (const CommandFile& file : files.outputs) {
    check_path(file);
    check_folder(file);
    check_name(file);
  }
  check_apart(files);
}

void check_new_files(const CommandFiles& files, Existing existing) {
  check_places(files);
  for (const CommandFile& file : files.outputs) {
    check_existing(file, existing);
  }
}

bool continues_file(const RunCommand& run) {
  std::error_code unknown;
  const bool exists = fs::exists(run.output, unknown);
  if (run.resume == Resume::yes && !exists) {
    throw base::UsageError({"--resume: there is nothing to continue",
                            fmt::format("{} does not exist", base::printable(run.output)),
                            "Leave it out, or use --resume-if-exists."});
  }
  return run.resume != Resume::no && exists;
}

void check_output_places(const RunCommand& run) { check_places(files_of(run)); }

void check_outputs(const RunCommand& run) {
  const bool replaces = run.overwrite || continues_file(run);
  check_existing(result_file(run), replaces ? Existing::replace : Existing::keep_resumable);
  for (const CommandFile& file : more_files_of(run)) {
    check_existing(file, replaces ? Existing::replace : Existing::keep);
  }
}

}  // namespace heatreel::config
