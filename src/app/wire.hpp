// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <variant>
#include <vector>

#include "heatreel/schedule/report.hpp"

/// The messages of a sweep between rank 0 and the ranks.
namespace heatreel::app {

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

/// The reverse. \throws base::RuntimeError if the bytes are not one whole message of that kind
Request decode_request(std::span<const std::byte> bytes);
schedule::Order decode_order(std::span<const std::byte> bytes);

}  // namespace heatreel::app
