// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/base/digest.hpp"

#include <cmath>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

namespace heatreel::base {
namespace {

TEST(Digest, IsTheCrcOfTheStoredBytes) {
  // The check value of CRC-32/ISO-HDLC: "123456789" gives cbf43926.
  const std::vector<std::int8_t> digits = {'1', '2', '3', '4', '5', '6', '7', '8', '9'};
  const Digest digest = digest_of(std::span<const std::int8_t>(digits));
  EXPECT_EQ(digest.crc, 0xcbf43926U);
  EXPECT_EQ(digest.bytes, 9U);
}

TEST(Digest, RangeCoversFiniteValuesOnly) {
  const std::vector<float> values = {NAN, 3.0F, -INFINITY, -2.5F, INFINITY};
  const Digest digest = digest_of(std::span<const float>(values));
  EXPECT_EQ(digest.min, -2.5);
  EXPECT_EQ(digest.max, 3.0);
}

TEST(Digest, NothingFiniteGivesAnEmptyRange) {
  const std::vector<double> values = {NAN, NAN};
  const Digest digest = digest_of(std::span<const double>(values));
  EXPECT_GT(digest.min, digest.max);
}

TEST(Digest, PiecesJoinToTheWholeAtEveryCut) {
  std::vector<double> values;
  for (int i = 0; i < 40; ++i) {
    values.push_back(std::sin(i));
  }
  const std::span<const double> all(values);
  for (std::size_t cut = 0; cut <= values.size(); ++cut) {
    EXPECT_EQ(join(digest_of(all.first(cut)), digest_of(all.subspan(cut))), digest_of(all)) << cut;
  }
}

TEST(Digest, OneChangedBitChangesIt) {
  std::vector<float> values(1000, 1.0F);
  const Digest before = digest_of(std::span<const float>(values));
  values[777] = std::nextafter(1.0F, 2.0F);
  EXPECT_NE(digest_of(std::span<const float>(values)).crc, before.crc);
}

}  // namespace
}  // namespace heatreel::base
