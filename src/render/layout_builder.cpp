// SPDX-License-Identifier: GPL-3.0-or-later
#include "layout_builder.hpp"

#include "tick_fit.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "heatreel/render/number_text.hpp"

namespace heatreel::render {

namespace {

/// Cells are even numbers of pixels wide and high, and so is the least heat map.
constexpr int least_map = 2;

/// Ticks with the power of ten in each label, for an axis whose label does not show it.
TickSet written_out(TickSet ticks) {
  for (Tick& tick : ticks.major) {
    if (ticks.exponent != 0 && tick.value != 0.0) {
      tick.label += "×" + power_of_ten(ticks.exponent);
    }
  }
  ticks.exponent = 0;
  return ticks;
}

}  // namespace

LayoutBuilder::LayoutBuilder(const Axes& axes, const PictureOptions& options,
                             const Arrangement& arrangement)
    : axes_(axes), options_(options), sizes_(PictureSizes::of(options, arrangement)) {
  out_.sizes = sizes_;
  out_.arrangement = arrangement;
  out_.panels.resize(options.panels.size());
  bar_gap_ = even_up(sizes_.tick);
  bar_width_ = even_up(1.2 * sizes_.tick);
  panel_gap_ = even_up(2.2 * sizes_.tick);
  for (std::size_t p = 0; p < options.panels.size(); ++p) {
    if (options.shared_bar ? p == 0 : options.panels[p].has_bar) {
      out_.bars.emplace_back();
      out_.bars.back().panel = p;
    }
  }
}

std::optional<Layout> LayoutBuilder::build() {
  break_header();
  place_rows_below();
  if (!fit_maps()) {
    return std::nullopt;
  }
  place_maps();
  place_bars();
  place_header();
  place_captions();
  place_x_axis();
  place_y_label();
  place_legend();
  place_timeline();
  return std::move(out_);
}

/// What the legend takes with all classes that are usual.
double LayoutBuilder::usual_legend() const {
  std::vector<CellClass> usual = {CellClass::undefined, CellClass::failed, CellClass::untrusted,
                                  CellClass::pending};
  if (std::ranges::any_of(options_.panels, &PanelOptions::reasons)) {
    usual.insert(usual.end(), {CellClass::resting, CellClass::too_few, CellClass::changing});
  }
  double width = 0.0;
  for (const CellClass of : usual) {
    width += legend_swatch(sizes_.tick) + 1.4 * sizes_.tick + text_width(name_of(of), sizes_.tick);
  }
  return width;
}

// Rows above and below the heat maps.

void LayoutBuilder::break_header() {
  const double room = options_.width - 2 * sizes_.margin;
  double y = sizes_.margin;
  const auto add = [&](const std::string& text, double size, std::size_t lines, double gap,
                       std::vector<PlacedText>& to) {
    for (const FittedText& line : wrap_text(text, size, smallest_of(size), room, lines)) {
      y += to.empty() ? gap : 0.35 * line.size;
      to.push_back({line.text, {0.0, y + cap_height(line.size)}, line.size});
      y += text_height(line.size);
    }
  };
  constexpr std::size_t title_lines = 2;
  constexpr std::size_t subtitle_lines = 2;
  add(options_.title, sizes_.title, title_lines, 0.0, out_.title);
  add(options_.subtitle, sizes_.subtitle, subtitle_lines, 0.3 * sizes_.subtitle, out_.subtitle);
  top_ = even_up(y + (y > sizes_.margin ? 0.7 : 0.4) * sizes_.tick);
}

void LayoutBuilder::place_rows_below() {
  below_ = options_.height - sizes_.margin;
  if (options_.timeline) {
    place_timeline_rows();
    below_ = out_.timeline.y - 0.7 * sizes_.label;
  }
  const bool own_row = options_.legend && usual_legend() > 0.4 * options_.width;
  if (own_row) {
    legend_own_ = below_ - 0.1 * sizes_.tick;
    below_ = legend_own_ - cap_height(sizes_.tick) - 0.7 * sizes_.tick;
  }
  const double x_axis =
      sizes_.beside() + cap_height(sizes_.tick) + 0.5 * sizes_.label + text_height(sizes_.label);
  bottom_ = static_cast<int>(below_ - x_axis);
}

// From the bottom up: tick labels, line with marker, text with the current value.
void LayoutBuilder::place_timeline_rows() {
  out_.t_tick_baseline = options_.height - 0.8 * sizes_.margin;
  const double labels_top = out_.t_tick_baseline - cap_height(sizes_.tick);
  out_.timeline_y =
      static_cast<int>(labels_top) - sizes_.tick_gap - sizes_.tick_length - sizes_.line;
  out_.t_name.anchor.y = out_.timeline_y - 0.6 * sizes_.tick - descent(sizes_.label);
  const int top = static_cast<int>(out_.t_name.anchor.y - 1.1 * cap_height(sizes_.label));
  out_.timeline = {0, top, options_.width, options_.height - top};
}

double LayoutBuilder::caption_height() const {
  const bool any = std::any_of(options_.panels.begin(), options_.panels.end(),
                               [](const PanelOptions& panel) { return !panel.caption.empty(); });
  return any ? text_height(sizes_.label) + 0.35 * sizes_.label : 0.0;
}

double LayoutBuilder::row_gap() const {
  return sizes_.line + sizes_.tick_length + 0.9 * sizes_.tick + caption_height();
}

// The heat maps.

/// The widths of numbers depend on the height of the maps, which an aspect ratio makes smaller:
/// hence two passes.
bool LayoutBuilder::fit_maps() {
  const double above = caption_height() + (rows() - 1) * row_gap();
  const int height = even_down(static_cast<int>((bottom_ - top_ - above) / rows()));
  map_height_ = height;
  bar_columns_.assign(static_cast<std::size_t>(columns()), 0.0);
  for (int pass = 0; pass < 2; ++pass) {
    if (map_height_ < least_map) {
      return false;
    }
    place_y_ticks();
    measure_bars();
    double taken = 2 * sizes_.margin + label_column() + y_numbers_ + sizes_.beside() +
                   shared_extent() + panel_gap_ * (columns() - 1) + 2 * columns();
    for (const double bar : bar_columns_) {
      taken += bar;
    }
    const int width = even_down(static_cast<int>((options_.width - taken) / columns()));
    if (width < least_map) {
      return false;
    }
    choose_cells(width, height);
    map_height_ = out_.y_cells.extent();
  }
  place_y_ticks();
  out_.spare_height = (height - map_height_) * rows();
  return true;
}

void LayoutBuilder::place_y_ticks() {
  PanelLayout panel;
  panel.plot = {0, top_, 0, map_height_};
  TickRoom room;
  room.ticks = [&](int count) { return axes_.y.ticks(count); };
  room.pixel = [&](double value) { return panel.plot_y(axes_.y.position(value)); };
  room.extent = [&](const Tick&) { return cap_height(sizes_.tick); };
  room.gap = 0.6 * sizes_.tick;
  room.last = options_.height;
  out_.y_ticks = fit_ticks(room, most_ticks(map_height_, 3.0 * sizes_.tick));
  y_numbers_ = std::max(y_numbers_, widest_label(out_.y_ticks, sizes_.tick));
}

/// Heights of the colour bars, and with them the widths of their tick labels.
void LayoutBuilder::measure_bars() {
  for (BarLayout& bar : out_.bars) {
    const PanelOptions& panel = options_.panels[bar.panel];
    const int height = options_.shared_bar
                           ? map_height_ * rows() + static_cast<int>(row_gap()) * (rows() - 1)
                           : map_height_;
    const int tip = std::min(even_up(0.7 * bar_width_), even_down(height / 4));
    bar.over_tip = panel.color.over ? tip : 0;
    bar.under_tip = panel.color.under ? tip : 0;
    bar.colors = {0, top_ + bar.over_tip, bar_width_, height - bar.over_tip - bar.under_tip};
    bar.column_width = std::max(bar.column_width, widest_value_label(bar, panel));
    double& column = bar_columns_[static_cast<std::size_t>(column_of(bar.panel))];
    column = options_.shared_bar ? 0.0 : std::max(column, bar_extent(bar));
  }
}

/// From a heat map's edge to the end of the bar's label.
double LayoutBuilder::bar_extent(const BarLayout& bar) const {
  return bar_gap_ + bar_width_ + sizes_.beside() + bar.column_width + label_column();
}

double LayoutBuilder::shared_extent() const {
  return options_.shared_bar ? bar_extent(out_.bars.front()) : 0.0;
}

/// Over all frames, or a good sample of them, where each has a range of its own.
/// \param bar its heights; its labels may be as wide as they like
double LayoutBuilder::widest_value_label(BarLayout bar, const PanelOptions& panel) const {
  bar.area.height = options_.height;
  bar.column_width = std::numeric_limits<double>::infinity();
  const ColorOptions& color = panel.color;
  const auto width = [&](double low, double high) {
    return widest_label(bar_text(sizes_, bar, value_scale(color, low, high), panel).ticks,
                        sizes_.tick);
  };
  if (!color.of_frame) {
    return width(color.low, color.high);
  }
  constexpr std::int64_t most_samples = 500;
  double widest = 0.0;
  const std::int64_t frames = axes_.t.axis().size();
  for (std::int64_t k = 0; k < frames; k += 1 + frames / most_samples) {
    if (const auto range = color.of_frame(k)) {
      widest = std::max(widest, width(range->first, range->second));
    }
  }
  return widest;
}

/// The largest cells within width × height that give the heat maps the aspect wanted, as nearly as
/// even numbers of pixels allow.
void LayoutBuilder::choose_cells(int width, int height) {
  const auto nx = axes_.x.axis().size();
  const auto ny = axes_.y.axis().size();
  const double shape = options_.aspect.value_or(static_cast<double>(width) / height);
  const double widest = std::min<double>(width, shape * height);
  out_.cell_side =
      std::min(widest / static_cast<double>(nx), widest / shape / static_cast<double>(ny));
  if (!options_.aspect) {
    out_.x_cells = CellBlocks::fit(nx, width);
    out_.y_cells = CellBlocks::fit(ny, height);
    return;
  }
  const auto even = [](double pixels) {
    return std::max(least_map, 2 * static_cast<int>(std::lround(pixels / 2.0)));
  };
  const int largest = std::max(static_cast<int>(widest), least_map);
  out_.x_cells = CellBlocks::fit(nx, even_down(largest));
  const double wanted = out_.x_cells.extent() / shape;
  const auto cells = static_cast<double>(ny);
  const int cell = even(wanted / cells);
  const bool whole_cells = wanted >= 2.0 * cells && cells * cell <= height;
  out_.y_cells = CellBlocks::fit(
      ny, whole_cells ? static_cast<int>(ny) * cell : std::min(even(wanted), height));
}

// From left to right: y label, y tick labels, and for each column the heat maps and their colour
// bars with tick labels and labels.
void LayoutBuilder::place_maps() {
  const int width = out_.x_cells.extent();
  const double left = sizes_.margin + label_column() + y_numbers_ + sizes_.beside();
  double used = left + columns() * width + (columns() - 1) * panel_gap_ + shared_extent();
  for (const double bar : bar_columns_) {
    used += bar;
  }
  double x = left + std::max(0.0, (options_.width - sizes_.margin - used) / 2.0 - 1.0);
  std::vector<int> lefts;
  for (const double bar : bar_columns_) {
    lefts.push_back(even_up(x));
    x = lefts.back() + width + bar + panel_gap_;
  }
  const double above = caption_height() + even_down(out_.spare_height / 2);
  const int step = even_down(map_height_ + static_cast<int>(row_gap()));
  for (std::size_t p = 0; p < out_.panels.size(); ++p) {
    PanelLayout& panel = out_.panels[p];
    panel.plot = {lefts[static_cast<std::size_t>(column_of(p))],
                  even_down(top_ + static_cast<int>(above) + row_of(p) * step), width, map_height_};
    panel.numbered_y = column_of(p) == 0;
    panel.numbered_x = p + static_cast<std::size_t>(columns()) >= out_.panels.size();
  }
}

void LayoutBuilder::place_bars() {
  for (BarLayout& bar : out_.bars) {
    const bool shared = options_.shared_bar;
    const Rect& plot = out_.panels[bar.panel].plot;
    const Rect& last = out_.panels[static_cast<std::size_t>(columns() - 1)].plot;
    const int height = shared ? block_bottom() - plot.y : plot.height;
    bar.colors.x = (shared ? last : plot).right() + bar_gap_;
    bar.colors.y = plot.y + bar.over_tip;
    bar.colors.height = height - bar.over_tip - bar.under_tip;
    const int row = row_of(bar.panel);
    place_bar_label(bar, shared ? 0 : row, shared ? rows() - 1 : row);
  }
}

/// Long labels reach beyond the heat maps of their rows, as far as the rows above and below allow.
void LayoutBuilder::place_bar_label(BarLayout& bar, int first_row, int last_row) const {
  const double top = first_of(first_row).plot.y;
  const double bottom = first_of(last_row).plot.bottom();
  const double beside = row_gap() / 2.0 - 0.2 * sizes_.label;
  const double above = first_row == 0 ? caption_height() + 0.2 * sizes_.tick : beside;
  const double below = last_row == rows() - 1 ? sizes_.beside() + cap_height(sizes_.tick) : beside;
  const double center = (top + bottom) / 2.0;
  const double reach = (bottom - top) / 2.0 + std::min(above, below);
  const double x = bar.colors.right() + sizes_.beside() + bar.column_width + label_gap();
  bar.label_room = 2.0 * reach;
  bar.label_anchor = {x + cap_height(sizes_.label), center};
  const int left = bar.colors.x - sizes_.line;
  const int highest = static_cast<int>(center - reach - 0.4 * sizes_.tick);
  bar.area = {
      left, highest,
      std::min(options_.width, static_cast<int>(std::ceil(x + text_height(sizes_.label)))) - left,
      static_cast<int>(center + reach + 0.4 * sizes_.tick) - highest};
}

/// The first heat map of a row.
const PanelLayout& LayoutBuilder::first_of(int row) const {
  return out_.panels[static_cast<std::size_t>(row) * static_cast<std::size_t>(columns())];
}

int LayoutBuilder::block_bottom() const { return first_of(rows() - 1).plot.bottom(); }

/// Where the heat maps and their colour bars end.
int LayoutBuilder::right_end() const {
  int end = 0;
  for (const PanelLayout& panel : out_.panels) {
    end = std::max(end, panel.plot.right());
  }
  for (const BarLayout& bar : out_.bars) {
    end = std::max(end, bar.colors.right());
  }
  return end;
}

// Text beside the heat maps.

/// Left-aligned with the heat maps, further left as far as a long line needs it.
void LayoutBuilder::place_header() {
  for (std::vector<PlacedText>* lines : {&out_.title, &out_.subtitle}) {
    double left = out_.panels.front().plot.x;
    for (const PlacedText& line : *lines) {
      left = std::min(left, options_.width - sizes_.margin - text_width(line.text, line.size));
    }
    for (PlacedText& line : *lines) {
      line.anchor.x = std::max<double>(sizes_.margin, left);
      line.anchor.y += even_down(out_.spare_height / 2);
    }
  }
}

void LayoutBuilder::place_captions() {
  for (std::size_t p = 0; p < out_.panels.size(); ++p) {
    PanelLayout& panel = out_.panels[p];
    const double room = panel.plot.width + 0.4 * panel_gap_;
    const FittedText fitted =
        fit_text(options_.panels[p].caption, "", sizes_.label, smallest_of(sizes_.label), room);
    const double y = panel.plot.y - sizes_.line - 0.35 * sizes_.label - descent(sizes_.label);
    panel.caption = {fitted.text, {static_cast<double>(panel.plot.x), y}, fitted.size};
  }
}

PlacedText LayoutBuilder::axis_label(const Label& label, int exponent, Point anchor,
                                     double room) const {
  const FittedText fitted =
      fit_text(label.name, label.suffix(exponent), sizes_.label, smallest_of(sizes_.label), room);
  return {fitted.text, anchor, fitted.size};
}

/// Numbers are within what neighbouring heat maps leave; one label is below all of them.
void LayoutBuilder::place_x_axis() {
  const PanelLayout& panel = out_.panels.front();
  const double beside = panel_gap_ / 2.0 - 0.25 * sizes_.tick;
  const double margin = sizes_.margin / 2.0;
  const bool one = columns() == 1;
  TickRoom axis;
  axis.ticks = [&](int count) { return axes_.x.ticks(count); };
  axis.pixel = [&](double value) { return panel.plot_x(axes_.x.position(value)); };
  axis.extent = [&](const Tick& tick) { return text_width(tick.label, sizes_.tick); };
  axis.gap = 0.8 * sizes_.tick;
  axis.first = one ? margin : std::max(margin, panel.plot.x - beside);
  axis.last = one ? options_.width - margin
                  : panel.plot.right() + std::min(beside, options_.width - margin - right_end());
  out_.x_ticks = fit_ticks(axis, most_ticks(panel.plot.width, 4.0 * sizes_.tick));

  const int last_column = std::min(columns(), static_cast<int>(out_.panels.size())) - 1;
  const double right = out_.panels[static_cast<std::size_t>(last_column)].plot.right();
  const double center = (panel.plot.x + right) / 2.0;
  const double baseline = block_bottom() + sizes_.beside() + cap_height(sizes_.tick) +
                          0.5 * sizes_.label + cap_height(sizes_.label);
  const bool beside_legend = options_.legend && legend_own_ == 0.0;
  const double end =
      options_.width - margin - (beside_legend ? usual_legend() + sizes_.label : 0.0);
  out_.x_label =
      axis_label(axes_.x.label(), out_.x_ticks.exponent, {center, baseline}, end - margin);
  // Off the centre only as far as a long text needs it.
  const double half = text_width(out_.x_label.text, out_.x_label.size) / 2.0;
  out_.x_label.anchor.x = std::max(margin + half, std::min(center, end - half));
}

void LayoutBuilder::place_y_label() {
  const double top = out_.panels.front().plot.y;
  const double center = (top + block_bottom()) / 2.0;
  const double above = caption_height() + 0.2 * sizes_.tick;
  const double below = sizes_.beside() + cap_height(sizes_.tick);
  const double reach = (block_bottom() - top) / 2.0 + std::min(above, below);
  const double x = out_.panels.front().plot.x - sizes_.beside() - y_numbers_ - label_gap() -
                   descent(sizes_.label);
  out_.y_label = axis_label(axes_.y.label(), out_.y_ticks.exponent, {x, center}, 2.0 * reach);
}

/// Beside the x label if it has no row of its own; it ends where the colour bars end.
void LayoutBuilder::place_legend() {
  if (!options_.legend) {
    return;
  }
  LegendLayout& legend = out_.legend;
  const PlacedText& label = out_.x_label;
  const bool own_row = legend_own_ > 0.0;
  legend.baseline = own_row ? legend_own_ : label.anchor.y;
  legend.left = own_row ? sizes_.margin
                        : static_cast<int>(label.anchor.x + sizes_.label +
                                           text_width(label.text, label.size) / 2.0);
  const int wanted = legend.left + static_cast<int>(usual_legend());
  legend.right = std::min(options_.width - sizes_.margin / 2, std::max(right_end(), wanted));
  const int reach = legend_swatch(sizes_.tick);
  const int middle = static_cast<int>(legend.baseline - cap_height(sizes_.tick) / 2.0);
  legend.area = {legend.left - sizes_.line, middle - reach,
                 options_.width - legend.left + sizes_.line, 2 * reach};
}

void LayoutBuilder::place_timeline() {
  if (!options_.timeline) {
    return;
  }
  out_.timeline_left = out_.panels.front().plot.x;
  out_.timeline_right = right_end();
  TickRoom room;
  room.ticks = [&](int count) { return written_out(axes_.t.ticks(count)); };
  room.pixel = [&](double value) { return out_.timeline_x(axes_.t, axes_.t.position(value)); };
  room.extent = [&](const Tick& tick) { return text_width(tick.label, sizes_.tick); };
  room.gap = sizes_.tick;
  room.first = sizes_.margin / 2.0;
  room.last = options_.width - sizes_.margin / 2.0;
  const int length = out_.timeline_right - out_.timeline_left;
  out_.t_ticks = fit_ticks(room, most_ticks(length, 4.0 * sizes_.tick));
  place_t_name();
}

/// The swept parameter's name before " = value": with its long name if there is room. One size
/// for the whole movie.
void LayoutBuilder::place_t_name() {
  const std::int64_t frames = axes_.t.axis().size();
  constexpr std::int64_t most_samples = 500;
  std::string longest;
  for (std::int64_t k = 0; k < frames; k += 1 + frames / most_samples) {
    const std::string text = timeline_value(axes_.t, k);
    if (text_width(text, sizes_.label) > text_width(longest, sizes_.label)) {
      longest = text;
    }
  }
  const double counter = text_width(frame_counter(frames - 1, frames), sizes_.tick);
  const double end = out_.timeline_right - counter - 2.0 * sizes_.label;
  const double room = end - sizes_.margin;
  std::string name = axes_.t.label().name;
  if (text_width(name + longest, sizes_.label) > end - out_.timeline_left) {
    name = axes_.t.short_name();
  }
  const FittedText fitted = fit_text(name, longest, sizes_.label, smallest_of(sizes_.label), room);
  const bool named = fitted.text.ends_with(longest);
  out_.t_name.text = named ? fitted.text.substr(0, fitted.text.size() - longest.size()) : "";
  out_.t_name.size = fitted.size;
  // Further left than the timeline only as far as a long text needs it.
  const double latest = end - text_width(out_.t_name.text + longest, fitted.size);
  out_.t_name.anchor.x =
      std::max<double>(sizes_.margin, std::min<double>(out_.timeline_left, latest));
  out_.t_room = end - out_.t_name.anchor.x;
}

}  // namespace heatreel::render
