// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>

#include "heatreel/grid/axis.hpp"

namespace heatreel::grid {

/// Linear index of a cell: c = (k·ny + j)·nx + i.
using CellIndex = std::int64_t;
/// Index of a frame, which is the index k on the t axis.
using FrameIndex = std::int64_t;

/// A cell's place: i on x, j on y, k on t.
struct CellPosition {
  std::int64_t i = 0;
  std::int64_t j = 0;
  std::int64_t k = 0;
  bool operator==(const CellPosition&) const = default;
};

/// A half-open range of cells of one frame, which is handed out, computed and reported as a unit.
struct ChunkRange {
  CellIndex begin = 0;
  CellIndex end = 0;
  std::int64_t size() const { return end - begin; }
  bool operator==(const ChunkRange&) const = default;
};

/// The three-dimensional parameter space. Lazy: it knows how to turn a cell index into parameter
/// values and holds nothing per cell.
class ParameterGrid {
 public:
  /// \throws base::ConfigError if two axes have the same name, or the number of cells (times 8
  ///         bytes) does not fit in 63 bits.
  ParameterGrid(Axis x, Axis y, Axis t);

  const Axis& x() const { return axes_[0]; }
  const Axis& y() const { return axes_[1]; }
  const Axis& t() const { return axes_[2]; }
  /// The axes in the order x, y, t.
  const std::array<Axis, 3>& axes() const { return axes_; }

  std::int64_t cells() const { return frames() * cells_per_frame(); }
  std::int64_t cells_per_frame() const { return x().size() * y().size(); }
  std::int64_t frames() const { return t().size(); }

  CellPosition position(CellIndex cell) const;
  CellIndex cell(const CellPosition& position) const;
  FrameIndex frame_of(CellIndex cell) const { return cell / cells_per_frame(); }

  /// Values of the x, y and t parameter at a cell.
  std::array<double, 3> values(CellIndex cell) const;

  bool operator==(const ParameterGrid&) const = default;

 private:
  std::array<Axis, 3> axes_;
};

}  // namespace heatreel::grid
