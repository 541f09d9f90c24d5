// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "heatreel/movie/picture_plan.hpp"
#include "heatreel/render/number_text.hpp"
#include "heatreel/render/percentiles.hpp"

namespace heatreel::movie {

namespace {

using store::ValueRange;

/// Digits of a value in a sentence or in a picture's note.
constexpr int digits = 3;

render::ColorMap map_of(const Field& field, const config::MovieOptions& options) {
  if (options.own_map) {
    return *options.own_map;
  }
  const std::string standard = field.is_difference() ? "vik" : "viridis";
  return render::ColorMap::named(options.colormap.empty() ? standard : options.colormap);
}

/// The value that gets the colour in the middle.
std::optional<double> center_of(const Field& field, const config::MovieOptions& options) {
  const std::string& name = field.variable().name;
  const bool around_zero = field.is_difference() &&
                           options.range.of(name).kind != config::RangeChoice::Kind::fixed &&
                           options.scale.of(name) != render::ScaleKind::log;
  const auto& center = options.center.of(name);
  return !center && around_zero ? 0.0 : center;
}

/// The smallest range that holds `range`, to the last bit, and has `center` in the middle of its
/// colours.
ValueRange widened(const ValueRange& range, double center, render::ScaleKind scale) {
  if (scale == render::ScaleKind::log) {
    if (range.max <= 0.0) {
      return range;
    }
    const double low = render::ValueScale(scale, range.min, range.max).low();
    const double factor = std::max(range.max / center, center / low);
    return {std::min(low, center / factor), std::max(range.max, center * factor)};
  }
  const double reach = std::max(std::abs(range.max - center), std::abs(range.min - center));
  return {std::min(range.min, center - reach), std::max(range.max, center + reach)};
}

std::optional<ValueRange> percentile_range(const Field& field, double low, double high) {
  render::Percentiles percentiles(low, high);
  scan(field, [&](const render::CellRows& rows) { percentiles.count(rows.values); });
  scan(field, [&](const render::CellRows& rows) { percentiles.refine(rows.values); });
  const auto found = percentiles.result();
  return found ? std::optional(ValueRange{found->first, found->second}) : std::nullopt;
}

/// Where most values lie, from a sample of rows of a few frames.
std::optional<ValueRange> usual_range(const Field& field) {
  constexpr std::int64_t most = 16;  // frames, and rows of each
  const auto& grid = field.layout().grid;
  render::Percentiles percentiles(1.0, 99.0);
  const auto sample = [&](const Field::Visit& visit) {
    for (std::int64_t k = 0; k < grid.frames(); k += 1 + grid.frames() / most) {
      for (std::int64_t row = 0; row < grid.y().size(); row += 1 + grid.y().size() / most) {
        field.read_rows(k, row, 1, visit);
      }
    }
  };
  sample([&](const render::CellRows& rows) { percentiles.count(rows.values); });
  sample([&](const render::CellRows& rows) { percentiles.refine(rows.values); });
  const auto found = percentiles.result();
  return found ? std::optional(ValueRange{found->first, found->second}) : std::nullopt;
}

/// A word about values that are far from all others and leave those one colour.
void mention_outliers(const Field& field, const ValueRange& all, render::ScaleKind kind,
                      ColorPlan& plan) {
  constexpr double little = 0.1;  // of the colours
  const render::ValueScale scale(kind, all.min, all.max);
  const auto usual = usual_range(field);
  if (usual && usual->min < usual->max &&
      scale.position(usual->max) - scale.position(usual->min) < little) {
    plan.words.push_back(
        fmt::format("most values lie between {:.3g} and {:.3g}, but the colours span {:.3g} to "
                    "{:.3g}; --range p1:p99 leaves outliers out",
                    usual->min, usual->max, all.min, all.max));
  }
}

/// What becomes of a log scale whose range reaches 0 or below.
void mention_cut(const ValueRange& asked, ColorPlan& plan) {
  const render::ValueScale scale(render::ScaleKind::log, asked.min, asked.max);
  if (asked.max <= 0.0) {
    plan.panel.note = "no value above 0";
    plan.words.emplace_back("there is no value above 0, so the log scale is drawn as a linear one");
  } else if (asked.min <= 0.0 && scale.kind() == render::ScaleKind::log) {
    plan.panel.color.under = true;
    plan.panel.note = fmt::format("cut at {}", render::value_text(scale.low(), digits));
    plan.words.push_back(
        fmt::format("a log scale cannot show the values down to {:.3g}: it is cut at {:.3g}, a "
                    "millionth of the largest; --scale symlog shows all",
                    asked.min, scale.low()));
  }
}

/// The range that was asked for; nothing if the field has no value.
std::optional<ValueRange> chosen_range(const Field& field, const config::RangeChoice& choice,
                                       const std::optional<ValueRange>& all) {
  using Kind = config::RangeChoice::Kind;
  switch (choice.kind) {
    case Kind::fixed:
      return ValueRange{choice.low, choice.high};
    case Kind::percentiles:
      return percentile_range(field, choice.low, choice.high);
    case Kind::automatic:
    case Kind::per_frame:
      break;
  }
  return all;
}

/// Lets a log scale begin where the solver's tolerance does not hide the values.
void end_at_noise(double noise, ValueRange& range, ColorPlan& plan) {
  const render::ValueScale whole(render::ScaleKind::log, range.min, range.max);
  if (whole.low() < noise && noise < range.max) {
    range.min = noise;
    plan.panel.note = fmt::format("tolerance {}", render::value_text(noise, digits));
    plan.words.push_back(
        fmt::format("values below {:.3g} are within the solver's tolerance, so the log scale ends "
                    "there; --range LO:HI shows them",
                    noise));
  }
}

/// The values at which lines are drawn.
std::vector<double> contour_levels(const config::ContourChoice& choice,
                                   const render::ColorOptions& color) {
  std::vector<double> levels = choice.levels;
  if (choice.automatic > 0 && color.low < color.high) {
    const render::ValueScale scale(color.scale, color.low, color.high);
    for (const render::Tick& tick : scale.ticks(std::max(2, choice.automatic)).major) {
      if (tick.value > scale.low() && tick.value < scale.high()) {
        levels.push_back(tick.value);
      }
    }
  }
  return levels;
}

/// Gives each frame a range of its own.
void scale_each_frame(const Field& field, std::optional<double> center, render::ScaleKind scale,
                      ColorPlan& plan) {
  plan.panel.note = "each frame its own scale";
  plan.panel.color.of_frame = [=](grid::FrameIndex frame) {
    auto range = field.range_of(frame);
    if (range && center) {
      range = widened(*range, *center, scale);
    }
    return range ? std::optional(std::pair(range->min, range->max)) : std::nullopt;
  };
}

}  // namespace

ColorPlan plan_colors(const Field& field, const config::MovieOptions& options, double noise) {
  using Kind = config::RangeChoice::Kind;
  const std::string& name = field.variable().name;
  const config::RangeChoice& choice = options.range.of(name);
  ColorPlan plan;
  plan.panel.label = field.label();
  render::ColorOptions& color = plan.panel.color;
  color.map = map_of(field, options);
  color.scale = options.scale.of(name);
  color.whole = field.is_count() && color.scale == render::ScaleKind::linear;
  const auto all = field.range();
  if (!all) {
    plan.words.emplace_back("no cell has a value");
  } else if (all->min == all->max) {
    plan.words.push_back(fmt::format("all values are {:.6g}", all->min));
  }
  const auto center = center_of(field, options);
  // Without a single value there is nothing to scale: any range draws the same.
  color.no_value = !all;
  auto range = chosen_range(field, choice, all).value_or(ValueRange{0.0, 0.0});
  if (center) {
    range = widened(range, *center, color.scale);
  }
  if (color.scale == render::ScaleKind::log && all && choice.kind == Kind::automatic && !center) {
    end_at_noise(noise, range, plan);
  }
  color.low = range.min;
  color.high = range.max;
  plan.panel.contours = contour_levels(options.contours.of(name), color);
  if (choice.kind == Kind::per_frame) {
    scale_each_frame(field, center, color.scale, plan);
    return plan;
  }
  color.under = all && all->min < range.min;
  color.over = all && all->max > range.max;
  if (color.scale == render::ScaleKind::log && all) {
    mention_cut(range, plan);
  }
  if (all && choice.kind == Kind::automatic) {
    mention_outliers(field, *all, color.scale, plan);
  }
  return plan;
}

}  // namespace heatreel::movie
