// SPDX-License-Identifier: GPL-3.0-or-later
#include "check_file.hpp"
#include "export_formats.hpp"

#include <filesystem>
#include <numeric>

#include <fmt/format.h>
#include <unistd.h>

#include "heatreel/app/choice.hpp"
#include "heatreel/app/commands.hpp"
#include "heatreel/base/pending_file.hpp"
#include "heatreel/base/standard_streams.hpp"
#include "heatreel/base/text.hpp"
#include "heatreel/config/output_check.hpp"
#include "heatreel/config/output_paths.hpp"
#include "heatreel/store/rehearse_reading.hpp"

namespace heatreel::app {

namespace {

namespace fs = std::filesystem;
using config::ExportFormat;

/// Those that were asked for; all and their errors, if none was.
std::vector<std::size_t> metrics_of(const config::ExportCommand& command,
                                    const store::FileLayout& layout) {
  if (!command.metrics.empty()) {
    return chosen_metrics(command.metrics, layout, "--metric", command.input);
  }
  std::vector<std::size_t> all(layout.metrics.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  return all;
}

/// Where the files go: one, but of arrays one for each metric.
std::vector<std::string> paths_of(const config::ExportCommand& command,
                                  const store::FileLayout& layout,
                                  const std::vector<std::size_t>& metrics) {
  const bool arrays = command.format == ExportFormat::npy;
  if (!command.output.empty() && (!arrays || metrics.size() == 1)) {
    return {command.output};
  }
  const auto beside = [&](const char* ending) {
    return fs::path(command.input).replace_extension(ending).string();
  };
  if (!arrays) {
    return {beside(command.format == ExportFormat::csv ? ".csv" : ".xmf")};
  }
  std::vector<std::string> paths;
  for (const std::size_t metric : metrics) {
    const std::string base = command.output.empty() ? beside(".npy") : command.output;
    paths.push_back(config::array_path(base, layout.metrics[metric].name));
  }
  return paths;
}

/// Standard output can take only one array, and a terminal cannot show its bytes.
void check_standard_output(const config::ExportCommand& command, std::size_t metrics) {
  if (command.format != ExportFormat::npy) {
    return;
  }
  const auto refuse = [](const std::string& why, const std::string& suggestion) {
    throw base::UsageError({"--output - cannot be written", why, suggestion});
  };
  if (metrics > 1) {
    refuse(fmt::format("there are {} arrays", metrics), "Choose one with --metric.");
  }
  if (isatty(STDOUT_FILENO) != 0) {
    refuse("standard output is a terminal", "Pipe it, or name a file.");
  }
}

void tell_incomplete(const store::FrameReader& reader,
                     const std::vector<grid::FrameIndex>& frames) {
  std::vector<bool> incomplete(static_cast<std::size_t>(reader.layout().grid.frames()));
  for (const grid::FrameIndex frame : frames) {
    incomplete[static_cast<std::size_t>(frame)] = !reader.committed(frame);
  }
  if (const std::string list = list_ranges(incomplete); list != "none") {
    base::say("note: not complete, so with nan where cells are pending: {}", list);
  }
}

/// The result file, seen from the folder of its description.
/// \throws base::UsageError for a name that XDMF cannot hold
std::string data_path(const config::ExportCommand& command, const std::string& path) {
  const fs::path folder = path == base::standard_output ? "." : fs::absolute(path).parent_path();
  std::string data = fs::proximate(command.input, folder).string();
  if (data != base::printable(data) || data.find(':') != std::string::npos) {
    throw base::UsageError({fmt::format("--xmf cannot name {}", base::printable(data)),
                            "it has characters with a meaning of their own in XDMF",
                            "Rename the file."});
  }
  return data;
}

void write_one(const config::ExportCommand& command, const store::FrameReader& reader,
               const std::vector<std::size_t>& metrics, const std::vector<grid::FrameIndex>& frames,
               const std::string& path, const StopRequest& stop) {
  ExportFile file(path, stop);
  switch (command.format) {
    case ExportFormat::csv:
      write_csv(reader, metrics, frames, file);
      break;
    case ExportFormat::npy:
      write_npy(reader, metrics.front(), frames, file);
      break;
    case ExportFormat::xdmf:
      write_xdmf(reader.layout(), metrics, data_path(command, path), file);
      break;
  }
  const std::uint64_t bytes = file.finish();
  if (!command.quiet && path != base::standard_output) {
    base::print("file  {} ({})\n", base::printable(path), base::format_bytes(bytes));
  }
}

}  // namespace

base::ExitCode export_data(const config::ExportCommand& command, const StopRequest& stop) {
  store::rehearse_reading(command.input);
  const store::FrameReader reader(command.input);
  const auto metrics = metrics_of(command, reader.layout());
  const auto frames = chosen_frames(command.frames, reader, "--frame", command.input);
  const auto paths = paths_of(command, reader.layout(), metrics);
  if (command.output == base::standard_output) {
    check_standard_output(command, metrics.size());
    stop.give_up_control();  // there will be nothing to undo
  } else {
    config::CommandFiles files{config::result_files("the result file", command.input), {}};
    for (const std::string& path : paths) {
      files.outputs.push_back(config::new_file("--output", path));
    }
    config::check_new_files(files,
                            command.overwrite ? config::Existing::replace : config::Existing::keep);
  }
  if (!command.quiet) {
    tell_incomplete(reader, frames);
  }
  if (command.output != base::standard_output) {
    stop.take_control();
  }
  const bool arrays = command.format == ExportFormat::npy;
  for (std::size_t i = 0; i < paths.size(); ++i) {
    write_one(command, reader, arrays ? std::vector{metrics[i]} : metrics, frames, paths[i], stop);
  }
  return base::ExitCode::done;
}

}  // namespace heatreel::app
