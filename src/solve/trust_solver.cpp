// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/solve/trust_solver.hpp"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace heatreel::solve {

IntegrationOptions tightened(const IntegrationOptions& options) {
  IntegrationOptions result = options;
  result.rtol = options.rtol / 10.0;
  if (options.atol) {
    result.atol = *options.atol / 10.0;
  }
  result.dt = options.dt / 2.0;
  return result;
}

TrustSolver::TrustSolver(std::unique_ptr<Solver> usual, std::unique_ptr<Solver> tight,
                         const TrustOptions& options)
    : usual_(std::move(usual)), tight_(std::move(tight)), options_(options) {}

/// Whether two solutions of one number agree. Where one of them misses it, they do not.
bool TrustSolver::agree(double value, double other) const {
  const bool missing = std::isnan(value) && std::isnan(other);
  const double scale = std::max(std::abs(value), options_.smallest);
  return missing || std::abs(value - other) <= options_.tolerance * scale;
}

ChunkResult TrustSolver::solve(const grid::ChunkRange& range) {
  const ChunkResult usual = usual_->solve(range);
  ChunkResult result = tight_->solve(range);
  const std::size_t metrics = result.values.size();
  result.values.resize(2 * metrics, std::vector<double>(result.status.size()));
  for (std::size_t cell = 0; cell < result.status.size(); ++cell) {
    bool trusted = usual.status[cell] == grid::CellStatus::ok;
    for (std::size_t m = 0; m < metrics; ++m) {
      const double value = result.values[m][cell];
      const double other = usual.values[m][cell];
      result.values[metrics + m][cell] = std::abs(value - other);
      trusted = trusted && agree(value, other);
    }
    if (result.status[cell] == grid::CellStatus::ok && !trusted) {
      result.status[cell] = grid::CellStatus::untrusted;
    }
  }
  return result;
}

}  // namespace heatreel::solve
