// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/render/heatmap_renderer.hpp"

#include "static_parts.hpp"
#include "theme.hpp"

#include <cmath>
#include <cstring>

#include "heatreel/base/contract.hpp"
#include "heatreel/render/layout.hpp"

namespace heatreel::render {

namespace {

Picture blank(const PictureOptions& options) {
  HEATREEL_REQUIRE(options.width >= 320 && options.height >= 240);
  HEATREEL_REQUIRE(options.width % 2 == 0 && options.height % 2 == 0);
  Picture picture{options.width, options.height, {}};
  picture.pixels.assign(picture.stride() * static_cast<std::size_t>(options.height), 255);
  return picture;
}

}  // namespace

class HeatmapRenderer::Impl {
 public:
  Impl(const grid::ParameterGrid& grid, const PictureOptions& options)
      : frames_(grid.frames()),
        map_(ColorMap::named(options.color.colormap)),
        scales_{AxisScale(grid.x()), AxisScale(grid.y()), AxisScale(grid.t()),
                ValueScale(options.color.scale, options.color.low, options.color.high)},
        layout_(Layout::of(scales_, options)),
        painter_(scales_.value, map_, layout_.plot, layout_.x_cells, layout_.y_cells),
        background_(blank(options)) {
    Canvas canvas(background_);
    draw_static_parts(canvas, layout_, scales_, map_);
    picture_ = background_;
    canvas_ = std::make_unique<Canvas>(picture_);
  }

  const Picture& draw(grid::FrameIndex frame, std::span<const double> values) {
    HEATREEL_REQUIRE(frame >= 0 && frame < frames_);
    const bool any_missing = painter_.paint(values, picture_);
    if (any_missing != legend_shown_) {
      legend_shown_ = any_missing;
      any_missing ? draw_legend() : restore(legend_rows());
    }
    restore(layout_.timeline);
    draw_timeline(frame);
    return picture_;
  }

  Pixel cell_center(std::int64_t i, std::int64_t j) const {
    const CellBlocks& x = layout_.x_cells;
    const CellBlocks& y = layout_.y_cells;
    return {layout_.plot.x + x.begin_of(i) + x.pixels / 2,
            layout_.plot.bottom() - 1 - y.begin_of(j) - y.pixels / 2};
  }

 private:
  /// The legend with what its text reaches above and below.
  Rect legend_rows() const {
    const Rect& legend = layout_.legend;
    const int reach = legend.height / 2;
    return {legend.x, legend.y - reach, legend.width, legend.height + 2 * reach};
  }

  /// Puts back what the background shows there.
  void restore(const Rect& rect) {
    for (int y = rect.y; y < rect.bottom(); ++y) {
      const std::size_t begin =
          static_cast<std::size_t>(y) * picture_.stride() + static_cast<std::size_t>(rect.x) * 4;
      std::memcpy(picture_.pixels.data() + begin, background_.pixels.data() + begin,
                  static_cast<std::size_t>(rect.width) * 4);
    }
  }

  void draw_legend() {
    const Rect& legend = layout_.legend;
    const Metrics& m = layout_.metrics;
    canvas_->fill({legend.x, legend.y, legend.height, legend.height}, missing_color(map_));
    const double baseline = legend.y + legend.height / 2.0 + cap_height(m.tick) / 2.0;
    canvas_->text(no_value_text, {legend.x + legend.height + 0.5 * m.tick, baseline},
                  {m.tick, theme::ink});
  }

  void draw_timeline(grid::FrameIndex frame) {
    const Metrics& m = layout_.metrics;
    const double x = layout_.timeline_x(scales_.t, scales_.t.position_of(frame));
    const int thickness = timeline_thickness(m);
    const int top = layout_.timeline_y - thickness / 2;
    canvas_->fill(
        {layout_.timeline_left, top, static_cast<int>(x) - layout_.timeline_left, thickness},
        theme::ink);
    canvas_->disc({x, top + thickness / 2.0}, 0.42 * m.tick, theme::ink);
    canvas_->text(timeline_text(layout_, scales_.t, frame), layout_.t_name.anchor,
                  {layout_.t_name.size, theme::ink});
    canvas_->text(frame_counter(frame, frames_),
                  {static_cast<double>(layout_.timeline_right), layout_.t_name.anchor.y},
                  {m.tick, theme::quiet, Align::right});
  }

  std::int64_t frames_;
  ColorMap map_;
  Scales scales_;
  Layout layout_;
  CellPainter painter_;
  Picture background_;  ///< all that does not change with t; the heat map is empty
  Picture picture_;
  std::unique_ptr<Canvas> canvas_;  ///< draws into picture_
  bool legend_shown_ = false;
};

HeatmapRenderer::HeatmapRenderer(const grid::ParameterGrid& grid, const PictureOptions& options)
    : impl_(std::make_unique<Impl>(grid, options)) {}

HeatmapRenderer::~HeatmapRenderer() = default;

const Picture& HeatmapRenderer::draw(grid::FrameIndex frame, std::span<const double> values) {
  return impl_->draw(frame, values);
}

HeatmapRenderer::Pixel HeatmapRenderer::cell_center(std::int64_t i, std::int64_t j) const {
  return impl_->cell_center(i, j);
}

}  // namespace heatreel::render
