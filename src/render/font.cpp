// SPDX-License-Identifier: GPL-3.0-or-later
#include "font.hpp"

#include <cstddef>
#include <list>
#include <map>
#include <optional>
#include <utility>

#include <cairo-ft.h>
#include <fontconfig/fontconfig.h>

#include "heatreel/base/contract.hpp"
#include "heatreel/base/embedded.hpp"
#include "heatreel/base/error.hpp"
#include "heatreel/base/text.hpp"
#include "heatreel/render/canvas.hpp"

namespace heatreel::render {

namespace {

/// A font with the means to ask for its glyphs.
struct Font {
  FT_Face glyphs = nullptr;
  cairo_font_face_t* face = nullptr;

  bool has(char32_t character) const { return FT_Get_Char_Index(glyphs, character) != 0; }
};

FT_Library freetype() {
  static FT_Library const library = [] {
    FT_Library made = nullptr;
    if (const FT_Error error = FT_Init_FreeType(&made); error != 0) {
      throw base::RuntimeError(
          {"no text can be drawn", "FreeType's error " + std::to_string(error), ""});
    }
    return made;
  }();
  return library;
}

/// A face of our own, so that Cairo never asks fontconfig for one.
Font font_of(FT_Face glyphs) {
  return {glyphs, cairo_ft_font_face_create_for_ft_face(glyphs, FT_LOAD_NO_HINTING)};
}

const Font& built_in_font() {
  static const Font font = [] {
    HEATREEL_REQUIRE(!base::embedded_fonts().empty());
    const auto& file = base::embedded_fonts().front();
    FT_Face face = nullptr;
    const FT_Error error =
        FT_New_Memory_Face(freetype(), reinterpret_cast<const FT_Byte*>(file.bytes.data()),
                           static_cast<FT_Long>(file.bytes.size()), 0, &face);
    if (error != 0) {
      throw base::RuntimeError(
          {"the built-in font cannot be read", "FreeType's error " + std::to_string(error), ""});
    }
    return font_of(face);
  }();
  return font;
}

/// The file and the index in it of a font with a character, as fontconfig says.
std::optional<std::pair<std::string, int>> file_with(char32_t character) {
  FcPattern* wanted = FcPatternCreate();
  FcCharSet* characters = FcCharSetCreate();
  FcCharSetAddChar(characters, character);
  FcPatternAddCharSet(wanted, FC_CHARSET, characters);
  FcPatternAddBool(wanted, FC_SCALABLE, FcTrue);
  FcPatternAddBool(wanted, FC_COLOR, FcFalse);
  FcConfigSubstitute(nullptr, wanted, FcMatchPattern);
  FcDefaultSubstitute(wanted);
  FcResult result = FcResultNoMatch;
  FcPattern* match = FcFontMatch(nullptr, wanted, &result);
  std::optional<std::pair<std::string, int>> found;
  FcChar8* file = nullptr;
  int index = 0;
  if (match != nullptr && FcPatternGetString(match, FC_FILE, 0, &file) == FcResultMatch) {
    FcPatternGetInteger(match, FC_INDEX, 0, &index);
    found.emplace(reinterpret_cast<const char*>(file), index);
  }
  if (match != nullptr) {
    FcPatternDestroy(match);
  }
  FcCharSetDestroy(characters);
  FcPatternDestroy(wanted);
  return found;
}

/// A font of the machine that has the character; null if there is none. Each is looked for once.
const Font* other_font(char32_t character) {
  static std::list<Font> fonts;
  static std::map<char32_t, const Font*> known;
  if (const auto found = known.find(character); found != known.end()) {
    return found->second;
  }
  const Font*& font = known[character];
  for (const Font& other : fonts) {
    if (other.has(character)) {
      return font = &other;
    }
  }
  const auto file = file_with(character);
  FT_Face face = nullptr;
  if (file && FT_New_Face(freetype(), file->first.c_str(), file->second, &face) == 0) {
    if (FT_Get_Char_Index(face, character) != 0) {
      fonts.push_back(font_of(face));
      return font = &fonts.back();
    }
    FT_Done_Face(face);
  }
  return nullptr;
}

/// The first character of UTF-8, and how many bytes it has.
std::pair<char32_t, std::size_t> first_character(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const std::size_t length = byte(0) < 0x80 ? 1 : byte(0) < 0xE0 ? 2 : byte(0) < 0xF0 ? 3 : 4;
  if (length == 1 || length > text.size()) {
    return {byte(0), 1};
  }
  char32_t character = byte(0) & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    character = character << 6U | (byte(i) & 0x3FU);
  }
  return {character, length};
}

/// The font that draws a character; null if none has it.
const Font* font_with(char32_t character) {
  return built_in_font().has(character) ? &built_in_font() : other_font(character);
}

}  // namespace

std::vector<FontRun> font_runs(std::string_view text) {
  std::vector<FontRun> runs;
  while (!text.empty()) {
    const auto [character, length] = first_character(text);
    const Font* font = font_with(character);
    cairo_font_face_t* face = (font != nullptr ? *font : built_in_font()).face;
    if (runs.empty() || runs.back().face != face) {
      runs.push_back({"", face});
    }
    runs.back().text += text.substr(0, length);
    text.remove_prefix(length);
  }
  return runs;
}

std::string without_glyphs(std::string_view text) {
  const std::string safe = base::printable(text);
  std::string missing;
  for (std::string_view rest = safe; !rest.empty();) {
    const auto [character, length] = first_character(rest);
    const std::string_view bytes = rest.substr(0, length);
    if (font_with(character) == nullptr && missing.find(bytes) == std::string::npos) {
      missing += bytes;
    }
    rest.remove_prefix(length);
  }
  return missing;
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
