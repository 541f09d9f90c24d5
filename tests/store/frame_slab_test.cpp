// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/store/frame_slab.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <limits>

#include <gtest/gtest.h>
#include <zlib.h>

namespace heatreel::store {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

FrameSlab slab_of(const std::vector<std::vector<double>>& values, ValueType type) {
  const auto cells = static_cast<std::int64_t>(values.front().size());
  const std::vector<grid::CellStatus> status(values.front().size(), grid::CellStatus::ok);
  return {{100, 100 + cells}, values, status, {}, {type}};
}

template <class Stored>
std::vector<Stored> stored(const FrameSlab& slab, std::size_t metric) {
  const auto bytes = slab.values(metric);
  std::vector<Stored> values(bytes.size() / sizeof(Stored));
  std::memcpy(values.data(), bytes.data(), bytes.size());
  return values;
}

TEST(FrameSlab, StoresFloat32InTheOrderOfCells) {
  const FrameSlab slab = slab_of({{1.5, -2.25, 0.1}, {7.0, 8.0, 9.0}}, ValueType::float32);
  EXPECT_EQ(stored<float>(slab, 0), (std::vector{1.5F, -2.25F, 0.1F}));
  EXPECT_EQ(stored<float>(slab, 1), (std::vector{7.0F, 8.0F, 9.0F}));
}

TEST(FrameSlab, StoresFloat64Exactly) {
  const FrameSlab slab = slab_of({{0.1, 1e300}}, ValueType::float64);
  EXPECT_EQ(stored<double>(slab, 0), (std::vector{0.1, 1e300}));
}

TEST(FrameSlab, DigestsAreOfTheStoredBytes) {
  const FrameSlab slab = slab_of({{3.0, nan, -1.0}}, ValueType::float32);
  const std::vector<base::Digest> digests = slab.digests();
  ASSERT_EQ(digests.size(), 3U) << "status, the metric, the verdicts";
  const std::int8_t status[] = {1, 1, 1};
  EXPECT_EQ(digests[0].crc, crc32(0, reinterpret_cast<const Bytef*>(status), sizeof status));
  const auto values = slab.values(0);
  EXPECT_EQ(digests[1].crc, crc32(0, reinterpret_cast<const Bytef*>(values.data()), 12));
  EXPECT_EQ(digests[1].bytes, 12U);
  EXPECT_EQ(digests[1].min, -1.0);
  EXPECT_EQ(digests[1].max, 3.0);
}

TEST(FrameSlab, VerdictsAreTheLastVariable) {
  const std::vector<std::vector<double>> values = {{1.0, 2.0}};
  const std::vector<grid::CellStatus> status(2, grid::CellStatus::ok);
  const std::vector<grid::CellVerdict> verdicts = {grid::CellVerdict::periodic,
                                                   grid::CellVerdict::diverges};
  const FrameSlab slab({0, 2}, values, status, verdicts, {});
  const std::array<std::int8_t, 2> expected = {2, 6};
  EXPECT_TRUE(std::ranges::equal(slab.stored(2), std::as_bytes(std::span(expected))));
  EXPECT_EQ(slab.digests()[2].crc,
            crc32(0, reinterpret_cast<const Bytef*>(expected.data()), expected.size()));
  const FrameSlab unjudged({0, 2}, values, status, {}, {});
  EXPECT_EQ(unjudged.stored(2).size(), 2U) << "none of both";
  EXPECT_EQ(unjudged.digests()[2].max, 0.0);
  const FrameSlab without({0, 2}, values, status, verdicts, {.verdicts = false});
  EXPECT_EQ(without.digests().size(), 2U) << "for a file of an earlier version";
}

TEST(FrameSlab, DigestRangeIsThatOfTheRoundedValues) {
  const FrameSlab slab = slab_of({{0.1}}, ValueType::float32);
  EXPECT_EQ(slab.digests()[1].min, static_cast<double>(0.1F));
}

TEST(FrameSlab, ValueBeyondFloat32IsMissingAndMarksItsCell) {
  const FrameSlab slab = slab_of({{1e300, 2.0, -3.5e38}, {1.0, 2.0, 3.0}}, ValueType::float32);
  EXPECT_TRUE(std::isnan(stored<float>(slab, 0)[0]));
  EXPECT_EQ(stored<float>(slab, 1), (std::vector{1.0F, 2.0F, 3.0F})) << "the others stand";
  EXPECT_EQ((std::vector<std::int8_t>{slab.status().begin(), slab.status().end()}),
            (std::vector<std::int8_t>{7, 1, 7}));
  EXPECT_EQ(slab.digests()[1].max, 2.0);
  EXPECT_EQ(slab.digests()[0].max, 7.0);
  EXPECT_EQ(slab.tallies()[0], (grid::Tally{0, 2.0, 2.0}));
  const FrameSlab wide = slab_of({{1e300, 2.0}}, ValueType::float64);
  EXPECT_EQ(wide.status()[0], 1);
}

TEST(FrameSlab, TalliesAreOfTheNumbersBeforeTheyAreRounded) {
  const FrameSlab slab = slab_of({{0.1, nan, 0.7}, {nan, nan, nan}}, ValueType::float32);
  EXPECT_EQ(slab.tallies()[0], (grid::Tally{1, 0.1, 0.7}));
  EXPECT_EQ(slab.tallies()[1].missing, 3);
  EXPECT_GT(slab.tallies()[1].min, slab.tallies()[1].max);
  const std::vector<grid::CellStatus> status = {grid::CellStatus::ok, grid::CellStatus::step_limit};
  const FrameSlab failed({0, 2}, std::vector<std::vector<double>>{{1.0, nan}}, status, {},
                         {ValueType::float64});
  EXPECT_EQ(failed.tallies()[0].missing, 0) << "the cell failed, which is counted elsewhere";
  const FrameSlab overflow = slab_of({{nan}, {1e300}}, ValueType::float32);
  EXPECT_EQ(overflow.tallies()[0].missing, 0) << "so it did, by a metric that comes later";
}

TEST(FrameSlab, BytesCountValuesAndStatus) {
  const std::vector<double> many(1000, 1.0);
  EXPECT_GE(slab_of({many, many}, ValueType::float32).bytes(), 10000U);
  EXPECT_LE(slab_of({many, many}, ValueType::float32).bytes(), 10500U);
  EXPECT_GE(slab_of({many, many}, ValueType::float64).bytes(), 18000U);
}

}  // namespace
}  // namespace heatreel::store
