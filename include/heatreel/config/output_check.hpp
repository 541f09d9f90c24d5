// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "heatreel/config/command.hpp"

/// Checks whether a command can write its files. Changes no file; each refusal is a
/// base::UsageError that names the option.
namespace heatreel::config {

/// All files of a command.
struct CommandFiles {
  std::vector<CommandFile> inputs;   ///< none of them may be written
  std::vector<CommandFile> outputs;  ///< each is a different file
};

/// What to do with a file that already has the name of an output: keep it and refuse the command,
/// keep it and say that it can be continued, or replace it.
enum class Existing { keep, keep_resumable, replace };

/// The path that a symbolic link at `path` leads to, whether that file exists or not; without a
/// link, `path`. The lock is beside the file, so a run through another link finds it. \throws
/// base::UsageError if links form a circle
std::string followed_link(const std::string& path, const std::string& option);

/// A file that appears whole, by base::PendingFile.
CommandFile new_file(const std::string& option, const std::string& path);

/// A result file that is read, and the files beside it.
std::vector<CommandFile> result_files(const std::string& name, const std::string& path);

/// The files that `render` reads.
std::vector<CommandFile> inputs_of(const RenderCommand& render);

/// Checks that every output has a folder that can be written and a name that is short enough, that
/// no two outputs are the same file, also through links, and that none is an input.
void check_places(const CommandFiles& files);

/// check_places(), and that no existing file has the name of an output.
void check_new_files(const CommandFiles& files, Existing existing);

/// check_places() for result file, movies and posters of a run. Whether the disk has room for the
/// result, store::FrameStore checks as it lays the file out.
void check_output_places(const RunCommand& run);

/// Whether the run continues an existing result file, by --resume or --resume-if-exists.
/// \throws base::UsageError for --resume if there is none
bool continues_file(const RunCommand& run);

/// Checks that no existing file would be replaced without --overwrite, before any file is changed.
/// Not for a dry run. A run that continues its file may replace the movies, which show only a part
/// of the result.
void check_outputs(const RunCommand& run);

}  // namespace heatreel::config
