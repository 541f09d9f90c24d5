// SPDX-License-Identifier: GPL-3.0-or-later
#include <cerrno>
#include <cmath>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <system_error>

#include <cairo.h>
#include <fmt/format.h>
#include <zlib.h>

#include "heatreel/base/error.hpp"
#include "heatreel/base/pending_file.hpp"
#include "heatreel/base/text.hpp"
#include "heatreel/render/heatmap_renderer.hpp"

namespace heatreel::render {

namespace {

/// A number as PNG stores it, the highest byte first.
std::string big_endian(std::uint32_t number) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) {
    bytes += static_cast<char>(number >> static_cast<unsigned>(shift) & 0xFFU);
  }
  return bytes;
}

/// Puts a pHYs chunk (PNG specification, 11.3.5.3) behind the header, which takes 33 bytes.
void add_resolution(const std::string& path, int dpi) {
  constexpr std::size_t header = 33;
  constexpr double inches_a_metre = 1.0 / 0.0254;
  std::ifstream in(path, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(in), {}};
  const std::string pixels =
      big_endian(static_cast<std::uint32_t>(std::lround(dpi * inches_a_metre)));
  const std::string chunk = "pHYs" + pixels + pixels + '\x01';
  const auto crc = static_cast<std::uint32_t>(
      crc32(0, reinterpret_cast<const Bytef*>(chunk.data()), static_cast<uInt>(chunk.size())));
  bytes.insert(header, big_endian(9) + chunk + big_endian(crc));
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out << bytes;
  out.close();
  if (!out) {
    throw base::RuntimeError(
        {"cannot write the figure", std::generic_category().message(errno), ""});
  }
}

}  // namespace

void write_png(const Picture& picture, const std::string& path, int dpi) {
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
  if (dpi > 0) {
    add_resolution(file.temporary(), dpi);
  }
  file.commit();
}

}  // namespace heatreel::render
