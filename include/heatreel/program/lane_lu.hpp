// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "heatreel/program/lane_memory.hpp"

namespace heatreel::program {

/// A place of a matrix that may hold another number than 0.
struct MatrixEntry {
  std::uint32_t row;
  std::uint32_t column;
};

/// A row of the factors, with the fill: the unknown whose pivot it has, and its entries in the
/// order of elimination.
struct LuRow {
  std::uint32_t unknown = 0;
  std::vector<std::uint32_t> columns;  ///< numbers of unknowns
  std::vector<std::uint32_t> groups;   ///< of the entries
};

struct EliminationPlan;

/// Solves linear systems of one sparsity pattern, for eight lanes at once. The object is the plan:
/// it does not change after construction, and threads share it.
///
/// Pivots are taken from the diagonal, in an order that keeps fill small and depends on the pattern
/// alone. There is no pivoting by magnitude; instead, factorize() measures for each lane what that
/// costs in accuracy. A caller whose matrix is I/(γh) - J rejects a step whose growth is too large
/// and tries a shorter one. That ends well: as h gets short, the diagonal dominates the rows (in
/// units of `scale`, whatever these are), then no pivoting is needed (N. J. Higham, Accuracy and
/// Stability of Numerical Algorithms, ch. 9), and the growth tends to 1.
class LaneLu {
 public:
  /// Rows and columns are below n. Entries may repeat; the diagonal always counts as there.
  LaneLu(std::size_t n, std::span<const MatrixEntry> pattern);
  LaneLu(const LaneLu&) = delete;
  LaneLu& operator=(const LaneLu&) = delete;
  ~LaneLu();

  /// Groups that the matrix takes, with its fill and room for intermediate results.
  std::size_t entries() const;

  /// The group of an entry. \pre the entry is on the diagonal or in the pattern
  std::size_t at(std::uint32_t row, std::uint32_t column) const;

  /// All rows, in the order of elimination.
  std::vector<LuRow> rows() const;

  /// Multiply–adds of one factorization, for each lane.
  std::size_t operations() const;

  /// Replaces a matrix by its factors L·U.
  ///
  /// \param matrix  entries() groups; the caller has written those of the pattern and the diagonal
  /// \param scale   n groups: a typical magnitude of each unknown, above 0, such as the step's
  ///                error weights
  /// \param growth  one group. It becomes max_i (|L||U|s)_i / (|A|s)_i, s = scale. The computed x
  ///                solves a system whose row i differs by at most about n·ε·growth of that row's
  ///                magnitude (|A|s)_i (Higham, theorem 9.4); 1 is ideal. Scaling rows does not
  ///                change it; neither does a change of the unknowns' units that `scale` follows.
  ///                NaN if a pivot is 0 or a number is not finite: accept with
  ///                `growth <= limit`. It does not tell a matrix that is singular up to rounding.
  void factorize(double* matrix, const double* scale, double* growth) const;

  /// Solves with the factors. x: n groups, the right side, which becomes the solution.
  void solve(const double* matrix, double* x) const;

 private:
  std::unique_ptr<const EliminationPlan> plan_;
};

}  // namespace heatreel::program
