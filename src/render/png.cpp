// SPDX-License-Identifier: GPL-3.0-or-later
#include <cerrno>
#include <system_error>

#include <cairo.h>
#include <fmt/format.h>

#include "heatreel/base/error.hpp"
#include "heatreel/base/pending_file.hpp"
#include "heatreel/base/text.hpp"
#include "heatreel/render/heatmap_renderer.hpp"

namespace heatreel::render {

void write_png(const Picture& picture, const std::string& path) {
  base::PendingFile file(path, "the picture");
  // Cairo wants a pointer to mutable pixels, but only reads them here.
  auto* pixels = const_cast<std::uint8_t*>(picture.pixels.data());
  cairo_surface_t* surface =
      cairo_image_surface_create_for_data(pixels, CAIRO_FORMAT_RGB24, picture.width, picture.height,
                                          static_cast<int>(picture.stride()));
  errno = 0;
  const cairo_status_t status = cairo_surface_write_to_png(surface, file.temporary().c_str());
  const int reason = errno;
  cairo_surface_destroy(surface);
  if (status != CAIRO_STATUS_SUCCESS) {
    throw base::RuntimeError({fmt::format("cannot write the picture '{}'", base::printable(path)),
                              reason != 0 ? std::generic_category().message(reason)
                                          : std::string(cairo_status_to_string(status)),
                              "Check that the disk has room."});
  }
  file.commit();
}

}  // namespace heatreel::render
