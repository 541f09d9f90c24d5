// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire.hpp"

#include <cstdint>
#include <cstring>

#include "heatreel/base/contract.hpp"

namespace heatreel::app {

namespace {

void put_digests(WireWriter& out, const std::vector<base::Digest>& digests) {
  out.put(static_cast<std::uint64_t>(digests.size()));
  for (const base::Digest& digest : digests) {
    out.put(digest.crc);
    out.put(digest.bytes);
    out.put(digest.min);
    out.put(digest.max);
  }
}

std::vector<base::Digest> take_digests(WireReader& in) {
  std::vector<base::Digest> digests(in.take<std::uint64_t>());
  for (base::Digest& digest : digests) {
    digest.crc = in.take<std::uint32_t>();
    digest.bytes = in.take<std::uint64_t>();
    digest.min = in.take<double>();
    digest.max = in.take<double>();
  }
  return digests;
}

void put_tallies(WireWriter& out, const std::vector<grid::Tally>& tallies) {
  out.put(static_cast<std::uint64_t>(tallies.size()));
  for (const grid::Tally& tally : tallies) {
    out.put(tally.missing);
    out.put(tally.min);
    out.put(tally.max);
  }
}

std::vector<grid::Tally> take_tallies(WireReader& in) {
  std::vector<grid::Tally> tallies(in.take<std::uint64_t>());
  for (grid::Tally& tally : tallies) {
    tally.missing = in.take<std::int64_t>();
    tally.min = in.take<double>();
    tally.max = in.take<double>();
  }
  return tallies;
}

void put_range(WireWriter& out, const grid::ChunkRange& range) {
  out.put(range.begin);
  out.put(range.end);
}

grid::ChunkRange take_range(WireReader& in) {
  const auto begin = in.take<std::int64_t>();
  return {begin, in.take<std::int64_t>()};
}

void put_commit(WireWriter& out, const schedule::CommitFrames& commit) {
  out.put(static_cast<std::uint64_t>(commit.complete.size()));
  for (const grid::FrameRecord& record : commit.complete) {
    out.put(record.frame);
    put_digests(out, record.digests);
  }
  out.put(static_cast<std::uint64_t>(commit.partial.size()));
  for (const grid::FrameIndex frame : commit.partial) {
    out.put(frame);
  }
  out.put(static_cast<std::uint64_t>(commit.stored.size()));
  for (const grid::CellRun& run : commit.stored) {
    put_range(out, run.range);
    put_digests(out, run.digests);
  }
}

schedule::CommitFrames take_commit(WireReader& in) {
  schedule::CommitFrames commit;
  commit.complete.resize(in.take<std::uint64_t>());
  for (grid::FrameRecord& record : commit.complete) {
    record.frame = in.take<std::int64_t>();
    record.digests = take_digests(in);
  }
  commit.partial.resize(in.take<std::uint64_t>());
  for (grid::FrameIndex& frame : commit.partial) {
    frame = in.take<std::int64_t>();
  }
  commit.stored.resize(in.take<std::uint64_t>());
  for (grid::CellRun& run : commit.stored) {
    run.range = take_range(in);
    run.digests = take_digests(in);
  }
  return commit;
}

void put_report(WireWriter& out, const schedule::ChunkReport& report) {
  put_range(out, report.range);
  out.put(report.seconds);
  out.put(report.failed);
  put_digests(out, report.digests);
  out.put(report.error);
  put_tallies(out, report.tallies);
}

schedule::ChunkReport take_report(WireReader& in) {
  schedule::ChunkReport report;
  report.range = take_range(in);
  report.seconds = in.take<double>();
  report.failed = in.take<std::int64_t>();
  report.digests = take_digests(in);
  report.error = in.take_text();
  report.tallies = take_tallies(in);
  return report;
}

/// Writes the alternatives of a message, each after its index.
struct Encoder {
  WireWriter& out;

  void operator()(const AskForChunk& /*request*/) {}
  void operator()(const schedule::ChunkReport& report) { put_report(out, report); }
  void operator()(const GiveBack& request) { put_range(out, request.range); }
  void operator()(const SignalCame& request) { out.put(request.number); }
  void operator()(const schedule::ComputeChunk& order) { put_range(out, order.range); }
  void operator()(const schedule::CommitFrames& order) { put_commit(out, order); }
  void operator()(const schedule::Drain& order) {
    out.put(order.running == schedule::Running::give_up);
  }
  void operator()(const schedule::Stop& /*order*/) {}
};

template <class Message>
std::vector<std::byte> encode_any(const Message& message) {
  WireWriter out;
  out.put(static_cast<std::uint8_t>(message.index()));
  std::visit(Encoder{out}, message);
  return {out.bytes().begin(), out.bytes().end()};
}

}  // namespace

void WireWriter::put(std::string_view text) {
  put(static_cast<std::uint64_t>(text.size()));
  put_bytes(text.data(), text.size());
}

void WireWriter::put_bytes(const void* from, std::size_t count) {
  const auto* first = static_cast<const std::byte*>(from);
  bytes_.insert(bytes_.end(), first, first + count);
}

std::string WireWriter::text() const {
  return {reinterpret_cast<const char*>(bytes_.data()), bytes_.size()};
}

WireReader::WireReader(std::string_view text)
    : rest_(reinterpret_cast<const std::byte*>(text.data()), text.size()) {}

void WireReader::take_bytes(void* to, std::size_t count) {
  HEATREEL_REQUIRE(count <= rest_.size());
  std::memcpy(to, rest_.data(), count);
  rest_ = rest_.subspan(count);
}

std::string WireReader::take_text() {
  const auto length = take<std::uint64_t>();
  HEATREEL_REQUIRE(length <= rest_.size());
  std::string text(length, '\0');
  take_bytes(text.data(), length);
  return text;
}

std::vector<std::byte> encode(const Request& request) { return encode_any(request); }

std::vector<std::byte> encode(const schedule::Order& order) { return encode_any(order); }

Request decode_request(std::span<const std::byte> bytes) {
  WireReader in(bytes);
  switch (in.take<std::uint8_t>()) {
    case 0:
      return AskForChunk{};
    case 1:
      return take_report(in);
    case 2:
      return GiveBack{take_range(in)};
    default:
      return SignalCame{in.take<int>()};
  }
}

schedule::Order decode_order(std::span<const std::byte> bytes) {
  WireReader in(bytes);
  switch (in.take<std::uint8_t>()) {
    case 0:
      return schedule::ComputeChunk{take_range(in)};
    case 1:
      return take_commit(in);
    case 2:
      return schedule::Drain{in.take<bool>() ? schedule::Running::give_up
                                             : schedule::Running::finish};
    default:
      return schedule::Stop{};
  }
}

}  // namespace heatreel::app
