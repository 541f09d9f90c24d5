// SPDX-License-Identifier: GPL-3.0-or-later
#include "tick_fit.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "heatreel/render/layout.hpp"

namespace heatreel::render {

BarText bar_text(const PictureSizes& sizes, const BarLayout& bar,
                 const std::optional<ValueScale>& scale, const PanelOptions& panel) {
  TickRoom room;
  room.ticks = [&](int count) { return scale ? scale->ticks(count) : TickSet{}; };
  room.pixel = [&](double value) { return bar.y(scale->position(value)); };
  room.extent = [&](const Tick&) { return cap_height(sizes.tick); };
  room.gap = 0.6 * sizes.tick;
  room.first = 0.0;
  room.last = bar.area.bottom();
  BarText text;
  text.ticks = fit_ticks(room, most_ticks(bar.colors.height, 3.0 * sizes.tick));
  std::erase_if(text.ticks.major, [&](const Tick& tick) {
    return text_width(tick.label, sizes.tick) > bar.column_width;
  });
  const Label label = Label::parse(panel.label);
  const std::string note = panel.note.empty() ? "" : fmt::format(", {}", panel.note);
  const FittedText fitted = fit_text(label.name, label.suffix(text.ticks.exponent) + note,
                                     sizes.label, smallest_of(sizes.label), bar.label_room);
  text.label = {fitted.text, bar.label_anchor, fitted.size};
  return text;
}

}  // namespace heatreel::render
