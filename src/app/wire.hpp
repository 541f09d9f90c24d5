// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
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
  void put(Number value) {
    const auto* first = reinterpret_cast<const std::byte*>(&value);
    bytes_.insert(bytes_.end(), first, first + sizeof value);
  }
  void put(std::string_view text);

  std::span<const std::byte> bytes() const { return bytes_; }
  std::string text() const;

 private:
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

/// A rank's request for a chunk, with the report of the one it has just finished, if any.
struct Request {
  std::optional<schedule::ChunkReport> report;
};

std::vector<std::byte> encode(const Request& request);
std::vector<std::byte> encode(const schedule::Order& order);
Request decode_request(std::span<const std::byte> bytes);
schedule::Order decode_order(std::span<const std::byte> bytes);

}  // namespace heatreel::app
