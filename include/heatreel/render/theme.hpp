// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "heatreel/render/colormap.hpp"

namespace heatreel::render {

/// Colours of everything that does not show a value.
struct Theme {
  Rgb background;
  Rgb ink;              ///< text, axes
  Rgb quiet;            ///< subtitle, frame counter, small ticks
  Rgb faint;            ///< the timeline still to come
  Rgb missing;          ///< cells without a value …
  Rgb missing_instead;  ///< … where the colour map itself has that colour

  static Theme light() {
    return {{255, 255, 255}, {34, 34, 34},       {105, 105, 105},
            {205, 205, 205}, {0xBD, 0xBD, 0xBD}, {0xE3, 0xB5, 0xB0}};
  }
  static Theme dark() {
    return {{18, 18, 20}, {232, 232, 232},    {160, 160, 160},
            {70, 70, 74}, {0x80, 0x80, 0x80}, {0x96, 0x62, 0x5C}};
  }
};

/// Contour lines lie on any colour of a map, so they are dark within a light seam.
inline constexpr Rgb contour_color = {24, 24, 24};
inline constexpr Rgb contour_halo = {236, 236, 236};

}  // namespace heatreel::render
