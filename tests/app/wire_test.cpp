// SPDX-License-Identifier: GPL-3.0-or-later
#include "../../src/app/wire.hpp"

#include "../../src/app/wire_choices.hpp"

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

/// One message of each kind, with something in every list.
const std::vector<Request> requests = {
    AskForChunk{}, schedule::ChunkReport{{3, 7}, 0.5, 1, {digest(1)}, "no luck", {grid::Tally{}}},
    GiveBack{{3, 7}}, SignalCame{15}};
const std::vector<schedule::Order> orders = {
    schedule::ComputeChunk{{3, 7}},
    schedule::CommitFrames{{{3, {digest(1)}}}, {9}, {{{90, 97}, {digest(3)}}}}, schedule::Drain{},
    schedule::Stop{}};

/// Whether decoding refuses every beginning of the bytes, and the bytes with one more.
template <class Decode>
void expect_exact_length(std::vector<std::byte> bytes, const Decode& decode) {
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    EXPECT_THROW(decode(std::span(bytes).first(length)), base::RuntimeError) << length;
  }
  EXPECT_NO_THROW(decode(std::span(bytes)));
  bytes.push_back({});
  EXPECT_THROW(decode(std::span(bytes)), base::RuntimeError);
}

TEST(Wire, AMessageThatIsCutOrTooLongIsRefused) {
  for (const Request& request : requests) {
    expect_exact_length(encode(request), [](auto bytes) { decode_request(bytes); });
  }
  for (const schedule::Order& order : orders) {
    expect_exact_length(encode(order), [](auto bytes) { decode_order(bytes); });
  }
}

TEST(Wire, EveryKindOfMessageHasItsTurnInTheTests) {
  ASSERT_EQ(requests.size(), std::variant_size_v<Request>);
  ASSERT_EQ(orders.size(), std::variant_size_v<schedule::Order>);
  for (std::size_t kind = 0; kind < requests.size(); ++kind) {
    EXPECT_EQ(decode_request(encode(requests[kind])).index(), kind);
  }
  for (std::size_t kind = 0; kind < orders.size(); ++kind) {
    EXPECT_EQ(decode_order(encode(orders[kind])).index(), kind);
  }
}

TEST(Wire, AKindOfMessageThatDoesNotExistIsRefused) {
  for (const int kind : {4, 5, 255}) {
    std::vector<std::byte> bytes(1, static_cast<std::byte>(kind));
    EXPECT_THROW(decode_request(bytes), base::RuntimeError) << kind;
    EXPECT_THROW(decode_order(bytes), base::RuntimeError) << kind;
  }
}

TEST(Wire, AChoiceThatDoesNotExistIsRefused) {
  std::vector<std::byte> drain = encode(schedule::Drain{schedule::Running::give_up});
  drain[1] = std::byte{2};  // after the kind of message
  EXPECT_THROW(decode_order(drain), base::RuntimeError);
  WireWriter out;
  out.put(-1);
  const std::string negative = out.text();
  EXPECT_THROW(WireReader(negative).take<program::Simd>(), base::RuntimeError);
  EXPECT_THROW(WireReader(std::string_view("\2")).take<bool>(), base::RuntimeError);
}

TEST(Wire, AListThatAnnouncesMoreThanTheMessageHoldsIsRefusedUnread) {
  WireWriter out;
  out.put(std::uint64_t{1} << 60U);
  const std::string message = out.text();
  EXPECT_THROW(WireReader(message).take<std::vector<int>>(), base::RuntimeError);
  EXPECT_THROW(WireReader(message).take<std::string>(), base::RuntimeError);
}

TEST(Wire, ARefusalSaysWhatTheUserCanDo) {
  try {
    decode_request({});
    FAIL() << "an empty message was read";
  } catch (const base::RuntimeError& error) {
    EXPECT_STREQ(error.what(),
                 "a message from another rank cannot be read (it is too short) Start the same "
                 "build of heatreel on all ranks.");
  }
}

TEST(Wire, EveryExitCodeTravels) {
  using base::ExitCode;
  for (const ExitCode code : {ExitCode::done, ExitCode::runtime_failure, ExitCode::usage,
                              ExitCode::some_cells_failed, ExitCode::stopped_resumable}) {
    WireWriter out;
    out.put(code);
    const std::string message = out.text();
    EXPECT_EQ(WireReader(message).take<ExitCode>(), code);
  }
}

TEST(Wire, TextsKeepEveryByte) {
  WireWriter out;
  out.put(std::string_view("a\0b\xff", 4));
  out.put("");
  out.put(42);
  const std::string message = out.text();
  WireReader in(message);
  EXPECT_EQ(in.take<std::string>(), std::string("a\0b\xff", 4));
  EXPECT_EQ(in.take<std::string>(), "");
  EXPECT_EQ(in.take<int>(), 42);
}

}  // namespace
}  // namespace heatreel::app
