// SPDX-License-Identifier: GPL-3.0-or-later
#include "stills.hpp"

#include "heatreel/movie/frame_painter.hpp"
#include "heatreel/movie/picture_plan.hpp"

namespace heatreel::movie {

void draw_stills(Subject subject, const config::MovieOptions& options,
                 const std::vector<Still>& stills, app::ProgressStyle style,
                 const app::StopRequest& stop) {
  ask_while_reading(
      subject, [&] { stop.end_if_requested("drawing pictures", "finished pictures are kept"); });
  FramePainter painter(subject.fields, plan_picture(subject.fields, subject.other, options, style));
  for (const auto& [frame, path] : stills) {
    render::write_png(painter.draw(frame), path);
  }
}

}  // namespace heatreel::movie
