// SPDX-License-Identifier: GPL-3.0-or-later
#include "axis_words.hpp"

#include <fmt/format.h>

#include "heatreel/base/text.hpp"

namespace heatreel::app {

namespace {

const char* spacing_words(const grid::Axis& axis) {
  switch (axis.spacing()) {
    case grid::Spacing::log:
      return " on a log scale";
    case grid::Spacing::list:
      return " from a list";
    case grid::Spacing::linear:
      break;
  }
  return "";
}

}  // namespace

std::string axis_words(const grid::Axis& axis) {
  const std::string unit = axis.unit().empty() ? "" : " " + base::printable(axis.unit());
  return fmt::format("{} = {:g} ... {:g}{}, {} point{}{}", axis.name(), axis.front(), axis.back(),
                     unit, base::format_count(axis.size()), axis.size() == 1 ? "" : "s",
                     spacing_words(axis));
}

}  // namespace heatreel::app
