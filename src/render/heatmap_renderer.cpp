// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/render/heatmap_renderer.hpp"

#include "contour.hpp"
#include "static_parts.hpp"

#include <algorithm>
#include <cstddef>

#include "heatreel/base/contract.hpp"
#include "heatreel/base/pending_file.hpp"
#include "heatreel/render/cell_painter.hpp"
#include "heatreel/render/layout.hpp"
#include "heatreel/render/number_text.hpp"

namespace heatreel::render {

namespace {

Picture blank(const PictureOptions& options) {
  HEATREEL_REQUIRE(options.width % 2 == 0 && options.height % 2 == 0 && !options.panels.empty());
  Picture picture{options.width, options.height, {}};
  picture.pixels.resize(picture.stride() * static_cast<std::size_t>(options.height));
  Canvas(picture).fill({0, 0, options.width, options.height}, options.theme.background);
  return picture;
}

/// Nothing if no cell has a value.
std::optional<ValueScale> scale_of(const ColorOptions& color) {
  return color.no_value ? std::nullopt : std::optional(value_scale(color, color.low, color.high));
}

/// The colours of cells that have no value do not matter.
ValueScale or_any(const std::optional<ValueScale>& scale) {
  return scale.value_or(ValueScale(ScaleKind::linear, 0.0, 0.0));
}

Layout layout_of(const Axes& axes, const PictureOptions& options) {
  auto layout = Layout::find(axes, options);
  HEATREEL_REQUIRE(layout.has_value());
  return std::move(*layout);
}

/// A part of a picture as it is before a frame is drawn.
class Patch {
 public:
  Patch(const Picture& picture, const Rect& rect) : rect_(rect) {
    for (int y = rect.y; y < rect.bottom(); ++y) {
      const auto row = picture.pixels.begin() + place(picture, y);
      pixels_.insert(pixels_.end(), row, row + std::ptrdiff_t{4} * rect.width);
    }
  }
  void put_back(Picture& picture) const {
    auto from = pixels_.begin();
    const std::ptrdiff_t bytes = std::ptrdiff_t{4} * rect_.width;
    for (int y = rect_.y; y < rect_.bottom(); ++y, from += bytes) {
      std::copy(from, from + bytes, picture.pixels.begin() + place(picture, y));
    }
  }

 private:
  std::ptrdiff_t place(const Picture& picture, int y) const {
    return static_cast<std::ptrdiff_t>(picture.stride()) * y + std::ptrdiff_t{4} * rect_.x;
  }

  Rect rect_;
  std::vector<std::uint8_t> pixels_;
};

/// What one panel needs while rows of cells come in.
struct Panel {
  Panel(const PanelOptions& options, const PictureOptions& picture, const Layout& layout,
        const PanelLayout& place)
      : scale(scale_of(options.color)),
        reducer(layout.x_cells, layout.y_cells, picture.reduction),
        style(options.color.map, picture.theme, layout.sizes.line),
        painter(or_any(scale), options.color.map, style, place.plot, layout.x_cells,
                layout.y_cells) {
    if (!options.contours.empty()) {
      field.resize(static_cast<std::size_t>(layout.x_cells.blocks) *
                   static_cast<std::size_t>(layout.y_cells.blocks));
    }
  }
  std::optional<ValueScale> scale;
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
        picture_(blank(options)),
        canvas_(picture_),
        layout_(layout_of(axes_, options)) {
    for (std::size_t p = 0; p < options_.panels.size(); ++p) {
      panels_.emplace_back(options_.panels[p], options_, layout_, layout_.panels[p]);
    }
    draw_static_parts(canvas_, layout_, axes_, options_.theme);
    for (const BarLayout& bar : layout_.bars) {
      if (color_of(bar).of_frame) {
        patches_.emplace_back(picture_, bar.area);
      } else {
        draw_bar(canvas_, bar);
      }
    }
    if (options_.legend) {
      patches_.emplace_back(picture_, layout_.legend.area);
    }
    if (options_.timeline) {
      patches_.emplace_back(picture_, layout_.timeline);
    }
  }

  void begin(grid::FrameIndex frame) {
    HEATREEL_REQUIRE(frame >= 0 && frame < frames_);
    frame_ = frame;
    seen_ = {};
    for (std::size_t p = 0; p < panels_.size(); ++p) {
      panels_[p].reducer.begin();
      const ColorOptions& color = options_.panels[p].color;
      if (color.of_frame) {
        const auto range = color.of_frame(frame);
        panels_[p].scale =
            range ? std::optional(value_scale(color, range->first, range->second)) : std::nullopt;
        panels_[p].painter.set_scale(or_any(panels_[p].scale));
      }
    }
    for (const Patch& patch : patches_) {
      patch.put_back(picture_);
    }
    for (const BarLayout& bar : layout_.bars) {
      if (color_of(bar).of_frame) {
        draw_bar(canvas_, bar);
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
    draw_contours(canvas_);
    if (options_.legend) {
      draw_legend(canvas_);
    }
    if (options_.timeline) {
      draw_timeline();
    }
    return picture_;
  }

  /// All but the colours are vectors.
  void write_page(const std::string& path, PageFormat format, double dpi) {
    base::PendingFile file(path, "the figure");
    Canvas page({file.temporary(), format, options_.width, options_.height, dpi, options_.title});
    page.fill({0, 0, options_.width, options_.height}, options_.theme.background);
    for (const PanelLayout& panel : layout_.panels) {
      page.paste(picture_, panel.plot);
    }
    draw_static_parts(page, layout_, axes_, options_.theme);
    for (const BarLayout& bar : layout_.bars) {
      page.paste(picture_, bar.colors);
      draw_color_bar(page, layout_.sizes, bar, panels_[bar.panel].scale, options_.panels[bar.panel],
                     options_.theme);
    }
    draw_contours(page);
    if (options_.legend) {
      draw_legend(page);
      for (const LegendEntry& entry : legend_entries(layout_, seen_)) {
        page.paste(picture_, entry.swatch);
      }
    }
    page.finish();
    file.commit();
  }

  Pixel cell_center(std::size_t panel, std::int64_t i, std::int64_t j) const {
    const CellBlocks& x = layout_.x_cells;
    const CellBlocks& y = layout_.y_cells;
    const Rect& plot = layout_.panels.at(panel).plot;
    return {plot.x + x.begin_of(i) + x.pixels / 2,
            plot.bottom() - 1 - y.begin_of(j) - y.pixels / 2};
  }

 private:
  const ColorOptions& color_of(const BarLayout& bar) const {
    return options_.panels[bar.panel].color;
  }

  void draw_bar(Canvas& canvas, const BarLayout& bar) {
    const PanelOptions& panel = options_.panels[bar.panel];
    const auto& scale = panels_[bar.panel].scale;
    draw_color_bar(canvas, layout_.sizes, bar, scale, panel, options_.theme);
    if (scale) {
      draw_bar_colors(canvas, layout_.sizes, bar, *scale, panel);
    }
  }

  void draw_contours(Canvas& canvas) {
    for (std::size_t p = 0; p < panels_.size(); ++p) {
      const double line = layout_.sizes.line;
      const Rect& plot = layout_.panels[p].plot;
      const double size = 0.8 * layout_.sizes.tick;
      ContourLabels labels(plot, size);
      for (const double level : options_.panels[p].contours) {
        const auto ends =
            contour_segments(panels_[p].field, level, plot, layout_.x_cells, layout_.y_cells);
        canvas.segments(ends, 3.0 * line, contour_halo);
        canvas.segments(ends, 1.4 * line, contour_color);
        constexpr int digits = 4;
        const std::string text = value_text(level, digits);
        for (const Point& at : labels.place(ends, text_width(text, size))) {
          canvas.text(text, {at.x, at.y + cap_height(size) / 2.0},
                      {size, contour_color, Align::center, Direction::across, contour_halo});
        }
      }
    }
  }

  void draw_legend(Canvas& canvas) {
    const Panel& panel = panels_.front();
    const std::uint32_t sample = options_.panels.front().color.map.at(0.5).pixel();
    for (const LegendEntry& entry : legend_entries(layout_, seen_)) {
      canvas.frame(entry.swatch, layout_.sizes.line, options_.theme.quiet);
      panel.style.fill(picture_, entry.swatch, entry.of, sample);
      canvas.text(entry.name.text, entry.name.anchor, {entry.name.size, options_.theme.ink});
    }
  }

  void draw_timeline() {
    const PictureSizes& m = layout_.sizes;
    const Theme& theme = options_.theme;
    const double x = layout_.timeline_x(axes_.t, axes_.t.position_of(frame_));
    const int thickness = timeline_thickness(m);
    const int top = layout_.timeline_y - thickness / 2;
    canvas_.fill(
        {layout_.timeline_left, top, static_cast<int>(x) - layout_.timeline_left, thickness},
        theme.ink);
    canvas_.disc({x, top + thickness / 2.0}, 0.42 * m.tick, theme.ink);
    canvas_.text(timeline_text(layout_, axes_.t, frame_), layout_.t_name.anchor,
                 {layout_.t_name.size, theme.ink});
    canvas_.text(frame_counter(frame_, frames_),
                 {static_cast<double>(layout_.timeline_right), layout_.t_name.anchor.y},
                 {m.tick, theme.quiet, Align::right});
  }

  PictureOptions options_;
  std::int64_t frames_;
  Axes axes_;
  Picture picture_;
  Canvas canvas_;  ///< draws into picture_
  Layout layout_;
  std::vector<Panel> panels_;
  std::vector<Patch> patches_;  ///< what changes with the frame, but for the heat maps
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

void HeatmapRenderer::write_page(const std::string& path, PageFormat format, double dpi) {
  impl_->write_page(path, format, dpi);
}

HeatmapRenderer::Pixel HeatmapRenderer::cell_center(std::size_t panel, std::int64_t i,
                                                    std::int64_t j) const {
  return impl_->cell_center(panel, i, j);
}

}  // namespace heatreel::render
