// SPDX-License-Identifier: GPL-3.0-or-later
#include "preview.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "heatreel/app/choice.hpp"
#include "heatreel/movie/frame_painter.hpp"
#include "heatreel/movie/picture_plan.hpp"
#include "heatreel/video/animation_writer.hpp"

namespace heatreel::movie {

namespace {

constexpr int preview_width = 640;
constexpr int preview_height = 360;
constexpr std::int64_t most_pictures = 100;

/// Ten pictures a second, but fewer where so few would be over at once.
int milliseconds_of(std::int64_t pictures) {
  constexpr std::int64_t shortest_loop = 2000;
  return static_cast<int>(std::max<std::int64_t>(100, shortest_loop / pictures));
}

}  // namespace

std::uint64_t make_preview(Subject subject, config::MovieOptions options, const std::string& path,
                           app::ProgressStyle style, const app::StopRequest& stop) {
  ask_while_reading(subject, [&] { stop.end_if_requested("drawing the preview " + path); });
  const std::int64_t frames = app::frames_to_show(subject.fields.front().reader());
  const std::int64_t pictures = std::min(frames, most_pictures);
  options.width = std::max(preview_width, render::least_width(subject.fields.size()));
  options.height = preview_height;
  FramePainter painter(subject.fields, plan_picture(subject.fields, subject.other, options, style));
  video::AnimationWriter writer(path, options.width, options.height, milliseconds_of(pictures));
  app::Progress progress(style);
  std::int64_t picture = 0;
  for (const grid::FrameIndex frame : app::even_frames(frames, pictures)) {
    writer.add(painter.draw(frame));
    ++picture;
    if (progress.due()) {
      progress.show(static_cast<double>(picture) / static_cast<double>(pictures),
                    {{fmt::format("preview of {}: {}/{}", subject.name, picture, pictures)}});
    }
  }
  return writer.finish();
}

}  // namespace heatreel::movie
