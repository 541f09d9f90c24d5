// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/render/canvas.hpp"

#include "font.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>

#include <cairo.h>

#include "heatreel/base/contract.hpp"
#include "heatreel/base/text.hpp"

namespace heatreel::render {

namespace {

struct Release {
  void operator()(cairo_t* context) const { cairo_destroy(context); }
  void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
  void operator()(cairo_scaled_font_t* font) const { cairo_scaled_font_destroy(font); }
  void operator()(cairo_font_options_t* options) const { cairo_font_options_destroy(options); }
};
template <class T>
using Handle = std::unique_ptr<T, Release>;

/// Text is measured at this size and scaled: without hinting, widths are proportional to the size.
constexpr double measuring_size = 1000.0;

cairo_scaled_font_t* measuring_font() {
  static const Handle<cairo_scaled_font_t> font = [] {
    const Handle<cairo_font_options_t> options(create_font_options());
    cairo_matrix_t size;
    cairo_matrix_t identity;
    cairo_matrix_init_scale(&size, measuring_size, measuring_size);
    cairo_matrix_init_identity(&identity);
    return Handle<cairo_scaled_font_t>(
        cairo_scaled_font_create(built_in_font(), &size, &identity, options.get()));
  }();
  return font.get();
}

/// `text` without its last code point.
std::string_view without_last(std::string_view text) {
  std::size_t end = text.size() - 1;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) {
    --end;
  }
  return text.substr(0, end);
}

}  // namespace

double text_width(std::string_view text, double size) {
  cairo_text_extents_t extents;
  cairo_scaled_font_text_extents(measuring_font(), base::printable(text).c_str(), &extents);
  return extents.x_advance * size / measuring_size;
}

FittedText fit_text(std::string_view text, std::string_view suffix, double size, double min_size,
                    double max_width) {
  const std::string safe = base::printable(text);
  const std::string tail = base::printable(suffix);
  const double width = text_width(safe + tail, size);
  if (width <= max_width) {
    return {safe + tail, size};
  }
  const double smaller = std::max(min_size, size * max_width / width);
  std::string_view kept = safe;
  while (!kept.empty()) {
    const std::string whole =
        kept.size() == safe.size() ? safe + tail : std::string(base::trim(kept)) + "…" + tail;
    if (text_width(whole, smaller) <= max_width) {
      return {whole, smaller};
    }
    kept = without_last(kept);
  }
  return tail.empty() ? FittedText{"", smaller} : fit_text(tail, "", smaller, smaller, max_width);
}

class Canvas::Impl {
 public:
  explicit Impl(Picture& picture)
      : surface_(cairo_image_surface_create_for_data(picture.pixels.data(), CAIRO_FORMAT_RGB24,
                                                     picture.width, picture.height,
                                                     static_cast<int>(picture.stride()))),
        context_(cairo_create(surface_.get())) {
    HEATREEL_REQUIRE(picture.pixels.size() ==
                     picture.stride() * static_cast<std::size_t>(picture.height));
    const Handle<cairo_font_options_t> options(create_font_options());
    cairo_set_font_options(context_.get(), options.get());
    cairo_set_font_face(context_.get(), built_in_font());
    HEATREEL_REQUIRE(cairo_status(context_.get()) == CAIRO_STATUS_SUCCESS);
  }

  /// Cairo's context, ready to draw in `color`. Pixels may have been written past Cairo meanwhile.
  cairo_t* begin(Rgb color) {
    constexpr double full = 255.0;
    cairo_surface_mark_dirty(surface_.get());
    cairo_set_source_rgb(context_.get(), color.red / full, color.green / full, color.blue / full);
    return context_.get();
  }

  void end() { cairo_surface_flush(surface_.get()); }

 private:
  Handle<cairo_surface_t> surface_;
  Handle<cairo_t> context_;
};

Canvas::Canvas(Picture& picture) : impl_(std::make_unique<Impl>(picture)) {}
Canvas::~Canvas() = default;

void Canvas::fill(const Rect& rect, Rgb color) {
  cairo_t* context = impl_->begin(color);
  cairo_rectangle(context, rect.x, rect.y, rect.width, rect.height);
  cairo_fill(context);
  impl_->end();
}

void Canvas::frame(const Rect& rect, int thickness, Rgb color) {
  const int t = thickness;
  const int width = rect.width + 2 * t;
  fill({rect.x - t, rect.y - t, width, t}, color);
  fill({rect.x - t, rect.bottom(), width, t}, color);
  fill({rect.x - t, rect.y, t, rect.height}, color);
  fill({rect.right(), rect.y, t, rect.height}, color);
}

void Canvas::disc(Point center, double radius, Rgb color) {
  cairo_t* context = impl_->begin(color);
  cairo_new_path(context);
  cairo_arc(context, center.x, center.y, radius, 0.0, 2.0 * std::numbers::pi);
  cairo_fill(context);
  impl_->end();
}

void Canvas::polygon(std::span<const Point> corners, Rgb fill, double line, Rgb outline) {
  cairo_t* context = impl_->begin(fill);
  cairo_new_path(context);
  for (const Point& corner : corners) {
    cairo_line_to(context, corner.x, corner.y);
  }
  cairo_close_path(context);
  cairo_fill_preserve(context);
  impl_->begin(outline);
  cairo_set_line_width(context, line);
  cairo_stroke(context);
  impl_->end();
}

void Canvas::segments(std::span<const Point> ends, double thickness, Rgb color) {
  HEATREEL_REQUIRE(ends.size() % 2 == 0);
  cairo_t* context = impl_->begin(color);
  cairo_new_path(context);
  cairo_set_line_width(context, thickness);
  cairo_set_line_cap(context, CAIRO_LINE_CAP_ROUND);
  for (std::size_t i = 0; i < ends.size(); i += 2) {
    cairo_move_to(context, ends[i].x, ends[i].y);
    cairo_line_to(context, ends[i + 1].x, ends[i + 1].y);
  }
  cairo_stroke(context);
  impl_->end();
}

void Canvas::text(std::string_view text, Point anchor, const TextStyle& style) {
  const std::string safe = base::printable(text);
  const double share = style.align == Align::left ? 0.0 : style.align == Align::center ? 0.5 : 1.0;
  cairo_t* context = impl_->begin(style.color);
  cairo_save(context);
  cairo_translate(context, anchor.x, anchor.y);
  if (style.direction == Direction::upward) {
    cairo_rotate(context, -std::numbers::pi / 2.0);
  }
  cairo_set_font_size(context, style.size);
  cairo_move_to(context, share > 0.0 ? -share * text_width(safe, style.size) : 0.0, 0.0);
  cairo_show_text(context, safe.c_str());
  cairo_new_path(context);
  cairo_restore(context);
  HEATREEL_REQUIRE(cairo_status(context) == CAIRO_STATUS_SUCCESS);
  impl_->end();
}

}  // namespace heatreel::render
