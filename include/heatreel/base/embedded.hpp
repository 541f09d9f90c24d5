// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string_view>

namespace heatreel::base {

/// A file that was built into the binary (see cmake/HeatreelEmbed.cmake).
struct EmbeddedFile {
  std::string_view name;   ///< file name without folder
  std::string_view bytes;  ///< its content
};

/// The model files below share/models.
std::span<const EmbeddedFile> embedded_models();

/// The font that all text is drawn with.
std::span<const EmbeddedFile> embedded_fonts();

/// The parts of the page that `heatreel explore` makes, below share/explore: modules come after
/// those that they import.
std::span<const EmbeddedFile> embedded_explore();

/// The colour tables below share/colormaps.
std::span<const EmbeddedFile> embedded_colormaps();

}  // namespace heatreel::base
