// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace heatreel::explore {

/// Packs a stream of bytes for a page: compressed (zlib's format, RFC 1950), then as base64.
class Packer {
 public:
  using Sink = std::function<void(std::string_view text)>;

  /// \param sink gets the text piece by piece
  explicit Packer(Sink sink);
  ~Packer();
  Packer(const Packer&) = delete;
  Packer& operator=(const Packer&) = delete;

  void write(std::span<const std::uint8_t> bytes);
  /// Hands out what is left. Nothing may be written after that.
  void finish();

 private:
  struct Deflate;

  void pump(int flush);
  void encode(std::span<const std::uint8_t> bytes);

  Sink sink_;
  std::unique_ptr<Deflate> deflate_;
  std::vector<std::uint8_t> left_;  ///< up to two bytes that are no group of three yet
};

/// Numbers in a form that compresses well: first the highest byte of each, then the next one, ….
/// share/explore/data.mjs undoes it.
/// \param bytes of a number: 4 (float) or 8 (double)
std::vector<std::uint8_t> byte_planes(std::span<const double> values, std::size_t bytes);

}  // namespace heatreel::explore
