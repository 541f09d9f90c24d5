// SPDX-License-Identifier: GPL-3.0-or-later
#include "recompute.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <random>
#include <set>
#include <thread>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "heatreel/app/commands.hpp"
#include "heatreel/base/standard_streams.hpp"
#include "heatreel/base/text.hpp"

namespace heatreel::app {

namespace {

/// Cells that differ and are named; the others are counted.
constexpr std::size_t most_lines = 20;

using Cells = std::vector<grid::CellIndex>;

/// So many of `population` numbers from 0 on, each once, in rising order; all if there are fewer.
/// (Floyd's way, which asks for one random number each.)
std::set<std::int64_t> random_numbers(std::int64_t wanted, std::int64_t population) {
  std::mt19937_64 random(std::random_device{}());
  std::set<std::int64_t> chosen;
  for (std::int64_t last = std::max<std::int64_t>(0, population - wanted); last < population;
       ++last) {
    const std::int64_t drawn = std::uniform_int_distribution<std::int64_t>(0, last)(random);
    chosen.insert(chosen.contains(drawn) ? last : drawn);
  }
  return chosen;
}

/// Random cells of the committed frames.
Cells random_cells(const store::FrameReader& reader, std::int64_t wanted) {
  std::vector<grid::FrameIndex> frames;
  const std::vector<bool> committed = reader.committed_flags();
  for (std::size_t frame = 0; frame < committed.size(); ++frame) {
    if (committed[frame]) {
      frames.push_back(static_cast<grid::FrameIndex>(frame));
    }
  }
  const std::int64_t each = reader.layout().grid.cells_per_frame();
  Cells cells;
  for (const std::int64_t number :
       random_numbers(wanted, static_cast<std::int64_t>(frames.size()) * each)) {
    cells.push_back(frames[static_cast<std::size_t>(number / each)] * each + number % each);
  }
  return cells;
}

/// Computes the cells on some threads. \returns their results in the same order
std::vector<solve::ChunkResult> compute(const config::SweepConfig& sweep, const Cells& cells,
                                        int threads) {
  std::vector<solve::ChunkResult> results(cells.size());
  std::vector<std::exception_ptr> errors(static_cast<std::size_t>(threads));
  std::atomic<std::size_t> next = 0;
  const auto work = [&](std::size_t thread) {
    try {
      Recomputer recomputer(sweep);
      for (std::size_t i = next++; i < cells.size(); i = next++) {
        results[i] = recomputer.compute(cells[i]);
      }
    } catch (...) {
      errors[thread] = std::current_exception();
    }
  };
  {
    std::vector<std::jthread> others;
    for (std::size_t thread = 1; thread < errors.size(); ++thread) {
      others.emplace_back(work, thread);
    }
    work(0);
  }
  for (const std::exception_ptr& error : errors) {
    if (error) {
      std::rethrow_exception(error);
    }
  }
  return results;
}

}  // namespace

base::ExitCode verify(const config::VerifyCommand& command) {
  const store::FrameReader reader(command.input);
  require_metrics(reader, command.sweep);
  const Cells cells = random_cells(reader, command.sample);
  choose_simd(command.sweep.simd, command.input);
  std::size_t differing = 0;
  for (const solve::ChunkResult& result : compute(command.sweep, cells, command.threads)) {
    const std::vector<std::string> names = differences(reader, result);
    if (names.empty()) {
      continue;
    }
    ++differing;
    const grid::CellPosition place = reader.layout().grid.position(result.range.begin);
    if (differing <= most_lines) {
      base::print("differs  {},{},{} ({})\n", place.i, place.j, place.k, fmt::join(names, ", "));
    }
  }
  if (differing > most_lines) {
    base::print("differs  {} more\n", differing - most_lines);
  }
  base::print("same     {} of {} cells\n", cells.size() - differing, cells.size());
  return differing > 0 ? base::ExitCode::runtime_failure : base::ExitCode::done;
}

}  // namespace heatreel::app
