// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "heatreel/render/colormap.hpp"

namespace heatreel::render::theme {

inline constexpr Rgb background = {255, 255, 255};
inline constexpr Rgb ink = {34, 34, 34};       ///< text, axes
inline constexpr Rgb quiet = {105, 105, 105};  ///< subtitle, frame counter, small ticks
inline constexpr Rgb faint = {205, 205, 205};  ///< the timeline still to come

}  // namespace heatreel::render::theme
