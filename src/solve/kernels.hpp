// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kernel.hpp"

#include <chrono>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "heatreel/program/executor.hpp"
#include "heatreel/solve/cell_solver.hpp"

namespace heatreel::solve {

/// What solvers are made of.
struct SolverInput {
  model::Model model;                       ///< prepared()
  std::optional<grid::ParameterGrid> grid;  ///< nothing: one cell, as the settings say
  ParameterSettings settings;
  std::vector<metric::MetricSpec> metrics;
  IntegrationOptions options;
  program::Engine engine;
  Series series = Series::none;
};

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

/// A kernel whose programs are ready to run.
struct CompiledKernel {
  /// \throws Cancelled
  CompiledKernel(const SolverInput& input, Method method, bool hand_over,
                 const std::stop_token& stop);

  Kernel kernel;
  program::SharedCode begin, take_over, finish;
  program::SharedCode scan;                 ///< where the kernel has one
  std::vector<program::SharedCode> phases;  ///< in the kernel's order
  // Where the kernel has switching:
  program::SharedCode leave, enter;
  std::vector<program::SharedCode> corners;  ///< by phase
};

/// The kernels of a simulation. Each is compiled once, when it is first asked for, and shared by
/// all threads; they may ask at the same time.
class Kernels {
 public:
  explicit Kernels(SolverInput input) : input_(std::move(input)) {}
  /// Stops what is being compiled in the background.
  ~Kernels() { stop_.request_stop(); }
  Kernels(const Kernels&) = delete;
  Kernels& operator=(const Kernels&) = delete;

  const SolverInput& input() const { return input_; }

  /// That of the method that cells begin with. Compiled by the first thread that asks; others wait.
  /// \throws Cancelled
  const CompiledKernel& first(const std::stop_token& stop);

  /// That of the method which stiff cells go on with. It is compiled in the background.
  /// \returns nothing if it is not ready within `longest`
  const CompiledKernel* stiff(std::chrono::milliseconds longest);

 private:
  const SolverInput input_;
  std::mutex mutex_;
  std::optional<CompiledKernel> first_;
  std::stop_source stop_;  ///< for the background
  std::shared_future<CompiledKernel> stiff_;
};

}  // namespace heatreel::solve
