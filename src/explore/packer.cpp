// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/explore/packer.hpp"

#include <array>
#include <bit>
#include <utility>

#include <zlib.h>

#include "heatreel/base/contract.hpp"

namespace heatreel::explore {

namespace {

constexpr std::size_t piece = std::size_t{1} << 16;
constexpr std::size_t group = 3;  ///< bytes that make four characters
constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Whole groups, or the last bytes with padding.
std::string base64(std::span<const std::uint8_t> bytes) {
  std::string text;
  text.reserve((bytes.size() + 2) / group * 4);
  for (std::size_t i = 0; i < bytes.size(); i += group) {
    const std::size_t count = std::min(group, bytes.size() - i);
    std::uint32_t bits = 0;
    for (std::size_t k = 0; k < group; ++k) {
      bits = bits << 8U | (k < count ? bytes[i + k] : 0U);
    }
    for (std::size_t k = 0; k < 4; ++k) {
      text += k <= count ? alphabet[bits >> (18U - 6U * k) & 63U] : '=';
    }
  }
  return text;
}

}  // namespace

struct Packer::Deflate {
  z_stream stream{};
};

Packer::Packer(Sink sink) : sink_(std::move(sink)), deflate_(std::make_unique<Deflate>()) {
  HEATREEL_REQUIRE(deflateInit(&deflate_->stream, Z_DEFAULT_COMPRESSION) == Z_OK);
}

Packer::~Packer() { deflateEnd(&deflate_->stream); }

void Packer::write(std::span<const std::uint8_t> bytes) {
  // zlib counts in 32 bits.
  for (std::size_t first = 0; first < bytes.size(); first += piece) {
    const auto part = bytes.subspan(first, std::min(piece, bytes.size() - first));
    deflate_->stream.next_in = const_cast<Bytef*>(part.data());
    deflate_->stream.avail_in = static_cast<uInt>(part.size());
    pump(Z_NO_FLUSH);
  }
}

void Packer::finish() {
  deflate_->stream.avail_in = 0;
  pump(Z_FINISH);
  sink_(base64(left_));
  left_.clear();
}

void Packer::pump(int flush) {
  std::array<std::uint8_t, piece> out{};
  do {
    deflate_->stream.next_out = out.data();
    deflate_->stream.avail_out = static_cast<uInt>(out.size());
    HEATREEL_REQUIRE(deflate(&deflate_->stream, flush) != Z_STREAM_ERROR);
    encode({out.data(), out.size() - deflate_->stream.avail_out});
  } while (deflate_->stream.avail_out == 0);
}

void Packer::encode(std::span<const std::uint8_t> bytes) {
  left_.insert(left_.end(), bytes.begin(), bytes.end());
  const std::size_t whole = left_.size() - left_.size() % group;
  if (whole > 0) {
    sink_(base64({left_.data(), whole}));
    left_.erase(left_.begin(), left_.begin() + static_cast<std::ptrdiff_t>(whole));
  }
}

std::vector<std::uint8_t> byte_planes(std::span<const double> values, std::size_t bytes) {
  std::vector<std::uint8_t> planes(values.size() * bytes);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::uint64_t bits = bytes == sizeof(float)
                                   ? std::bit_cast<std::uint32_t>(static_cast<float>(values[i]))
                                   : std::bit_cast<std::uint64_t>(values[i]);
    for (std::size_t byte = 0; byte < bytes; ++byte) {
      planes[byte * values.size() + i] =
          static_cast<std::uint8_t>(bits >> (8 * (bytes - 1 - byte)));
    }
  }
  return planes;
}

}  // namespace heatreel::explore
