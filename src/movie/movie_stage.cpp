// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/movie/movie_stage.hpp"

#include "commands.hpp"

#include <filesystem>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "heatreel/app/choice.hpp"
#include "heatreel/app/sweep_job.hpp"
#include "heatreel/base/clock.hpp"
#include "heatreel/base/pending_file.hpp"
#include "heatreel/base/text.hpp"
#include "heatreel/config/movie_timing.hpp"
#include "heatreel/config/output_paths.hpp"
#include "heatreel/movie/frame_painter.hpp"
#include "heatreel/movie/picture_plan.hpp"
#include "heatreel/video/movie_writer.hpp"

namespace heatreel::movie {

namespace fs = std::filesystem;

namespace {

/// Whether a movie is there that shows all of the result. An older one is of a sweep before, since
/// the result was written after it; a fragmented one may have been cut short.
bool is_made(const config::RunCommand& command, const std::string& movie,
             const std::string& poster) {
  std::error_code missing;
  const auto result = fs::last_write_time(command.output);
  const auto is_newer = [&](const std::string& path) {
    return fs::last_write_time(path, missing) >= result && !missing;
  };
  return !command.movie.encoder.fragmented && is_newer(movie) &&
         (poster.empty() || is_newer(poster));
}

}  // namespace

void ask_while_reading(Subject& subject, const store::Ask& ask) {
  for (Field& field : subject.fields) {
    field.ask_while_reading(ask);
  }
}

MovieStage::MovieStage(const config::MovieOptions& options, const app::StopRequest& stop,
                       app::ProgressStyle style, std::function<void()> check_source)
    : options_(options), stop_(stop), style_(style), check_source_(std::move(check_source)) {}

app::MovieFile MovieStage::make(Subject subject, const std::string& path,
                                const std::string& poster) const {
  const base::Stopwatch watch;
  const char* left = options_.encoder.fragmented || path == base::standard_output
                         ? "what was written shows the beginning"
                         : app::nothing_kept;
  const auto ask = [&] { stop_.end_if_requested("making the movie " + path, left); };
  ask_while_reading(subject, ask);
  const store::FrameReader& reader = subject.fields.front().reader();
  const std::int64_t frames = app::frames_to_show(reader);
  const render::PictureOptions picture =
      plan_picture(subject.fields, subject.other, options_, style_);
  const config::MovieTiming timing = config::plan_timing(options_, frames);
  video::EncoderOptions encoder = options_.encoder;
  encoder.fps = timing.stream_fps;
  FramePainter painter(subject.fields, picture);
  video::MovieWriter writer(path, options_.width, options_.height, encoder,
                            {picture.title, picture.panels.front().label,
                             reader.provenance(app::provenance_configuration)},
                            ask);
  app::Progress progress(style_);
  for (grid::FrameIndex frame = 0; frame < frames; ++frame) {
    const bool last = frame + 1 == frames;
    const render::Picture& drawn = painter.draw(frame);
    writer.add(drawn, timing.repeat + (last ? timing.hold : 0));
    if (!poster.empty() && frame == frames / 2) {
      check_source_();
      render::write_png(drawn, poster);
    }
    if (progress.due()) {
      progress.show(static_cast<double>(frame + 1) / static_cast<double>(frames),
                    {{fmt::format("movie of {}: {}/{} frames", subject.name, frame + 1, frames)}});
    }
  }
  check_source_();
  const std::uint64_t bytes = writer.finish();
  return {path, poster, bytes, watch.seconds()};
}

app::MovieFile MovieStage::draw_only_frame(Subject subject, const std::string& path,
                                           const std::string& poster) const {
  const base::Stopwatch watch;
  ask_while_reading(subject, [&] { stop_.end_if_requested("drawing " + path, app::nothing_kept); });
  FramePainter painter(subject.fields,
                       plan_picture(subject.fields, subject.other, options_, style_));
  const render::Picture& drawn = painter.draw(0);
  check_source_();
  render::write_png(drawn, path);
  if (!poster.empty()) {
    render::write_png(drawn, poster);
  }
  return {path, poster, fs::file_size(path), watch.seconds()};
}

std::vector<app::MovieFile> make_movies(const config::RunCommand& command, app::OldMovies old,
                                        const store::HeldFile& result,
                                        const app::StopRequest& stop) {
  const store::FrameReader reader(command.output);
  const MovieStage stage(command.movie, stop, app::progress_style(command.quiet),
                         [&] { result.check(); });
  std::vector<app::MovieFile> movies;
  const auto paths = config::movie_paths(command);
  const auto posters = config::poster_paths(command);
  for (std::size_t metric = 0; metric < paths.size(); ++metric) {
    const std::string& name = reader.layout().metrics[metric].name;
    const std::string poster = posters.empty() ? "" : posters[metric];
    if (old == app::OldMovies::keep && is_made(command, paths[metric], poster)) {
      continue;
    }
    const Subject subject{{Field(reader, metric)}, name, ""};
    movies.push_back(config::is_picture(paths[metric])
                         ? stage.draw_only_frame(subject, paths[metric], poster)
                         : stage.make(subject, paths[metric], poster));
  }
  return movies;
}

}  // namespace heatreel::movie
