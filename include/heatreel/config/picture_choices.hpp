// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace heatreel::config {

/// Range of values that the colours span.
struct RangeChoice {
  enum class Kind { automatic, fixed, percentiles, per_frame } kind = Kind::automatic;
  double low = 0.0;  ///< of a fixed range; of percentiles, 0 to 100
  double high = 0.0;
};

/// Values at which lines are drawn.
struct ContourChoice {
  std::vector<double> levels = {};
  int automatic = 0;  ///< about so many round values instead; 0: those of `levels`
};

/// Shape of a heat map.
struct AspectChoice {
  enum class Kind { by_unit, equal, free, fixed } kind = Kind::by_unit;
  double ratio = 1.0;  ///< width by height; of a fixed one
};

/// A setting of all metrics, and those that some metrics have of their own.
template <class Value>
struct PerMetric {
  Value usual = {};
  std::map<std::string, Value, std::less<>> own = {};  ///< by the variable's name, `P_period`

  const Value& of(std::string_view variable) const {
    const auto found = own.find(variable);
    return found == own.end() ? usual : found->second;
  }
};

/// Frames that a command line names.
struct FrameSpan {
  std::int64_t first = 0;
  std::int64_t last = 0;  ///< belongs to them
};
struct LastFrame {};  ///< the last complete one
struct EveryFrame {};
struct FrameAt {  ///< the one whose parameter is nearest to a value
  std::string parameter;
  double value = 0.0;
};
using FrameChoice = std::variant<FrameSpan, LastFrame, EveryFrame, FrameAt>;

/// A figure for a paper.
struct FigureOptions {
  std::string path;             ///< PDF, SVG or PNG; "" for none
  std::optional<double> width;  ///< mm; nothing: one column of a page, or two
  double font_size = 8.0;       ///< points
  int dpi = 600;                ///< of a PNG, and of the cells in the others
  int rows = 0;                 ///< of heat maps; 0: as suits
  int columns = 0;
};

}  // namespace heatreel::config
