// SPDX-License-Identifier: GPL-3.0-or-later
#include "stills.hpp"

#include <algorithm>
#include <cstring>

#include "heatreel/app/choice.hpp"
#include "heatreel/movie/frame_painter.hpp"
#include "heatreel/movie/picture_plan.hpp"
#include "heatreel/render/canvas.hpp"

namespace heatreel::movie {

namespace {

/// The sheet, and into how many columns and rows it is cut.
constexpr int sheet_width = 1920;
constexpr int sheet_height = 1080;
struct Cut {
  int columns;
  int rows;

  std::int64_t pictures() const { return std::int64_t{columns} * rows; }
};

/// Few frames are drawn larger. Panels need width.
Cut cut_for(std::int64_t frames, std::size_t panels) {
  for (const Cut cut : {Cut{1, 1}, Cut{2, 2}, Cut{3, 3}, Cut{4, 3}}) {
    const bool wider_fits = sheet_width / (cut.columns + 1) >= render::least_width(panels);
    if (cut.pictures() >= frames || !wider_fits) {
      return cut;
    }
  }
  return {4, 3};
}

void paste(const render::Picture& picture, int left, int top, render::Picture& sheet) {
  for (int y = 0; y < picture.height; ++y) {
    std::memcpy(sheet.pixels.data() + static_cast<std::size_t>(top + y) * sheet.stride() +
                    static_cast<std::size_t>(left) * 4,
                picture.pixels.data() + static_cast<std::size_t>(y) * picture.stride(),
                picture.stride());
  }
}

}  // namespace

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

void draw_contact_sheet(Subject subject, config::MovieOptions options, const std::string& path,
                        app::ProgressStyle style, const app::StopRequest& stop) {
  ask_while_reading(subject, [&] { stop.end_if_requested("drawing the picture " + path); });
  const std::int64_t frames = app::frames_to_show(subject.fields.front().reader());
  const Cut cut = cut_for(frames, subject.fields.size());
  options.width = sheet_width / cut.columns;
  options.height = sheet_height / cut.rows;
  const auto picture = plan_picture(subject.fields, subject.other, options, style);
  FramePainter painter(subject.fields, picture);
  render::Picture sheet{sheet_width, sheet_height, {}};
  sheet.pixels.resize(sheet.stride() * std::size_t{sheet_height});
  render::Canvas(sheet).fill({0, 0, sheet_width, sheet_height}, picture.theme.background);
  const std::int64_t places = std::min(frames, cut.pictures());
  for (std::int64_t place = 0; place < places; ++place) {
    const grid::FrameIndex frame = places == 1 ? 0 : place * (frames - 1) / (places - 1);
    paste(painter.draw(frame), static_cast<int>(place % cut.columns) * options.width,
          static_cast<int>(place / cut.columns) * options.height, sheet);
  }
  render::write_png(sheet, path);
}

}  // namespace heatreel::movie
