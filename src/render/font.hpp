// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cairo.h>

namespace heatreel::render {

/// The built-in font. It lives until the process ends, since Cairo keeps glyphs of it in caches of
/// its own.
/// \throws base::RuntimeError if FreeType cannot read it
cairo_font_face_t* built_in_font();

/// Options under which text looks the same everywhere: no hinting, grey antialiasing.
/// The caller destroys them.
cairo_font_options_t* create_font_options();

}  // namespace heatreel::render
