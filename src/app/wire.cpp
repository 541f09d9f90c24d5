// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire.hpp"

#include "wire_choices.hpp"

#include <tuple>

namespace heatreel::app {

// clang-tidy does not see uses in explicit specializations.
// NOLINTBEGIN(misc-unused-using-decls)
using base::Digest;
using grid::CellRun;
using grid::ChunkRange;
using grid::FrameRecord;
using grid::Shortage;
using grid::Tally;
using schedule::ChunkReport;
using schedule::CommitFrames;
using schedule::ComputeChunk;
using schedule::Drain;
using schedule::Stop;
// NOLINTEND(misc-unused-using-decls)

template <>
inline constexpr auto parts<Digest> =
    std::tuple{&Digest::crc, &Digest::bytes, &Digest::min, &Digest::max};
template <>
inline constexpr auto parts<Tally> = std::tuple{&Tally::missing, &Tally::min, &Tally::max};
template <>
inline constexpr auto parts<Shortage> = std::tuple{&Shortage::unmeasured, &Shortage::t_end};
template <>
inline constexpr auto parts<ChunkRange> = std::tuple{&ChunkRange::begin, &ChunkRange::end};
template <>
inline constexpr auto parts<FrameRecord> = std::tuple{&FrameRecord::frame, &FrameRecord::digests};
template <>
inline constexpr auto parts<CellRun> = std::tuple{&CellRun::range, &CellRun::digests};

template <>
inline constexpr auto parts<AskForChunk> = std::tuple<>{};
template <>
inline constexpr auto parts<ChunkReport> = std::tuple{
    &ChunkReport::range, &ChunkReport::seconds, &ChunkReport::failed,  &ChunkReport::digests,
    &ChunkReport::error, &ChunkReport::tallies, &ChunkReport::shortage};
template <>
inline constexpr auto parts<GiveBack> = std::tuple{&GiveBack::range};
template <>
inline constexpr auto parts<SignalCame> = std::tuple{&SignalCame::number};

template <>
inline constexpr auto parts<ComputeChunk> = std::tuple{&ComputeChunk::range};
template <>
inline constexpr auto parts<CommitFrames> =
    std::tuple{&CommitFrames::complete, &CommitFrames::partial, &CommitFrames::stored};
template <>
inline constexpr auto parts<Drain> = std::tuple{&Drain::running};
template <>
inline constexpr auto parts<Stop> = std::tuple<>{};

namespace {

template <class Message>
std::vector<std::byte> encode_any(const Message& message) {
  WireWriter out;
  out.put(message);
  return {out.bytes().begin(), out.bytes().end()};
}

template <class Message>
Message decode_any(std::span<const std::byte> bytes) {
  WireReader in(bytes);
  auto message = in.take<Message>();
  in.finish();
  return message;
}

}  // namespace

std::vector<std::byte> encode(const Request& request) { return encode_any(request); }

std::vector<std::byte> encode(const schedule::Order& order) { return encode_any(order); }

Request decode_request(std::span<const std::byte> bytes) { return decode_any<Request>(bytes); }

schedule::Order decode_order(std::span<const std::byte> bytes) {
  return decode_any<schedule::Order>(bytes);
}

}  // namespace heatreel::app
