// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/render/canvas.hpp"

#include "font.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <optional>
#include <string>

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <cairo.h>
#include <fmt/format.h>

#include "heatreel/base/contract.hpp"
#include "heatreel/base/error.hpp"
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

cairo_scaled_font_t* measuring_font(cairo_font_face_t* face) {
  static std::map<cairo_font_face_t*, Handle<cairo_scaled_font_t>> fonts;
  Handle<cairo_scaled_font_t>& font = fonts[face];
  if (!font) {
    const Handle<cairo_font_options_t> options(create_font_options());
    cairo_matrix_t size;
    cairo_matrix_t identity;
    cairo_matrix_init_scale(&size, measuring_size, measuring_size);
    cairo_matrix_init_identity(&identity);
    font.reset(cairo_scaled_font_create(face, &size, &identity, options.get()));
  }
  return font.get();
}

double width_of(const FontRun& run, double size) {
  cairo_text_extents_t extents;
  cairo_scaled_font_text_extents(measuring_font(run.face), run.text.c_str(), &extents);
  return extents.x_advance * size / measuring_size;
}

/// `text` without its last code point.
std::string_view without_last(std::string_view text) {
  std::size_t end = text.size() - 1;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) {
    --end;
  }
  return text.substr(0, end);
}

void set_color(cairo_t* context, Rgb color) {
  constexpr double full = 255.0;
  cairo_set_source_rgb(context, color.red / full, color.green / full, color.blue / full);
}

/// Fills line after line with as many words as fit; nothing if there are more than `most` lines.
std::optional<std::vector<std::string>> broken(std::string_view text, double size, double max_width,
                                               std::size_t most) {
  std::vector<std::string> lines(1);
  for (const std::string_view word : base::split(text, ' ')) {
    std::string& line = lines.back();
    const std::string longer = fmt::format("{}{}{}", line, line.empty() ? "" : " ", word);
    if (text_width(longer, size) <= max_width) {
      line = longer;
    } else if (!line.empty() && lines.size() < most && text_width(word, size) <= max_width) {
      lines.emplace_back(word);
    } else {
      return std::nullopt;
    }
  }
  return lines;
}

}  // namespace

PageFormat page_format_of(const std::string& path) {
  return path.ends_with(".svg") ? PageFormat::svg : PageFormat::pdf;
}

double text_width(std::string_view text, double size) {
  double width = 0.0;
  for (const FontRun& run : font_runs(base::printable(text))) {
    width += width_of(run, size);
  }
  return width;
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

std::vector<FittedText> wrap_text(std::string_view text, double size, double min_size,
                                  double max_width, std::size_t most_lines) {
  const std::string safe(base::trim(base::printable(text)));
  std::vector<FittedText> lines;
  if (safe.empty()) {
    return lines;
  }
  constexpr double step = 0.95;
  for (double smaller = size; smaller >= min_size; smaller *= step) {
    if (const auto parts = broken(safe, smaller, max_width, most_lines)) {
      for (const std::string& part : *parts) {
        lines.push_back({part, smaller});
      }
      return lines;
    }
  }
  // Whole lines as long as there are some, then one that is cut.
  std::string_view rest = safe;
  while (lines.size() + 1 < most_lines) {
    std::size_t end = rest.size();
    while (end != std::string_view::npos && end > 0 &&
           text_width(rest.substr(0, end), min_size) > max_width) {
      end = rest.rfind(' ', end - 1);
    }
    if (end == std::string_view::npos || end == 0) {
      break;
    }
    lines.push_back({std::string(rest.substr(0, end)), min_size});
    rest = base::trim(rest.substr(end));
  }
  lines.push_back(fit_text(rest, "", min_size, min_size, max_width));
  return lines;
}

namespace {

constexpr double points_an_inch = 72.0;

Handle<cairo_surface_t> surface_of(Picture& picture) {
  HEATREEL_REQUIRE(picture.pixels.size() ==
                   picture.stride() * static_cast<std::size_t>(picture.height));
  return Handle<cairo_surface_t>(
      cairo_image_surface_create_for_data(picture.pixels.data(), CAIRO_FORMAT_RGB24, picture.width,
                                          picture.height, static_cast<int>(picture.stride())));
}

Handle<cairo_surface_t> surface_of(const Page& page) {
  const double width = page.width * points_an_inch / page.dpi;
  const double height = page.height * points_an_inch / page.dpi;
  if (page.format == PageFormat::svg) {
    Handle<cairo_surface_t> svg(cairo_svg_surface_create(page.file.c_str(), width, height));
    cairo_svg_surface_set_document_unit(svg.get(), CAIRO_SVG_UNIT_PT);
    return svg;
  }
  Handle<cairo_surface_t> pdf(cairo_pdf_surface_create(page.file.c_str(), width, height));
  // No date: the same figure has the same bytes.
  cairo_pdf_surface_set_metadata(pdf.get(), CAIRO_PDF_METADATA_CREATE_DATE, "");
  cairo_pdf_surface_set_metadata(pdf.get(), CAIRO_PDF_METADATA_TITLE, page.title.c_str());
  cairo_pdf_surface_set_metadata(pdf.get(), CAIRO_PDF_METADATA_CREATOR, "heatreel");
  return pdf;
}

}  // namespace

class Canvas::Impl {
 public:
  Impl(Handle<cairo_surface_t> surface, double scale)
      : surface_(std::move(surface)), context_(cairo_create(surface_.get())) {
    cairo_scale(context_.get(), scale, scale);
    const Handle<cairo_font_options_t> options(create_font_options());
    cairo_set_font_options(context_.get(), options.get());
    HEATREEL_REQUIRE(cairo_status(context_.get()) == CAIRO_STATUS_SUCCESS);
  }

  /// Cairo's context, ready to draw in `color`. Pixels may have been written past Cairo meanwhile.
  cairo_t* begin(Rgb color) {
    if (cairo_surface_get_type(surface_.get()) == CAIRO_SURFACE_TYPE_IMAGE) {
      cairo_surface_mark_dirty(surface_.get());
    }
    set_color(context_.get(), color);
    return context_.get();
  }

  void end() {
    if (cairo_surface_get_type(surface_.get()) == CAIRO_SURFACE_TYPE_IMAGE) {
      cairo_surface_flush(surface_.get());
    }
  }

  /// Cairo's complaint, if there is one.
  cairo_status_t finish() {
    cairo_surface_finish(surface_.get());
    const cairo_status_t status = cairo_status(context_.get());
    return status == CAIRO_STATUS_SUCCESS ? cairo_surface_status(surface_.get()) : status;
  }

 private:
  Handle<cairo_surface_t> surface_;
  Handle<cairo_t> context_;
};

Canvas::Canvas(Picture& picture) : impl_(std::make_unique<Impl>(surface_of(picture), 1.0)) {}
Canvas::Canvas(const Page& page)
    : impl_(std::make_unique<Impl>(surface_of(page), points_an_inch / page.dpi)) {}
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

void Canvas::line(std::span<const Point> points, double thickness, Rgb color) {
  cairo_t* context = impl_->begin(color);
  cairo_new_path(context);
  cairo_set_line_width(context, thickness);
  cairo_set_line_cap(context, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND);
  for (const Point& point : points) {
    cairo_line_to(context, point.x, point.y);
  }
  cairo_stroke(context);
  impl_->end();
}

void Canvas::paste(const Picture& picture, const Rect& rect) {
  const std::size_t first =
      static_cast<std::size_t>(rect.y) * picture.stride() + static_cast<std::size_t>(rect.x) * 4;
  // Cairo wants a pointer to mutable pixels, but only reads them here.
  auto* pixels = const_cast<std::uint8_t*>(picture.pixels.data() + first);
  const Handle<cairo_surface_t> part(cairo_image_surface_create_for_data(
      pixels, CAIRO_FORMAT_RGB24, rect.width, rect.height, static_cast<int>(picture.stride())));
  cairo_t* context = impl_->begin({});
  cairo_set_source_surface(context, part.get(), rect.x, rect.y);
  cairo_pattern_set_filter(cairo_get_source(context), CAIRO_FILTER_NEAREST);
  cairo_rectangle(context, rect.x, rect.y, rect.width, rect.height);
  cairo_fill(context);
  cairo_set_source_rgb(context, 0.0, 0.0, 0.0);  // the pixels end here
  impl_->end();
}

void Canvas::finish() {
  if (const cairo_status_t status = impl_->finish(); status != CAIRO_STATUS_SUCCESS) {
    throw base::RuntimeError({"cannot draw the page", cairo_status_to_string(status), ""});
  }
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
  const std::vector<FontRun> runs = font_runs(safe);
  const double left = share > 0.0 ? -share * text_width(safe, style.size) : 0.0;
  const auto each = [&](auto draw) {
    double x = left;
    for (const FontRun& run : runs) {
      cairo_set_font_face(context, run.face);
      cairo_move_to(context, x, 0.0);
      draw(context, run.text.c_str());
      x += width_of(run, style.size);
    }
  };
  if (style.halo) {
    each(cairo_text_path);
    cairo_set_line_width(context, 0.3 * style.size);
    cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND);
    set_color(context, *style.halo);
    cairo_stroke(context);
    set_color(context, style.color);
  }
  each(cairo_show_text);
  cairo_new_path(context);
  cairo_restore(context);
  HEATREEL_REQUIRE(cairo_status(context) == CAIRO_STATUS_SUCCESS);
  impl_->end();
}

}  // namespace heatreel::render
