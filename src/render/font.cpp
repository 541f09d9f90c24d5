// SPDX-License-Identifier: GPL-3.0-or-later
#include "font.hpp"

#include <cairo-ft.h>

#include "heatreel/base/contract.hpp"
#include "heatreel/base/embedded.hpp"
#include "heatreel/base/error.hpp"

namespace heatreel::render {

namespace {

cairo_font_face_t* load_font() {
  HEATREEL_REQUIRE(!base::embedded_fonts().empty());
  const auto& file = base::embedded_fonts().front();
  FT_Library library = nullptr;
  FT_Face face = nullptr;
  FT_Error error = FT_Init_FreeType(&library);
  if (error == 0) {
    error = FT_New_Memory_Face(library, reinterpret_cast<const FT_Byte*>(file.bytes.data()),
                               static_cast<FT_Long>(file.bytes.size()), 0, &face);
  }
  if (error != 0) {
    throw base::RuntimeError(
        {"the built-in font cannot be read", "FreeType's error " + std::to_string(error), ""});
  }
  // A face of our own, so that Cairo never asks fontconfig for one.
  return cairo_ft_font_face_create_for_ft_face(face, FT_LOAD_NO_HINTING);
}

}  // namespace

cairo_font_face_t* built_in_font() {
  static cairo_font_face_t* const font = load_font();
  return font;
}

cairo_font_options_t* create_font_options() {
  cairo_font_options_t* options = cairo_font_options_create();
  cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
  cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_subpixel_order(options, CAIRO_SUBPIXEL_ORDER_DEFAULT);
  return options;
}

}  // namespace heatreel::render
