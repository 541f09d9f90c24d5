// SPDX-License-Identifier: GPL-3.0-or-later
#include "../../src/app/wire.hpp"

#include <limits>

#include <gtest/gtest.h>

namespace heatreel::app {
namespace {

base::Digest digest(std::uint32_t crc) { return {crc, 40, -1.5, 2.5}; }

TEST(Wire, ARequestWithoutReport) {
  EXPECT_FALSE(decode_request(encode(Request{})).report.has_value());
}

TEST(Wire, ARequestCarriesItsReport) {
  const Request request{
      schedule::ChunkReport{{1LL << 40, (1LL << 40) + 7}, 0.25, 3, {digest(1), digest(~0U)}}};
  const auto report = *decode_request(encode(request)).report;
  EXPECT_EQ(report.range, request.report->range);
  EXPECT_EQ(report.seconds, 0.25);
  EXPECT_EQ(report.failed, 3);
  EXPECT_EQ(report.digests, request.report->digests);
}

TEST(Wire, InfiniteBoundsSurvive) {
  const Request request{schedule::ChunkReport{{0, 1}, 0.0, 0, {base::Digest{}}}};
  EXPECT_EQ(decode_request(encode(request)).report->digests[0], base::Digest{});
}

TEST(Wire, EachOrderComesBackAsItself) {
  const auto compute = decode_order(encode(schedule::ComputeChunk{{5, 9}}));
  ASSERT_TRUE(std::holds_alternative<schedule::ComputeChunk>(compute));
  EXPECT_EQ(std::get<schedule::ComputeChunk>(compute).range, (grid::ChunkRange{5, 9}));
  EXPECT_TRUE(std::holds_alternative<schedule::Stop>(decode_order(encode(schedule::Stop{}))));
}

TEST(Wire, ACommitCarriesRecordsPartialFramesAndStoredCells) {
  const schedule::CommitFrames commit{
      {{3, {digest(1)}}, {4, {digest(2)}}}, {9, 11}, {{{90, 97}, {digest(3)}}}};
  const auto back = std::get<schedule::CommitFrames>(decode_order(encode(commit)));
  ASSERT_EQ(back.complete.size(), 2U);
  EXPECT_EQ(back.complete[1].frame, 4);
  EXPECT_EQ(back.complete[1].digests, commit.complete[1].digests);
  EXPECT_EQ(back.partial, commit.partial);
  ASSERT_EQ(back.stored.size(), 1U);
  EXPECT_EQ(back.stored[0].range, commit.stored[0].range);
  EXPECT_EQ(back.stored[0].digests, commit.stored[0].digests);
}

TEST(Wire, TextsKeepEveryByte) {
  WireWriter out;
  out.put(std::string_view("a\0b\xff", 4));
  out.put(std::string_view());
  out.put(42);
  const std::string message = out.text();
  WireReader in(message);
  EXPECT_EQ(in.take_text(), std::string("a\0b\xff", 4));
  EXPECT_EQ(in.take_text(), "");
  EXPECT_EQ(in.take<int>(), 42);
}

}  // namespace
}  // namespace heatreel::app
