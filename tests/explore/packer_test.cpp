// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/explore/packer.hpp"

#include <limits>
#include <string>

#include <gtest/gtest.h>
#include <zlib.h>

namespace heatreel::explore {
namespace {

using Bytes = std::vector<std::uint8_t>;

/// RFC 4648.
Bytes from_base64(const std::string& text) {
  const std::string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  EXPECT_EQ(text.size() % 4, 0U);
  Bytes bytes;
  std::uint32_t bits = 0;
  unsigned count = 0;
  for (const char c : text.substr(0, text.find('='))) {
    bits = bits << 6U | static_cast<std::uint32_t>(alphabet.find(c));
    count += 6;
    if (count >= 8) {
      count -= 8;
      bytes.push_back(static_cast<std::uint8_t>(bits >> count));
    }
  }
  return bytes;
}

Bytes inflated(const Bytes& packed, std::size_t size) {
  Bytes plain(size + 1);
  uLongf length = plain.size();
  EXPECT_EQ(uncompress(plain.data(), &length, packed.data(), packed.size()), Z_OK);
  plain.resize(length);
  return plain;
}

TEST(Packer, GivesBackWhatItGotInPieces) {
  for (const std::size_t size : {0U, 1U, 2U, 3U, 1000U, 300'001U}) {
    Bytes bytes(size);
    std::uint32_t random = 1;
    for (std::uint8_t& byte : bytes) {
      random = random * 1664525U + 1013904223U;
      byte = static_cast<std::uint8_t>(random >> 24U);
    }
    std::string text;
    Packer packer([&](std::string_view piece) { text += piece; });
    packer.write(std::span(bytes).first(size / 3));
    packer.write(std::span(bytes).subspan(size / 3));
    packer.finish();
    EXPECT_EQ(inflated(from_base64(text), size), bytes) << size;
  }
}

TEST(BytePlanes, BeginWithTheHighestByteOfEachNumber) {
  // IEEE 754: 1 is 3f800000 and -2 is c0000000; 3ff0000000000000 and c000000000000000.
  const std::vector<double> values = {1.0, -2.0};
  EXPECT_EQ(byte_planes(values, 4), (Bytes{0x3f, 0xc0, 0x80, 0, 0, 0, 0, 0}));
  EXPECT_EQ(byte_planes(values, 8),
            (Bytes{0x3f, 0xc0, 0xf0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}));
}

TEST(BytePlanes, KeepMissingNumbers) {
  const std::vector<double> none = {std::numeric_limits<double>::quiet_NaN()};
  const Bytes planes = byte_planes(none, 4);
  EXPECT_EQ(planes[0] & 0x7fU, 0x7fU);
  EXPECT_EQ(planes[1] & 0xc0U, 0xc0U);
}

}  // namespace
}  // namespace heatreel::explore
