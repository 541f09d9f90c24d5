// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/base/digest.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include <zlib.h>

namespace heatreel::base {

static_assert(std::endian::native == std::endian::little,
              "stored values are little-endian; a big-endian build would have to swap them first");

template <class Value>
Digest digest_of(std::span<const Value> values) {
  Digest digest;
  digest.bytes = values.size_bytes();
  digest.crc = static_cast<std::uint32_t>(
      crc32_z(0, reinterpret_cast<const Bytef*>(values.data()), values.size_bytes()));
  for (const Value value : values) {
    const auto number = static_cast<double>(value);
    if (std::isfinite(number)) {
      digest.min = std::min(digest.min, number);
      digest.max = std::max(digest.max, number);
    }
  }
  return digest;
}

template Digest digest_of<float>(std::span<const float>);
template Digest digest_of<double>(std::span<const double>);
template Digest digest_of<std::int8_t>(std::span<const std::int8_t>);

Digest join(const Digest& left, const Digest& right) {
  Digest whole;
  whole.crc = static_cast<std::uint32_t>(
      crc32_combine(left.crc, right.crc, static_cast<z_off_t>(right.bytes)));
  whole.bytes = left.bytes + right.bytes;
  whole.min = std::min(left.min, right.min);
  whole.max = std::max(left.max, right.max);
  return whole;
}

}  // namespace heatreel::base
