// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "heatreel/render/colormap.hpp"
#include "heatreel/render/picture.hpp"

namespace heatreel::render {

/// A rectangle of whole pixels, from the top left corner.
struct Rect {
  int x = 0;
  int y = 0;
  int width = 0;
  int height = 0;
  int right() const { return x + width; }
  int bottom() const { return y + height; }
};

struct Point {
  double x = 0.0;
  double y = 0.0;
};

enum class Align { left, center, right };
/// upward is read from bottom to top.
enum class Direction { across, upward };

struct TextStyle {
  double size = 12.0;  ///< pixels an em
  Rgb color;
  Align align = Align::left;
  Direction direction = Direction::across;
  std::optional<Rgb> halo = std::nullopt;  ///< around the letters
};

/// The characters of a text, each once, that neither the built-in font nor one of the machine has.
std::string without_glyphs(std::string_view text);

/// Width of a line of text in pixels.
double text_width(std::string_view text, double size);

/// Height of capitals and digits, and depth of letters such as 'g', in the built-in font.
inline double cap_height(double size) { return 0.729 * size; }
inline double descent(double size) { return 0.236 * size; }

/// A line of text and the size that make it fit.
struct FittedText {
  std::string text;
  double size = 0.0;
};

/// Fits `text` + `suffix` into max_width: first by a smaller size, down to min_size, then by an
/// ellipsis at the end of `text`; the suffix (such as a unit) goes last.
FittedText fit_text(std::string_view text, std::string_view suffix, double size, double min_size,
                    double max_width);

/// `text` in at most `most_lines` lines, broken between words; then by a smaller size, down to
/// min_size, and then cut as by fit_text(). No line for no text.
std::vector<FittedText> wrap_text(std::string_view text, double size, double min_size,
                                  double max_width, std::size_t most_lines);

enum class PageFormat { pdf, svg };

/// That of FILE.svg, or else of FILE.pdf.
PageFormat page_format_of(const std::string& path);

/// A page of vector graphics, in pixels as a picture.
struct Page {
  std::string file;
  PageFormat format = PageFormat::pdf;
  int width = 0;
  int height = 0;
  double dpi = 72.0;  ///< pixels an inch
  std::string title = {};
};

/// Draws text and flat shapes into a picture, which must outlive it and keep its size, or onto a
/// page. Text is in the built-in font, without hinting; a font of the machine draws only characters
/// that it does not have. Font settings of the machine have no effect.
class Canvas {
 public:
  explicit Canvas(Picture& picture);
  explicit Canvas(const Page& page);
  ~Canvas();
  Canvas(const Canvas&) = delete;
  Canvas& operator=(const Canvas&) = delete;

  void fill(const Rect& rect, Rgb color);
  /// Frame of the given thickness around the outside of `rect`.
  void frame(const Rect& rect, int thickness, Rgb color);
  void disc(Point center, double radius, Rgb color);
  /// A filled shape with an outline centred on its edges.
  void polygon(std::span<const Point> corners, Rgb fill, double line, Rgb outline);
  /// Straight lines from each even point to the odd one after it.
  void segments(std::span<const Point> ends, double thickness, Rgb color);
  /// A line through points, with round corners.
  void line(std::span<const Point> points, double thickness, Rgb color);
  /// Puts a part of a picture in the same place of a page.
  void paste(const Picture& picture, const Rect& rect);
  /// Ends a page's file. \throws base::RuntimeError with Cairo's reason
  void finish();
  /// \param anchor on the text's base line
  void text(std::string_view text, Point anchor, const TextStyle& style);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace heatreel::render
