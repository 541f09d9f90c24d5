// SPDX-License-Identifier: GPL-3.0-or-later
#include <cairo.h>
#include <fmt/format.h>

#include "heatreel/base/error.hpp"
#include "heatreel/render/heatmap_renderer.hpp"

namespace heatreel::render {

void write_png(const Picture& picture, const std::string& path) {
  // Cairo wants a pointer to mutable pixels, but only reads them here.
  auto* pixels = const_cast<std::uint8_t*>(picture.pixels.data());
  cairo_surface_t* surface =
      cairo_image_surface_create_for_data(pixels, CAIRO_FORMAT_RGB24, picture.width, picture.height,
                                          static_cast<int>(picture.stride()));
  const cairo_status_t status = cairo_surface_write_to_png(surface, path.c_str());
  cairo_surface_destroy(surface);
  if (status != CAIRO_STATUS_SUCCESS) {
    throw base::RuntimeError({fmt::format("the picture {} cannot be written", path),
                              cairo_status_to_string(status),
                              "Check that the folder exists, may be written and has room."});
  }
}

}  // namespace heatreel::render
