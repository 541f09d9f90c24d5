// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "method_runner.hpp"

#include <functional>
#include <future>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "heatreel/solve/solver.hpp"

namespace heatreel::solve {

/// The model as it is simulated: without formulas, and with the numbers of parameters that no axis
/// sweeps where these are exponents. \param grid nothing where nothing is swept
model::Model prepared(const model::Model& original, const std::optional<grid::ParameterGrid>& grid,
                      const ParameterSettings& settings);

/// Numbers of parameters by their names.
using KnownNumbers = std::map<std::string, double, std::less<>>;

/// Puts known numbers in the place of parameters where these are exponents of the rates.
/// \returns whether there is such a place
bool put_exponents(model::Model& model, const KnownNumbers& known);

/// Which method a cell begins with.
Method first_method(Integrator integrator);

/// Cells go through the phases of a method. Those that turn out to be stiff go on with the stiff
/// method, which is compiled beside the others' steps when there is a first one.
class Methods {
 public:
  /// \param input with a model that is prepared()
  /// \param series times at which samples of all states are taken
  Methods(SolverInput input, const std::stop_token& stop,
          const std::optional<SampleTimes>& series = std::nullopt);

  /// \param range of the grid; cell 0 alone where there is none
  ChunkResult solve(const grid::ChunkRange& range);

  /// Hands out the series of a cell that solve() has dealt with; nothing if it made no step.
  /// \param cell counted from the range's beginning
  std::optional<PathSampler::Samples> take_series(std::size_t cell);

 private:
  MethodRunner* next();
  void pass_on_stiff();

  SolverInput input_;
  std::stop_token stop_;
  MethodRunner first_;
  std::unique_ptr<MethodRunner> stiff_;
  std::future<std::unique_ptr<MethodRunner>> compiling_;
  std::unique_ptr<PeriodFinder> periods_;  ///< where a spectrum is asked for
  std::unique_ptr<PathSampler> series_;    ///< where a series is asked for
  EventQueue events_;
};

}  // namespace heatreel::solve
