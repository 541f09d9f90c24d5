// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/config/command.hpp"

#include "command_table.hpp"
#include "load_sweep.hpp"
#include "option.hpp"
#include "option_values.hpp"
#include "resuming.hpp"
#include "sweep_file.hpp"
#include "text_file.hpp"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "heatreel/base/text.hpp"
#include "heatreel/config/movie_timing.hpp"
#include "heatreel/config/output_check.hpp"
#include "heatreel/render/heatmap_renderer.hpp"

namespace heatreel::config {

namespace {

/// Checks what range, scale and centre of a metric say together. \param variable "" for the usual
/// ones
void check_colors(const Settings& settings, const std::string& variable) {
  const RangeChoice& range = settings.movie.range.of(variable);
  const render::ScaleKind scale = settings.movie.scale.of(variable);
  const auto& center = settings.movie.center.of(variable);
  const bool fixed = range.kind == RangeChoice::Kind::fixed;
  if (fixed && scale == render::ScaleKind::log && range.low <= 0.0) {
    refuse(*settings.range.of(variable), "a log scale needs values above 0",
           "Give a positive LO, or --scale symlog.");
  }
  if (!center) {
    return;
  }
  const Given& given = *settings.center.of(variable);
  if (fixed) {
    refuse(given, "--range LO:HI has its own centre", "Leave out one of the two.");
  }
  if (scale == render::ScaleKind::log && *center <= 0.0) {
    refuse(given, "a log scale needs values above 0", "Give a positive value.");
  }
  if (scale == render::ScaleKind::symlog && *center != 0.0) {
    refuse(given, "a symlog scale has its centre at 0", "Give 0.");
  }
}

/// Checks what movie options say together, for all metrics and for those that have their own.
void check_movie(const Settings& settings) {
  check_colors(settings, "");
  for (const auto* source : {&settings.range, &settings.scale, &settings.center}) {
    for (const auto& [variable, given] : source->own) {
      check_colors(settings, variable);
    }
  }
}

/// Checks that the picture has room for its panels.
void check_panels(const Settings& settings) {
  const int least = render::least_width(settings.panels.size());
  if (settings.movie.width < least) {
    refuse(*settings.panels_given,
           fmt::format("{} panels need a width of {} pixels", settings.panels.size(), least),
           "Give a wider --size.");
  }
}

/// Refuses what would have no effect, since stills take the place of a movie.
void check_stills(const RawOptions& options, const Settings& settings) {
  const bool figure = !settings.figure.path.empty();
  const bool frames = !settings.frames.empty() && !figure;
  const bool sheet = !settings.contact_sheet.empty();
  const bool movie = !frames && !sheet && !figure && settings.preview.empty();
  const char* still = figure   ? "--figure"
                      : frames ? "--frames"
                      : sheet  ? "--contact-sheet"
                               : "--preview";
  for (const Given& given : options) {
    const Option& option = find_option("render", given.name);
    if (option.for_figure && !figure) {
      complain(given, {fmt::format("{} has no effect", given.label()), "no figure is drawn",
                       "Add --figure FILE.pdf, or leave it out."});
    }
    const auto refuse_beside = [&](const char* why) {
      complain(given, {fmt::format("{} cannot be combined with {}", given.label(), still), why,
                       "Leave it out."});
    };
    if (!movie && (option.for_movie || (given.name == "output" && !frames))) {
      refuse_beside("no movie is made");
    }
    if (!movie && given.name == "size" && !frames) {
      refuse_beside(figure ? "--width is its size" : "its size is fixed");
    }
  }
}

/// Refuses options that say something of another kind of simulation.
void check_suited(const RawOptions& options, const Settings& settings) {
  const bool is_program = settings.command || settings.worker;
  for (const Given& given : options) {
    const Option& option = find_option("run", given.name);
    const bool of_models = option.write_model != nullptr;
    const bool of_programs = option.write_program != nullptr;
    if (of_models != of_programs && of_models == is_program) {
      const char* const kind = settings.worker ? "worker" : is_program ? "command" : "model";
      complain(given, {fmt::format("{} cannot be combined with --{}", given.label(), kind),
                       is_program ? "it is about how heatreel simulates a model"
                                  : "it is about programs that simulate",
                       "Leave it out."});
    }
  }
}

/// NAME of the default NAME.nc.
std::string default_name(const std::string& sweep_file, const SweepConfig& sweep) {
  return sweep_file.empty() ? sweep.simulation->name()
                            : std::filesystem::path(sweep_file).stem().string();
}

/// Those of the files that there are.
std::vector<CommandFile> files_read(std::vector<CommandFile> files) {
  std::erase_if(files, [](const CommandFile& file) { return file.path.empty(); });
  return files;
}

/// Checks that the movie can be as short as asked for.
void check_duration(const Settings& settings, const grid::ParameterGrid& grid) {
  if (settings.duration) {
    in_context(*settings.duration, [&] { plan_timing(settings.movie, grid.frames()); });
  }
}

/// The metrics of a file that are asked for, each once.
std::vector<std::string> metric_labels(const Settings& settings) {
  std::vector<std::string> labels;
  for (const Given& given : settings.metrics) {
    labels.push_back(read_label(given, given.text));
    if (std::count(labels.begin(), labels.end(), labels.back()) > 1) {
      refuse(given, "this metric is given twice", "Keep one of them.");
    }
  }
  return labels;
}

}  // namespace

// Cheap checks come first, so that a mistyped option is reported before a missing model file.
Command build_run(const CommandLine& line) {
  const std::string sweep_file = line.positionals.empty() ? "" : line.positionals.front();
  RawOptions given = line.options;
  if (!sweep_file.empty()) {
    given = merge("run", read_sweep_file(read_text_file(sweep_file, "run"), sweep_file), given);
  }
  const Settings settings = read_settings("run", given);
  check_movie(settings);
  check_suited(given, settings);
  LoadedSweep loaded = load_sweep(settings);
  RunCommand run{.sweep = std::move(loaded.sweep), .movie = settings.movie};
  check_duration(settings, run.sweep.grid);
  run.inputs = files_read(
      {{"the sweep file", sweep_file}, loaded.input, {"--colormap-file", settings.colormap_file}});
  const std::string output =
      settings.output.empty() ? default_name(sweep_file, run.sweep) + ".nc" : settings.output;
  run.output = followed_link(output, "--output");
  if (!settings.no_video) {
    // One frame is a picture, unless a movie is asked for by name.
    const char* ending = run.sweep.grid.frames() == 1 ? ".png" : ".mp4";
    run.video = settings.video.empty()
                    ? std::filesystem::path(output).replace_extension(ending).string()
                    : settings.video;
  }
  run.poster = settings.no_video ? "" : settings.poster;
  run.report = settings.report;
  run.overwrite = settings.overwrite;
  run.dry_run = settings.dry_run;
  run.quiet = settings.quiet;
  run.resume = settings.resume;
  run.max_walltime = settings.max_walltime;
  run.strict = settings.strict;
  run.settings = settings.run;
  if (settings.max_failed) {
    run.settings.max_failed = read_max_failed(*settings.max_failed, run.sweep.grid.cells());
  }
  run.resuming = resuming_command(line, FailureLimit::kept);
  run.resuming_all = resuming_command(line, FailureLimit::lifted);
  return run;
}

Command build_render(const CommandLine& line) {
  const Settings settings = read_settings("render", line.options);
  check_movie(settings);
  check_stills(line.options, settings);
  RenderCommand render;
  render.input = line.positionals.front();
  render.output = settings.output;
  render.metrics = metric_labels(settings);
  if (settings.panels_given) {
    check_panels(settings);
    render.metrics = settings.panels;
    render.side_by_side = true;
  }
  render.difference = settings.difference;
  render.frames = settings.frames;
  render.figure = settings.figure;
  render.contact_sheet = settings.contact_sheet;
  render.preview = settings.preview;
  render.poster = settings.poster;
  render.movie = settings.movie;
  render.overwrite = settings.overwrite;
  render.quiet = settings.quiet;
  render.inputs = files_read({{"--colormap-file", settings.colormap_file}});
  return render;
}

Command build_export(const CommandLine& line) {
  const Settings settings = read_settings("export", line.options);
  if (!settings.export_format) {
    throw base::UsageError(
        {"no format is given", "export writes CSV, NPY or XDMF", "Add --csv, --npy or --xmf."});
  }
  if (settings.frames.empty() && *settings.export_format != ExportFormat::xdmf) {
    throw base::UsageError({"--frame is missing", "CSV and NPY hold some of the frames",
                            "Add --frame K, counted from 0, or --frame last."});
  }
  return ExportCommand{.input = line.positionals.front(),
                       .format = *settings.export_format,
                       .output = settings.output,
                       .metrics = metric_labels(settings),
                       .frames = settings.frames,
                       .overwrite = settings.overwrite,
                       .quiet = settings.quiet};
}

Command build_explore(const CommandLine& line) {
  const Settings settings = read_settings("explore", line.options);
  return ExploreCommand{.input = line.positionals.front(),
                        .output = settings.output,
                        .metrics = metric_labels(settings),
                        .every = settings.every,
                        .overwrite = settings.overwrite,
                        .quiet = settings.quiet};
}

Command build_info(const CommandLine& line) {
  return InfoCommand{line.positionals.front(), read_settings("info", line.options).check};
}

Command build_models(const CommandLine& line) {
  ModelsCommand models;
  if (!line.positionals.empty()) {
    models.name = line.positionals.front();
  }
  models.text = read_settings("models", line.options).text;
  if (models.text && !models.name) {
    throw base::UsageError({"--text is of one model", "none is named", "Name a model or a file."});
  }
  return models;
}

namespace {

/// \param topics what stands after `help`
Command parse_help(std::span<const std::string> topics) {
  return HelpCommand{help_text(topics.empty() || topics[0] == "help" ? "" : topics[0])};
}

/// `--help` wins over missing arguments, so that it can be added to any line.
Command parse_arguments(const CommandSpec& command, std::span<const std::string> arguments) {
  const CommandLine line = read_command_line(command.name, arguments);
  if (line.holds("help")) {
    return HelpCommand{help_text(command.name)};
  }
  const auto suggestion = fmt::format("Usage: {}", command.usage.front());
  if (line.positionals.size() > 1) {
    throw base::UsageError(
        {fmt::format("unexpected argument '{}'", base::printable(line.positionals[1])),
         fmt::format("'{}' takes one {}", command.name, command.argument), suggestion});
  }
  if (line.positionals.empty() && command.needs_argument) {
    throw base::UsageError({fmt::format("{} is missing", command.argument),
                            fmt::format("'{}' reads a file", command.name), suggestion});
  }
  return command.build(line);
}

}  // namespace

Command parse_command(std::span<const std::string> arguments) {
  if (arguments.empty()) {
    throw base::UsageError({"no command is given",
                            fmt::format("the commands are {}", fmt::join(command_names(), ", ")),
                            "Try 'heatreel --help'."});
  }
  const std::string& first = arguments.front();
  if (first == "--version") {
    return VersionCommand{};
  }
  if (first == "--help" || first == "-h" || first == "help") {
    return parse_help(arguments.subspan(1));
  }
  return parse_arguments(find_command(first), arguments.subspan(1));
}

}  // namespace heatreel::config
