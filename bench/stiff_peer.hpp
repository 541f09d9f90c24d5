// SPDX-License-Identifier: GPL-3.0-or-later
// CVODE's BDF, one cell after another, for the stiff problems.
#pragma once

#include <memory>
#include <vector>

namespace heatreel::bench {

/// Where the Jacobian is not zero: everywhere, or on so many diagonals below and above the main
/// one.
struct Band {
  bool dense = true;
  int lower = 0;
  int upper = 0;
};

struct StiffSystem {
  using Rates = void (*)(double t, double parameter, const double* y, double* f);
  Rates rates;
  int states;
  Band band;
};

extern const StiffSystem hires_system;
extern const StiffSystem pollution_system;
extern const StiffSystem brusselator_system;   ///< 100 states
extern const StiffSystem medical_akzo_system;  ///< 100 states
extern const StiffSystem chain_system;         ///< 320 states

/// Makes its memory once for all cells. The Jacobian is CVODE's own difference quotient, of the
/// band alone where there is one. \throws std::runtime_error where CVODE reports an error
class CvodeSolver {
 public:
  explicit CvodeSolver(const StiffSystem& system);
  ~CvodeSolver();

  /// Brings `state` from t = 0 to t_end at the tolerances rtol and rtol / 1000.
  void solve(double parameter, double t_end, double rtol, std::vector<double>& state);

 private:
  struct Memory;
  std::unique_ptr<Memory> memory_;
};

}  // namespace heatreel::bench
