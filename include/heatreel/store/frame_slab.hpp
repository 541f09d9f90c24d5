// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "heatreel/base/digest.hpp"
#include "heatreel/grid/cell_status.hpp"
#include "heatreel/grid/cell_verdict.hpp"
#include "heatreel/grid/parameter_grid.hpp"
#include "heatreel/grid/tally.hpp"

namespace heatreel::store {

/// Number type of stored metrics.
enum class ValueType { float32, float64 };

/// Bytes a stored metric value takes.
constexpr std::size_t size_of(ValueType type) { return type == ValueType::float32 ? 4 : 8; }

/// How a file holds its cells.
struct CellForm {
  ValueType type = ValueType::float32;
  bool verdicts = true;  ///< whether it holds them; files of earlier versions do not
};

/// The cells of one chunk as they will stand in the file: what a rank holds of a frame until the
/// frame is written.
class FrameSlab {
 public:
  /// A finite value that the type cannot hold is missing (NaN) and makes its cell's status
  /// `overflow`; the cell's other metrics stay.
  /// \param values values[metric][cell - range.begin]
  /// \param verdicts one per cell; {} where nobody judged
  FrameSlab(const grid::ChunkRange& range, std::span<const std::vector<double>> values,
            std::span<const grid::CellStatus> status, std::span<const grid::CellVerdict> verdicts,
            const CellForm& form);

  const grid::ChunkRange& range() const { return range_; }
  std::span<const std::int8_t> status() const { return status_; }
  /// Stored bytes of one metric, range().size() values of the type.
  std::span<const std::byte> values(std::size_t metric) const;
  /// Stored bytes of one variable: status first, then each metric, then the verdicts if there are
  /// any.
  std::span<const std::byte> stored(std::size_t variable) const;

  /// Digests of the stored bytes, by variable.
  std::vector<base::Digest> digests() const;

  /// What is known of each metric besides.
  const std::vector<grid::Tally>& tallies() const { return tallies_; }

  /// Memory it takes, for the budget of results that wait for a commit.
  std::size_t bytes() const;

 private:
  void mark_overflows(std::span<const double> values);
  template <class Stored>
  void append(std::span<const double> values);

  grid::ChunkRange range_;
  CellForm form_;
  std::vector<std::int8_t> status_;
  std::vector<grid::CellVerdict> verdicts_;
  std::vector<std::byte> values_;  ///< metric after metric
  std::vector<grid::Tally> tallies_;
};

}  // namespace heatreel::store
