// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands.hpp"
#include "figure.hpp"
#include "preview.hpp"
#include "stills.hpp"

#include <filesystem>
#include <optional>
#include <vector>

#include <fmt/format.h>
#include <unistd.h>

#include "heatreel/app/choice.hpp"
#include "heatreel/base/pending_file.hpp"
#include "heatreel/base/standard_streams.hpp"
#include "heatreel/base/text.hpp"
#include "heatreel/config/movie_timing.hpp"
#include "heatreel/config/output_check.hpp"
#include "heatreel/config/output_paths.hpp"
#include "heatreel/movie/movie_stage.hpp"
#include "heatreel/store/frame_reader.hpp"
#include "heatreel/store/rehearse_reading.hpp"

namespace heatreel::movie {

namespace {

namespace fs = std::filesystem;

/// What is drawn together: all metrics, or each by itself.
std::vector<Subject> subjects_of(const config::RenderCommand& command,
                                 const store::FrameReader& reader,
                                 const store::FrameReader* other) {
  std::vector<Subject> subjects;
  const char* option = command.side_by_side ? "--panels" : "--metric";
  for (const std::size_t metric :
       app::chosen_metrics(command.metrics, reader.layout(), option, command.input)) {
    Field field(reader, metric);
    if (other != nullptr) {
      field = field.minus(*other, command.difference);
    }
    if (subjects.empty() || !command.side_by_side) {
      subjects.push_back({{}, field.variable().name, command.difference});
    }
    subjects.back().fields.push_back(field);
  }
  if (command.side_by_side) {
    subjects.front().name = "panels";
  }
  return subjects;
}

using PathOf = std::string (*)(const std::string& base, const std::string& name);

/// One file goes to exactly the path that was asked for; several get their names put in.
std::vector<std::string> paths_of(const std::vector<Subject>& subjects, const std::string& path,
                                  PathOf path_of) {
  std::vector<std::string> paths;
  for (const Subject& subject : subjects) {
    paths.push_back(subjects.size() == 1 ? path : path_of(path, subject.name));
  }
  return paths;
}

/// Checks all files that will be written, before the first is touched.
void check_new(const config::RenderCommand& command,
               const std::vector<config::CommandFile>& outputs) {
  config::check_new_files({config::inputs_of(command), outputs},
                          command.overwrite ? config::Existing::replace : config::Existing::keep);
}

void check_new(const config::RenderCommand& command, const std::vector<std::string>& paths,
               const std::string& option) {
  std::vector<config::CommandFile> outputs;
  for (const std::string& path : paths) {
    outputs.push_back(config::new_file(option, path));
  }
  check_new(command, outputs);
}

/// A movie through a pipe: one, and not into a terminal.
void check_standard_output(std::size_t movies) {
  const auto refuse = [](const std::string& why, const std::string& suggestion) {
    throw base::UsageError({"--output - cannot be written", why, suggestion});
  };
  if (movies > 1) {
    refuse(fmt::format("there are {} movies", movies), "Choose one with --metric.");
  }
  if (isatty(STDOUT_FILENO) != 0) {
    refuse("standard output is a terminal", "Pipe it: heatreel render FILE.nc -o - | ffplay -");
  }
}

/// What the user should know before it takes long.
void tell_notes(const config::RenderCommand& command, std::int64_t frames) {
  if (!command.quiet) {
    for (const std::string& note : config::movie_notes(command.movie, frames)) {
      base::say("note: {}", note);
    }
  }
}

void tell(const config::RenderCommand& command, const char* what, const std::string& path) {
  if (!command.quiet) {
    const std::string line = fmt::format("{}  {}\n", what, base::printable(path));
    if (command.output == base::standard_output) {
      base::write_error(line);
    } else {
      base::write_output(line);
    }
  }
}

void make_movies(const config::RenderCommand& command, const std::vector<Subject>& subjects,
                 const app::StopRequest& stop) {
  const bool piped = command.output == base::standard_output;
  if (piped) {
    check_standard_output(subjects.size());
  }
  const auto paths = command.output.empty()
                         ? std::vector<std::string>()
                         : paths_of(subjects, command.output, config::movie_path);
  const auto posters = paths_of(subjects, command.poster, config::picture_path);
  // One frame is a picture, unless a movie is asked for by name.
  const bool one_frame = subjects.front().fields.front().layout().grid.frames() == 1;
  const char* ending = one_frame ? ".png" : ".mp4";
  const std::string beside = fs::path(command.input).replace_extension(ending).string();
  const auto path_of = [&](std::size_t i) {
    return !paths.empty() ? paths[i]
           : one_frame    ? config::picture_path(beside, subjects[i].name)
                          : config::movie_path(beside, subjects[i].name);
  };
  std::vector<config::CommandFile> outputs;
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    if (!piped) {
      outputs.push_back(config::new_file("--output", path_of(i)));
    }
    if (!command.poster.empty()) {
      outputs.push_back(config::new_file("--poster", posters[i]));
    }
  }
  check_new(command, outputs);
  tell_notes(command, app::frames_to_show(subjects.front().fields.front().reader()));
  const MovieStage stage(command.movie, stop, app::progress_style(command.quiet));
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    const std::string poster = command.poster.empty() ? "" : posters[i];
    const bool picture = config::is_picture(path_of(i));
    const app::MovieFile movie = picture ? stage.draw_only_frame(subjects[i], path_of(i), poster)
                                         : stage.make(subjects[i], path_of(i), poster);
    tell(command, picture ? "picture" : "movie",
         fmt::format("{} ({}, {})", piped ? "standard output" : movie.path,
                     base::format_bytes(movie.bytes), base::format_seconds(movie.seconds)));
    if (!poster.empty()) {
      tell(command, "poster", poster);
    }
  }
}

/// The frames that were asked for, each with its file FOLDER/NAME.METRIC.K.png.
std::vector<Still> stills_of(const config::RenderCommand& command, const Subject& subject) {
  const store::FrameReader& reader = subject.fields.front().reader();
  const fs::path folder =
      command.output.empty() ? fs::path(command.input).parent_path() : fs::path(command.output);
  const auto digits = std::to_string(reader.layout().grid.frames() - 1).size();
  std::vector<Still> stills;
  for (const auto frame : app::chosen_frames(command.frames, reader, "--frames", command.input)) {
    const std::string name = fmt::format(
        "{}.{}.{:0{}}.png", fs::path(command.input).stem().string(), subject.name, frame, digits);
    stills.emplace_back(frame, (folder / name).string());
  }
  return stills;
}

void make_stills(const config::RenderCommand& command, const std::vector<Subject>& subjects,
                 const app::StopRequest& stop) {
  std::vector<std::string> paths;
  for (const Subject& subject : subjects) {
    for (const auto& [frame, path] : stills_of(command, subject)) {
      paths.push_back(path);
    }
  }
  check_new(command, paths, "--output");
  for (const Subject& subject : subjects) {
    const auto stills = stills_of(command, subject);
    draw_stills(subject, command.movie, stills, app::progress_style(command.quiet), stop);
    for (const auto& [frame, path] : stills) {
      tell(command, "picture", path);
    }
  }
}

void make_contact_sheets(const config::RenderCommand& command, const std::vector<Subject>& subjects,
                         const app::StopRequest& stop) {
  const auto paths = paths_of(subjects, command.contact_sheet, config::picture_path);
  check_new(command, paths, "--contact-sheet");
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    draw_contact_sheet(subjects[i], command.movie, paths[i], app::progress_style(command.quiet),
                       stop);
    tell(command, "picture", paths[i]);
  }
}

void make_figures(const config::RenderCommand& command, const std::vector<Subject>& subjects,
                  const app::StopRequest& stop) {
  const auto paths = paths_of(subjects, command.figure.path, config::figure_path);
  check_new(command, paths, "--figure");
  const store::FrameReader& reader = subjects.front().fields.front().reader();
  auto frames = app::chosen_frames(command.frames, reader, "--frames", command.input);
  if (frames.empty()) {
    frames = {app::frames_to_show(reader) / 2};
  }
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    draw_figure(subjects[i], command.movie, command.figure, frames, paths[i],
                app::progress_style(command.quiet), stop);
    tell(command, "figure", paths[i]);
  }
}

void make_previews(const config::RenderCommand& command, const std::vector<Subject>& subjects,
                   const app::StopRequest& stop) {
  const auto paths = paths_of(subjects, command.preview, config::animation_path);
  check_new(command, paths, "--preview");
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    const std::uint64_t bytes = make_preview(subjects[i], command.movie, paths[i],
                                             app::progress_style(command.quiet), stop);
    tell(command, "preview", fmt::format("{} ({})", paths[i], base::format_bytes(bytes)));
  }
}

}  // namespace

base::ExitCode render(const config::RenderCommand& command, const app::StopRequest& stop) {
  store::rehearse_reading(command.input);
  const store::FrameReader reader(command.input);
  std::optional<store::FrameReader> other;
  if (!command.difference.empty()) {
    store::rehearse_reading(command.difference);
    other.emplace(command.difference);
  }
  const auto subjects = subjects_of(command, reader, other ? &*other : nullptr);
  const bool leaves_files = command.output != base::standard_output || !command.poster.empty();
  if (leaves_files) {  // otherwise a reader that takes nothing must not keep the program alive
    stop.take_control();
  }
  if (!command.figure.path.empty()) {
    make_figures(command, subjects, stop);
  } else if (!command.frames.empty()) {
    make_stills(command, subjects, stop);
  } else if (!command.contact_sheet.empty()) {
    make_contact_sheets(command, subjects, stop);
  } else if (!command.preview.empty()) {
    make_previews(command, subjects, stop);
  } else {
    make_movies(command, subjects, stop);
  }
  return base::ExitCode::done;
}

}  // namespace heatreel::movie
