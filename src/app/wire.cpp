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

/// Which alternative of Order a message holds.
enum class OrderTag : std::uint8_t { compute, commit, stop };

}  // namespace

void WireWriter::put(std::string_view text) {
  put(static_cast<std::uint64_t>(text.size()));
  const auto* first = reinterpret_cast<const std::byte*>(text.data());
  bytes_.insert(bytes_.end(), first, first + text.size());
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

std::vector<std::byte> encode(const Request& request) {
  WireWriter out;
  out.put(request.report.has_value());
  if (request.report) {
    put_range(out, request.report->range);
    out.put(request.report->seconds);
    out.put(request.report->failed);
    put_digests(out, request.report->digests);
  }
  return {out.bytes().begin(), out.bytes().end()};
}

Request decode_request(std::span<const std::byte> bytes) {
  WireReader in(bytes);
  Request request;
  if (in.take<bool>()) {
    schedule::ChunkReport& report = request.report.emplace();
    report.range = take_range(in);
    report.seconds = in.take<double>();
    report.failed = in.take<std::int64_t>();
    report.digests = take_digests(in);
  }
  return request;
}

std::vector<std::byte> encode(const schedule::Order& order) {
  WireWriter out;
  if (const auto* chunk = std::get_if<schedule::ComputeChunk>(&order)) {
    out.put(static_cast<std::uint8_t>(OrderTag::compute));
    put_range(out, chunk->range);
  } else if (const auto* commit = std::get_if<schedule::CommitFrames>(&order)) {
    out.put(static_cast<std::uint8_t>(OrderTag::commit));
    put_commit(out, *commit);
  } else {
    out.put(static_cast<std::uint8_t>(OrderTag::stop));
  }
  return {out.bytes().begin(), out.bytes().end()};
}

schedule::Order decode_order(std::span<const std::byte> bytes) {
  WireReader in(bytes);
  switch (static_cast<OrderTag>(in.take<std::uint8_t>())) {
    case OrderTag::compute:
      return schedule::ComputeChunk{take_range(in)};
    case OrderTag::commit:
      return take_commit(in);
    case OrderTag::stop:
      break;
  }
  return schedule::Stop{};
}

}  // namespace heatreel::app
