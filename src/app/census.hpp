// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "heatreel/grid/cell_status.hpp"
#include "heatreel/store/frame_reader.hpp"

namespace heatreel::app {

/// What became of the cells of a result file's committed frames.
struct Census {
  struct Cell {
    grid::CellIndex index = 0;
    grid::CellStatus status = grid::CellStatus::pending;
  };
  std::array<std::int64_t, grid::cell_status_names.size()> counts = {};  ///< by status
  std::array<std::int64_t, grid::cell_verdict_names.size()> verdicts = {};
  std::vector<Cell> first_failed;  ///< the first 1,000, in order

  std::int64_t cells() const;
  std::int64_t failed() const;
  std::int64_t untrusted() const;  ///< have numbers, and so did not fail
  std::int64_t marked() const { return failed() + untrusted(); }
  std::int64_t overflows() const;  ///< of the failed, those with a number beyond the file's type
};

/// Reads the status and the verdicts of all committed frames, a few rows at a time, and asks in
/// between.
Census take_census(const store::FrameReader& reader, const store::Ask& ask = {});

/// "2 not finite, 1 step limit, 5 untrusted": the marked cells by status.
std::string marks_in_words(const Census& census);

/// "3 failed: 2 not finite, 1 step limit", then "; 5 untrusted" if there are such cells.
std::string failures_in_words(const Census& census);

/// "1,200 at rest, 300 periodic": how many cells have each verdict; "" where none has one.
std::string verdicts_in_words(const Census& census);

/// A line for each of the first failed cells: its indices, parameter values and status.
std::vector<std::string> first_failures(const Census& census, const grid::ParameterGrid& grid);

}  // namespace heatreel::app
