// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <cairo.h>

namespace heatreel::render {

/// A piece of text whose glyphs are all of one font.
struct FontRun {
  std::string text;
  cairo_font_face_t* face = nullptr;
};

/// Cuts text where the font changes: the built-in one, or for characters that it does not have a
/// font of the machine, as fontconfig finds it. A character that no font has stays with the
/// built-in one, which draws a box. Fonts live until the process ends, since Cairo keeps glyphs of
/// them in caches of its own.
/// \param text valid UTF-8
/// \throws base::RuntimeError if FreeType cannot read the built-in font
std::vector<FontRun> font_runs(std::string_view text);

/// Options under which text looks the same everywhere: no hinting, grey antialiasing.
/// The caller destroys them.
cairo_font_options_t* create_font_options();

}  // namespace heatreel::render
