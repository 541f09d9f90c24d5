// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <limits>
#include <span>

namespace heatreel::base {

/// Checksum and value range of a run of stored values. Digests of neighbouring runs join into the
/// digest of the whole, so a frame's checksum comes from the ranks that computed its pieces, not
/// from what a disk gave back.
struct Digest {
  std::uint32_t crc = 0;    ///< CRC-32 (IEEE 802.3, as zlib) of the stored bytes, little-endian
  std::uint64_t bytes = 0;  ///< how many bytes it covers
  double min = std::numeric_limits<double>::infinity();   ///< smallest finite value; +inf if none
  double max = -std::numeric_limits<double>::infinity();  ///< largest finite value; -inf if none

  bool operator==(const Digest&) const = default;
};

/// Digest of stored values; float, double or int8_t.
template <class Value>
Digest digest_of(std::span<const Value> values);

/// Digest of `left` followed directly by `right`.
Digest join(const Digest& left, const Digest& right);

}  // namespace heatreel::base
