// SPDX-License-Identifier: GPL-3.0-or-later
#include "commit_rounds.hpp"

#include "frame_row.hpp"

#include <algorithm>

namespace heatreel::store {

namespace {

/// Stored bytes of a piece.
std::span<const std::byte> stored_bytes(const Piece& piece, std::size_t variable,
                                        std::size_t value_bytes) {
  return piece.slab->stored(variable).subspan(static_cast<std::size_t>(piece.offset) * value_bytes,
                                              static_cast<std::size_t>(piece.cells) * value_bytes);
}

/// Fills a buffer with what must not come back: a read that does nothing shows in every byte.
void spoil(const Round& round, std::size_t variable, std::size_t value_bytes, std::byte* target) {
  for (const Piece& piece : round) {
    const auto part = stored_bytes(piece, variable, value_bytes);
    target = std::transform(part.begin(), part.end(), target, [](std::byte b) { return ~b; });
  }
}

bool holds(const Round& round, std::size_t variable, std::size_t value_bytes,
           const std::byte* found) {
  for (const Piece& piece : round) {
    const auto part = stored_bytes(piece, variable, value_bytes);
    if (!std::equal(part.begin(), part.end(), found)) {
      return false;
    }
    found += part.size();
  }
  return true;
}

}  // namespace

std::byte* CommitRounds::buffer(std::size_t bytes) {
  buffer_.resize(std::max(buffer_.size(), bytes));
  return buffer_.data();
}

const std::byte* CommitRounds::bytes_of(const Round& round, std::size_t variable,
                                        std::size_t value_bytes) {
  if (round.size() == 1) {
    return stored_bytes(round.front(), variable, value_bytes).data();
  }
  std::byte* const gathered = buffer(static_cast<std::size_t>(cell_count(round)) * value_bytes);
  std::byte* target = gathered;
  for (const Piece& piece : round) {
    target = std::ranges::copy(stored_bytes(piece, variable, value_bytes), target).out;
  }
  return gathered;
}

bool CommitRounds::write(const Round& round, std::span<const Variable> variables) {
  bool collective = true;
  const Handle memory = memory_space(cell_count(round), file_.path());
  const Handle space = file_space(round, grid_, file_.path());
  for (std::size_t v = variables.size(); v-- > 0;) {
    const Variable& variable = variables[v];
    file_.write_all(variable.data, {variable.type, memory.get(), space.get()},
                    bytes_of(round, v, variable.value_bytes));
    collective = collective && file_.last_write_was_collective();
  }
  return collective;
}

void CommitRounds::verify(const Round& round, std::span<const Variable> variables) {
  const auto cells = static_cast<std::size_t>(cell_count(round));
  const Handle memory = memory_space(cell_count(round), file_.path());
  const Handle space = file_space(round, grid_, file_.path());
  for (std::size_t v = 0; v < variables.size(); ++v) {
    const Variable& variable = variables[v];
    std::byte* const found = buffer(cells * variable.value_bytes);
    spoil(round, v, variable.value_bytes, found);
    file_.read_all(variable.data, {variable.type, memory.get(), space.get()}, found);
    if (!holds(round, v, variable.value_bytes, found)) {
      refuse_readback(file_.path(), variable.name);
    }
  }
}

}  // namespace heatreel::store
