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
  result.atol = options.atol / 10.0;
  result.dt = options.dt / 2.0;
  return result;
}

TrustSolver::TrustSolver(std::unique_ptr<Solver> usual, std::unique_ptr<Solver> tight,
                         const TrustOptions& options)
    : usual_(std::move(usual)), tight_(std::move(tight)), options_(options) {}

/// A difference that is NaN says that one of the solutions misses the number.
bool TrustSolver::trusts(double value, double difference) const {
  return difference <= options_.tolerance * std::max(std::abs(value), options_.smallest);
}

ChunkResult TrustSolver::solve(const grid::ChunkRange& range) {
  const ChunkResult usual = usual_->solve(range);
  ChunkResult result = tight_->solve(range);
  const std::size_t metrics = result.values.size();
  for (std::size_t m = 0; m < metrics; ++m) {
    std::vector<double> differences;
    for (std::size_t cell = 0; cell < result.status.size(); ++cell) {
      const double value = result.values[m][cell];
      const double before = usual.values[m][cell];
      differences.push_back(std::abs(value - before));
      const bool missing = std::isnan(value) && std::isnan(before);
      if (result.status[cell] == grid::CellStatus::ok && !missing &&
          !trusts(value, differences.back())) {
        result.status[cell] = grid::CellStatus::untrusted;
      }
    }
    result.values.push_back(std::move(differences));
  }
  return result;
}

}  // namespace heatreel::solve
