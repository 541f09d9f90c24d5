// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/explore/explore.hpp"

#include "description.hpp"

#include <filesystem>
#include <functional>

#include <fmt/format.h>

#include "heatreel/app/choice.hpp"
#include "heatreel/app/export_file.hpp"
#include "heatreel/base/standard_streams.hpp"
#include "heatreel/base/text.hpp"
#include "heatreel/config/output_check.hpp"
#include "heatreel/config/stored_sweep.hpp"
#include "heatreel/explore/packer.hpp"
#include "heatreel/explore/page.hpp"
#include "heatreel/store/rehearse_reading.hpp"

namespace heatreel::explore {

namespace {

namespace fs = std::filesystem;

/// Bytes of numbers that a page may hold. Browsers show such a page within seconds, and keep it in
/// memory three times over while they open it.
constexpr std::uint64_t most_bytes = std::uint64_t{256} << 20U;

std::vector<grid::FrameIndex> frames_of(const config::ExploreCommand& command,
                                        const store::FrameReader& reader) {
  std::vector<grid::FrameIndex> frames;
  for (grid::FrameIndex k = 0; k < app::frames_to_show(reader); k += command.every) {
    frames.push_back(k);
  }
  return frames;
}

void say_why_not(const config::ExploreCommand& command, const std::string& reason) {
  if (!command.quiet) {
    base::say("note: the page computes no cells: {}", reason);
  }
}

/// How the cells were computed. Without that, if its metrics are not the file's, or if it was no
/// model, the page shows what is stored alone.
std::optional<simulate::ModelSpec> model_of(const config::ExploreCommand& command) {
  try {
    const config::SweepConfig sweep = config::read_stored_sweep(command.input);
    if (const simulate::ModelSpec* model = config::model_of(sweep)) {
      return *model;
    }
    say_why_not(command, fmt::format("a {} has simulated them", sweep.simulation->kind()));
  } catch (const base::ConfigError& error) {
    say_why_not(command, error.what());
  }
  return std::nullopt;
}

void check_size(const config::ExploreCommand& command, const store::FrameReader& reader,
                const Content& content) {
  const store::FileLayout& layout = reader.layout();
  const std::uint64_t bytes = static_cast<std::uint64_t>(layout.grid.cells_per_frame()) *
                              content.frames.size() * content.metrics.size() *
                              store::size_of(layout.type);
  if (bytes > most_bytes) {
    throw base::UsageError(
        {fmt::format("{} is too large for one page", base::printable(command.input)),
         fmt::format("it would hold {} of numbers, and {} are the most", base::format_bytes(bytes),
                     base::format_bytes(most_bytes)),
         fmt::format("Choose a metric with --metric, or give --every {}.",
                     command.every * static_cast<std::int64_t>(bytes / most_bytes + 1))});
  }
}

/// An element that holds packed bytes.
void write_block(const std::string& id, const Write& write,
                 const std::function<void(Packer& packer)>& fill) {
  write(fmt::format("<script type=\"text/plain\" id=\"{}\">", id));
  Packer packer(write);
  fill(packer);
  packer.finish();
  write("</script>\n");
}

std::span<const std::uint8_t> bytes_in(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

void write_blocks(const store::FrameReader& reader, const Content& content, const Write& write) {
  const store::FileLayout& layout = reader.layout();
  const auto cells = static_cast<std::size_t>(layout.grid.cells_per_frame());
  write_block("description", write,
              [&](Packer& packer) { packer.write(bytes_in(description(reader, content))); });
  write_block("status", write, [&](Packer& packer) {
    std::vector<grid::CellStatus> status(cells);
    for (const grid::FrameIndex frame : content.frames) {
      reader.read_status(frame, status);
      packer.write({reinterpret_cast<const std::uint8_t*>(status.data()), status.size()});
    }
  });
  if (layout.verdicts) {
    write_block("verdict", write, [&](Packer& packer) {
      std::vector<grid::CellVerdict> verdicts(cells);
      for (const grid::FrameIndex frame : content.frames) {
        reader.read_verdict_rows(frame, 0, verdicts);
        packer.write({reinterpret_cast<const std::uint8_t*>(verdicts.data()), verdicts.size()});
      }
    });
  }
  for (std::size_t m = 0; m < content.metrics.size(); ++m) {
    write_block(fmt::format("metric-{}", m), write, [&](Packer& packer) {
      std::vector<double> values(cells);
      for (const grid::FrameIndex frame : content.frames) {
        reader.read_frame(content.metrics[m], frame, values);
        packer.write(byte_planes(values, store::size_of(layout.type)));
      }
    });
  }
}

std::string output_path(const config::ExploreCommand& command) {
  return command.output.empty() ? fs::path(command.input).replace_extension(".html").string()
                                : command.output;
}

}  // namespace

base::ExitCode explore(const config::ExploreCommand& command, const app::StopRequest& stop) {
  store::rehearse_reading(command.input);
  const store::FrameReader reader(command.input);
  const Content content{
      fs::path(command.input).filename().string(),
      app::chosen_metrics(command.metrics, reader.layout(), "--metric", command.input),
      frames_of(command, reader), model_of(command)};
  check_size(command, reader, content);
  const std::string path = output_path(command);
  if (path == base::standard_output) {
    stop.give_up_control();  // there will be nothing to undo
  } else {
    config::check_new_files({config::result_files("the result file", command.input),
                             {config::new_file("--output", path)}},
                            command.overwrite ? config::Existing::replace : config::Existing::keep);
    stop.take_control();
  }
  app::ExportFile file(path, stop);
  const Write write = [&](std::string_view text) { file.write(text); };
  write_page(reader.layout().title, write, [&] { write_blocks(reader, content, write); });
  const std::uint64_t bytes = file.finish();
  if (!command.quiet && path != base::standard_output) {
    base::print("page  {} ({})\n", base::printable(path), base::format_bytes(bytes));
  }
  return base::ExitCode::done;
}

}  // namespace heatreel::explore
