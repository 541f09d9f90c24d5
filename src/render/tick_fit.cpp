// SPDX-License-Identifier: GPL-3.0-or-later
#include "tick_fit.hpp"

#include <algorithm>
#include <cstdlib>

#include "heatreel/render/canvas.hpp"

namespace heatreel::render {

namespace {

/// A label's ends along its axis.
struct Span {
  double begin;
  double end;
};

Span span_of(const TickRoom& room, const Tick& tick) {
  const double center = room.pixel(tick.value);
  const double half = room.extent(tick) / 2.0;
  return {center - half, center + half};
}

bool collide(const Span& a, const Span& b, double gap) {
  return a.begin < b.end + gap && b.begin < a.end + gap;
}

/// The ticks whose labels are inside and collide with none before them.
std::vector<Tick> readable(const TickRoom& room, const std::vector<Tick>& ticks) {
  std::vector<Tick> kept;
  for (const Tick& tick : ticks) {
    const Span span = span_of(room, tick);
    const bool inside = span.begin >= room.first && span.end <= room.last;
    if (inside && (kept.empty() || !collide(span, span_of(room, kept.back()), room.gap))) {
      kept.push_back(tick);
    }
  }
  return kept;
}

}  // namespace

TickSet fit_ticks(const TickRoom& room, int most) {
  constexpr int fewest = 2;
  TickSet set;
  for (int count = std::max(most, fewest); count >= fewest; --count) {
    set = room.ticks(count);
    if (readable(room, set.major).size() == set.major.size()) {
      return set;
    }
  }
  set.major = readable(room, set.major);
  return set;
}

int most_ticks(int extent, double spacing) {
  return std::clamp(static_cast<int>(extent / spacing), 4, 12);
}

double widest_label(const TickSet& ticks, double size) {
  double widest = 0.0;
  for (const Tick& tick : ticks.major) {
    widest = std::max(widest, text_width(tick.label, size));
  }
  return widest;
}

}  // namespace heatreel::render
