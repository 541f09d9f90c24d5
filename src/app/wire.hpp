// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include "heatreel/schedule/report.hpp"

/// Messages between the ranks as bytes. All ranks run the same binary on the same kind of machine,
/// so numbers travel as they stand in memory.
namespace heatreel::app {

/// Appends values to a message.
class WireWriter {
 public:
  template <class Number>
  requires std::is_arithmetic_v<Number>
  void put(Number value) { put_bytes(&value, sizeof value); }
  void put(std::string_view text);

  std::span<const std::byte> bytes() const { return bytes_; }
  std::string text() const;

 private:
  void put_bytes(const void* from, std::size_t count);

  std::vector<std::byte> bytes_;
};

/// Takes values from a message in the order they were put in; reading past its end is a bug.
class WireReader {
 public:
  explicit WireReader(std::span<const std::byte> bytes) : rest_(bytes) {}
  explicit WireReader(std::string_view text);

  template <class Number>
  requires std::is_arithmetic_v<Number> Number take() {
    Number value{};
    take_bytes(&value, sizeof value);
    return value;
  }
  std::string take_text();

 private:
  void take_bytes(void* to, std::size_t count);

  std::span<const std::byte> rest_;
};

/// A rank asks for a chunk.
struct AskForChunk {};
/// A rank will not compute a chunk that it was given.
struct GiveBack {
  grid::ChunkRange range;
};
/// A rank was told by a signal to end.
struct SignalCame {
  int number = 0;
};

/// What a rank tells rank 0. A report asks for another chunk, too.
using Request = std::variant<AskForChunk, schedule::ChunkReport, GiveBack, SignalCame>;

std::vector<std::byte> encode(const Request& request);
std::vector<std::byte> encode(const schedule::Order& order);
Request decode_request(std::span<const std::byte> bytes);
schedule::Order decode_order(std::span<const std::byte> bytes);

}  // namespace heatreel::app
