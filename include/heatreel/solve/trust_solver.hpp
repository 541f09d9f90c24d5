// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "heatreel/solve/cell_solver.hpp"
#include "heatreel/solve/solver.hpp"

namespace heatreel::solve {

/// When a number that was computed twice is trusted.
struct TrustOptions {
  double tolerance = 1e-3;  ///< largest difference, relative to the value
  double smallest = 1e-3;   ///< values of less magnitude count as so large
};

/// Options of the second solution: a tenth of the tolerances, or half the step.
IntegrationOptions tightened(const IntegrationOptions& options);

/// Solves each cell twice and tells how far the solutions differ. The values are the second
/// solver's, and after them comes for each metric the difference: an estimate of the first one's
/// error, and so a cautious one of the value's.
class TrustSolver final : public Solver {
 public:
  TrustSolver(std::unique_ptr<Solver> usual, std::unique_ptr<Solver> tight,
              const TrustOptions& options);

  ChunkResult solve(const grid::ChunkRange& range) override;

 private:
  bool agree(double value, double other) const;

  std::unique_ptr<Solver> usual_;
  std::unique_ptr<Solver> tight_;
  TrustOptions options_;
};

}  // namespace heatreel::solve
