// SPDX-License-Identifier: GPL-3.0-or-later
#include "../../src/app/wire.hpp"

#include <limits>

#include <gtest/gtest.h>

namespace heatreel::app {
namespace {

base::Digest digest(std::uint32_t crc) { return {crc, 40, -1.5, 2.5}; }

TEST(Wire, EachRequestComesBackAsItself) {
  EXPECT_TRUE(std::holds_alternative<AskForChunk>(decode_request(encode(AskForChunk{}))));
  const Request back = decode_request(encode(GiveBack{{7, 11}}));
  EXPECT_EQ(std::get<GiveBack>(back).range, (grid::ChunkRange{7, 11}));
  EXPECT_EQ(std::get<SignalCame>(decode_request(encode(SignalCame{15}))).number, 15);
}

schedule::ChunkReport sent(const schedule::ChunkReport& report) {
  return std::get<schedule::ChunkReport>(decode_request(encode(report)));
}

TEST(Wire, AReportKeepsWhatItSays) {
  const schedule::ChunkReport report{
      {1LL << 40, (1LL << 40) + 7}, 0.25,      3,
      {digest(1), digest(~0U)},     "no luck", {grid::Tally{5, -0.1, 0.7}, grid::Tally{}}};
  const auto back = sent(report);
  EXPECT_EQ(back.range, report.range);
  EXPECT_EQ(back.seconds, 0.25);
  EXPECT_EQ(back.failed, 3);
  EXPECT_EQ(back.digests, report.digests);
  EXPECT_EQ(back.error, "no luck");
  EXPECT_EQ(back.tallies, report.tallies);
}

TEST(Wire, InfiniteBoundsSurvive) {
  EXPECT_EQ(sent({{0, 1}, 0.0, 0, {base::Digest{}}}).digests[0], base::Digest{});
}

TEST(Wire, EachOrderComesBackAsItself) {
  const auto compute = decode_order(encode(schedule::ComputeChunk{{5, 9}}));
  ASSERT_TRUE(std::holds_alternative<schedule::ComputeChunk>(compute));
  EXPECT_EQ(std::get<schedule::ComputeChunk>(compute).range, (grid::ChunkRange{5, 9}));
  for (const auto running : {schedule::Running::finish, schedule::Running::give_up}) {
    const auto drain = decode_order(encode(schedule::Drain{running}));
    ASSERT_TRUE(std::holds_alternative<schedule::Drain>(drain));
    EXPECT_EQ(std::get<schedule::Drain>(drain).running, running);
  }
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
