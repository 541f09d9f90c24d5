// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/movie/movie_stage.hpp"

#include "commands.hpp"

#include <filesystem>
#include <vector>

#include <fmt/format.h>

#include "heatreel/app/sweep_job.hpp"
#include "heatreel/base/clock.hpp"
#include "heatreel/base/text.hpp"
#include "heatreel/config/movie_timing.hpp"
#include "heatreel/render/heatmap_renderer.hpp"
#include "heatreel/video/movie_writer.hpp"

namespace heatreel::movie {

namespace {

/// The parameters that the sweep was told to hold at other values than the model's, in one line.
std::string fixed_parameters(const store::FrameReader& reader) {
  const std::string ini = reader.provenance(app::provenance_configuration);
  if (ini.empty()) {
    return {};
  }
  const auto sweep = config::sweep_from_ini(ini, reader.provenance(app::provenance_model));
  std::string text;
  for (const auto& [name, value] : sweep.settings) {
    const model::Parameter* parameter = sweep.model.find_parameter(name);
    text += fmt::format("{}{} = {:g}", text.empty() ? "" : ", ", name, value);
    if (parameter != nullptr && !parameter->unit.empty()) {
      text += " " + parameter->unit;
    }
  }
  return text;
}

std::string label_of(const store::VariableLayout& variable) {
  return variable.unit.empty() ? variable.long_name
                               : fmt::format("{} [{}]", variable.long_name, variable.unit);
}

render::PictureOptions picture_options(const store::FrameReader& reader, std::size_t metric,
                                       const config::MovieOptions& options) {
  const store::FileLayout& layout = reader.layout();
  render::PictureOptions picture;
  picture.width = options.width;
  picture.height = options.height;
  picture.color.colormap = options.colormap;
  picture.color.scale = options.scale;
  if (options.range.kind == config::RangeChoice::Kind::fixed) {
    picture.color.low = options.range.low;
    picture.color.high = options.range.high;
  } else {
    // Without a single finite value there is nothing to scale: any range draws the same grey.
    const auto range = reader.global_range(metric).value_or(store::ValueRange{0.0, 0.0});
    picture.color.low = range.min;
    picture.color.high = range.max;
  }
  picture.captions.title = options.title.empty() ? layout.title : options.title;
  picture.captions.subtitle = fixed_parameters(reader);
  picture.captions.value_label = label_of(layout.metrics[metric]);
  return picture;
}

void check_stop(const app::StopRequest& stop, const std::string& path) {
  if (const auto cause = stop.cause()) {
    throw app::Interrupted(
        {fmt::format("{} while making the movie {}", cause->words(), base::printable(path)),
         "nothing of it is kept", ""});
  }
}

}  // namespace

MovieStage::MovieStage(const store::FrameReader& reader, const config::MovieOptions& options,
                       const app::StopRequest& stop, app::ProgressStyle style)
    : reader_(reader), options_(options), stop_(stop), style_(style) {}

app::MovieFile MovieStage::make(std::size_t metric, const std::string& path) const {
  const base::Stopwatch watch;
  const grid::ParameterGrid& grid = reader_.layout().grid;
  const render::PictureOptions picture = picture_options(reader_, metric, options_);
  const config::MovieTiming timing = config::plan_timing(options_, grid.frames());
  video::EncoderOptions encoder = options_.encoder;
  encoder.fps = timing.stream_fps;
  render::HeatmapRenderer renderer(grid, picture);
  video::MovieWriter writer(path, options_.width, options_.height, encoder,
                            {picture.captions.title, picture.captions.value_label,
                             reader_.provenance(app::provenance_configuration)});
  app::Progress progress(style_);
  std::vector<double> values(static_cast<std::size_t>(grid.cells_per_frame()));
  for (grid::FrameIndex frame = 0; frame < grid.frames(); ++frame) {
    check_stop(stop_, path);
    reader_.read_frame(metric, frame, values);
    const bool last = frame + 1 == grid.frames();
    writer.add(renderer.draw(frame, values), timing.repeat + (last ? timing.hold : 0));
    if (progress.due()) {
      progress.show(static_cast<double>(frame + 1) / static_cast<double>(grid.frames()),
                    fmt::format("movie of {}: {}/{} frames", reader_.layout().metrics[metric].name,
                                frame + 1, grid.frames()));
    }
  }
  check_stop(stop_, path);
  const std::uint64_t bytes = writer.finish();
  return {path, bytes, watch.seconds()};
}

std::vector<app::MovieFile> make_movies(const config::RunCommand& command, app::OldMovies old,
                                        const app::StopRequest& stop) {
  const store::FrameReader reader(command.output);
  const MovieStage stage(reader, command.movie, stop, app::progress_style(command.quiet));
  std::vector<app::MovieFile> movies;
  const auto paths = config::movie_paths(command);
  for (std::size_t metric = 0; metric < paths.size(); ++metric) {
    if (old == app::OldMovies::replace || !std::filesystem::exists(paths[metric])) {
      movies.push_back(stage.make(metric, paths[metric]));
    }
  }
  return movies;
}

}  // namespace heatreel::movie
