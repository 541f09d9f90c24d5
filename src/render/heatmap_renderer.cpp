// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/render/heatmap_renderer.hpp"

#include "contour.hpp"
#include "static_parts.hpp"

#include <algorithm>
#include <cstring>

#include "heatreel/base/contract.hpp"
#include "heatreel/render/cell_painter.hpp"
#include "heatreel/render/layout.hpp"

namespace heatreel::render {

namespace {

Picture blank(const PictureOptions& options) {
  HEATREEL_REQUIRE(options.width >= least_width(options.panels.size()) && options.height >= 240);
  HEATREEL_REQUIRE(options.width % 2 == 0 && options.height % 2 == 0 && !options.panels.empty());
  Picture picture{options.width, options.height, {}};
  picture.pixels.resize(picture.stride() * static_cast<std::size_t>(options.height));
  Canvas(picture).fill({0, 0, options.width, options.height}, options.theme.background);
  return picture;
}

ValueScale scale_of(const ColorOptions& color) { return {color.scale, color.low, color.high}; }

/// What one panel needs while rows of cells come in.
struct Panel {
  Panel(const PanelOptions& options, const PictureOptions& picture, const Layout& layout,
        const PanelLayout& place)
      : scale(scale_of(options.color)),
        reducer(layout.x_cells, layout.y_cells, picture.reduction),
        style(options.color.map, picture.theme, layout.sizes.line),
        painter(scale, options.color.map, style, place.plot, layout.x_cells, layout.y_cells) {
    if (!picture.contours.empty()) {
      field.resize(static_cast<std::size_t>(layout.x_cells.blocks) *
                   static_cast<std::size_t>(layout.y_cells.blocks));
    }
  }
  ValueScale scale;
  BlockReducer reducer;
  CellStyle style;
  CellPainter painter;
  std::vector<double> field;  ///< the blocks' values, for contour lines only
};

}  // namespace

class HeatmapRenderer::Impl {
 public:
  Impl(const grid::ParameterGrid& grid, const PictureOptions& options)
      : options_(options),
        frames_(grid.frames()),
        axes_{AxisScale(grid.x()), AxisScale(grid.y()), AxisScale(grid.t())},
        background_(blank(options)),
        layout_(Layout::of(axes_, options)) {
    Canvas canvas(background_);
    draw_static_parts(canvas, layout_, axes_, options_.theme);
    for (std::size_t p = 0; p < options_.panels.size(); ++p) {
      panels_.emplace_back(options_.panels[p], options_, layout_, layout_.panels[p]);
      if (!options_.panels[p].color.of_frame) {
        draw_bar(canvas, p);
      }
    }
    picture_ = background_;
    canvas_ = std::make_unique<Canvas>(picture_);
  }

  void begin(grid::FrameIndex frame) {
    HEATREEL_REQUIRE(frame >= 0 && frame < frames_);
    frame_ = frame;
    seen_ = {};
    for (std::size_t p = 0; p < panels_.size(); ++p) {
      panels_[p].reducer.begin();
      if (const auto& of_frame = options_.panels[p].color.of_frame) {
        const auto [low, high] = of_frame(frame);
        panels_[p].scale = ValueScale(options_.panels[p].color.scale, low, high);
        panels_[p].painter.set_scale(panels_[p].scale);
        restore(layout_.panels[p].bar.area);
        draw_bar(*canvas_, p);
      }
    }
  }

  void add_rows(std::size_t p, const CellRows& rows) {
    Panel& panel = panels_.at(p);
    panel.reducer.add(rows, [&](const BlockRow& row) {
      panel.painter.paint(row, picture_, seen_);
      if (!panel.field.empty()) {
        const std::ptrdiff_t blocks = layout_.x_cells.blocks;
        std::copy(row.values.begin(), row.values.end(), panel.field.begin() + row.row * blocks);
      }
    });
  }

  const Picture& finish() {
    draw_contours();
    restore(layout_.legend.area);
    draw_legend();
    restore(layout_.timeline);
    draw_timeline();
    return picture_;
  }

  Pixel cell_center(std::size_t panel, std::int64_t i, std::int64_t j) const {
    const CellBlocks& x = layout_.x_cells;
    const CellBlocks& y = layout_.y_cells;
    const Rect& plot = layout_.panels.at(panel).plot;
    return {plot.x + x.begin_of(i) + x.pixels / 2,
            plot.bottom() - 1 - y.begin_of(j) - y.pixels / 2};
  }

 private:
  /// Puts back what the background shows there.
  void restore(const Rect& rect) {
    for (int y = rect.y; y < rect.bottom(); ++y) {
      const std::size_t begin =
          static_cast<std::size_t>(y) * picture_.stride() + static_cast<std::size_t>(rect.x) * 4;
      std::memcpy(picture_.pixels.data() + begin, background_.pixels.data() + begin,
                  static_cast<std::size_t>(rect.width) * 4);
    }
  }

  void draw_bar(Canvas& canvas, std::size_t p) {
    draw_color_bar(canvas, layout_.sizes, layout_.panels[p].bar, panels_[p].scale,
                   options_.panels[p], options_.contours, options_.theme);
  }

  void draw_contours() {
    const double line = layout_.sizes.line;
    for (std::size_t p = 0; p < panels_.size(); ++p) {
      for (const double level : options_.contours) {
        const auto ends = contour_segments(panels_[p].field, level, layout_.panels[p].plot,
                                           layout_.x_cells, layout_.y_cells);
        canvas_->segments(ends, 3.0 * line, contour_halo);
        canvas_->segments(ends, 1.4 * line, contour_color);
      }
    }
  }

  void draw_legend() {
    const Panel& panel = panels_.front();
    const std::uint32_t sample = options_.panels.front().color.map.at(0.5).pixel();
    for (const auto& entry : layout_.legend.entries) {
      if (seen_[static_cast<std::size_t>(entry.of)]) {
        canvas_->frame(entry.swatch, layout_.sizes.line, options_.theme.quiet);
        panel.style.fill(picture_, entry.swatch, entry.of, sample);
        canvas_->text(name_of(entry.of), {entry.text_x, layout_.legend.baseline},
                      {layout_.sizes.tick, options_.theme.ink});
      }
    }
  }

  void draw_timeline() {
    const PictureSizes& m = layout_.sizes;
    const Theme& theme = options_.theme;
    const double x = layout_.timeline_x(axes_.t, axes_.t.position_of(frame_));
    const int thickness = timeline_thickness(m);
    const int top = layout_.timeline_y - thickness / 2;
    canvas_->fill(
        {layout_.timeline_left, top, static_cast<int>(x) - layout_.timeline_left, thickness},
        theme.ink);
    canvas_->disc({x, top + thickness / 2.0}, 0.42 * m.tick, theme.ink);
    canvas_->text(timeline_text(layout_, axes_.t, frame_), layout_.t_name.anchor,
                  {layout_.t_name.size, theme.ink});
    canvas_->text(frame_counter(frame_, frames_),
                  {static_cast<double>(layout_.timeline_right), layout_.t_name.anchor.y},
                  {m.tick, theme.quiet, Align::right});
  }

  PictureOptions options_;
  std::int64_t frames_;
  Axes axes_;
  Picture background_;  ///< all that does not change with t; the heat maps are empty
  Layout layout_;
  std::vector<Panel> panels_;
  Picture picture_;
  std::unique_ptr<Canvas> canvas_;  ///< draws into picture_
  grid::FrameIndex frame_ = 0;
  ClassesSeen seen_ = {};
};

HeatmapRenderer::HeatmapRenderer(const grid::ParameterGrid& grid, const PictureOptions& options)
    : impl_(std::make_unique<Impl>(grid, options)) {}

HeatmapRenderer::~HeatmapRenderer() = default;

void HeatmapRenderer::begin(grid::FrameIndex frame) { impl_->begin(frame); }

void HeatmapRenderer::add_rows(std::size_t panel, const CellRows& rows) {
  impl_->add_rows(panel, rows);
}

const Picture& HeatmapRenderer::finish() { return impl_->finish(); }

HeatmapRenderer::Pixel HeatmapRenderer::cell_center(std::size_t panel, std::int64_t i,
                                                    std::int64_t j) const {
  return impl_->cell_center(panel, i, j);
}

}  // namespace heatreel::render
