// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/movie/movie_stage.hpp"

#include "commands.hpp"

#include <filesystem>
#include <vector>

#include <fmt/format.h>

#include "heatreel/app/choice.hpp"
#include "heatreel/app/sweep_job.hpp"
#include "heatreel/base/clock.hpp"
#include "heatreel/base/text.hpp"
#include "heatreel/config/movie_timing.hpp"
#include "heatreel/movie/frame_painter.hpp"
#include "heatreel/movie/picture_plan.hpp"
#include "heatreel/video/movie_writer.hpp"

namespace heatreel::movie {

MovieStage::MovieStage(const config::MovieOptions& options, const app::StopRequest& stop,
                       app::ProgressStyle style)
    : options_(options), stop_(stop), style_(style) {}

app::MovieFile MovieStage::make(const Subject& subject, const std::string& path,
                                const std::string& poster) const {
  const base::Stopwatch watch;
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
                             reader.provenance(app::provenance_configuration)});
  app::Progress progress(style_);
  for (grid::FrameIndex frame = 0; frame < frames; ++frame) {
    stop_.end_if_requested("making the movie " + path);
    const bool last = frame + 1 == frames;
    const render::Picture& drawn = painter.draw(frame);
    writer.add(drawn, timing.repeat + (last ? timing.hold : 0));
    if (!poster.empty() && frame == frames / 2) {
      render::write_png(drawn, poster);
    }
    if (progress.due()) {
      progress.show(static_cast<double>(frame + 1) / static_cast<double>(frames),
                    fmt::format("movie of {}: {}/{} frames", subject.name, frame + 1, frames));
    }
  }
  stop_.end_if_requested("making the movie " + path);
  const std::uint64_t bytes = writer.finish();
  return {path, bytes, watch.seconds()};
}

std::vector<app::MovieFile> make_movies(const config::RunCommand& command, app::OldMovies old,
                                        const app::StopRequest& stop) {
  const store::FrameReader reader(command.output);
  const MovieStage stage(command.movie, stop, app::progress_style(command.quiet));
  std::vector<app::MovieFile> movies;
  const auto paths = config::movie_paths(command);
  for (std::size_t metric = 0; metric < paths.size(); ++metric) {
    if (old == app::OldMovies::keep && std::filesystem::exists(paths[metric])) {
      continue;
    }
    const std::string& name = reader.layout().metrics[metric].name;
    const std::string poster =
        command.poster.empty() ? "" : config::picture_path(command.poster, name);
    movies.push_back(stage.make({{Field(reader, metric)}, name, ""}, paths[metric], poster));
  }
  return movies;
}

}  // namespace heatreel::movie
