// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/solve/cell_solver.hpp"

#include "denormals.hpp"
#include "executor.hpp"
#include "kernel.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include <hwy/aligned_allocator.h>

#include "heatreel/base/contract.hpp"

namespace heatreel::solve {

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

/// Place of a parameter in the model's list.
std::size_t parameter_index(const model::Model& model, const std::string& name) {
  const auto found =
      std::find_if(model.parameters.begin(), model.parameters.end(),
                   [&](const model::Parameter& parameter) { return parameter.name == name; });
  HEATREEL_REQUIRE(found != model.parameters.end());
  return static_cast<std::size_t>(found - model.parameters.begin());
}

}  // namespace

class CellSolver::Impl {
 public:
  Impl(const model::Model& model, const grid::ParameterGrid& grid,
       const ParameterSettings& settings, const std::vector<metric::MetricSpec>& metrics,
       const IntegrationOptions& options, Engine engine)
      : grid_(grid),
        metrics_(metrics),
        kernel_(build_kernel(model, metrics, options)),
        setup_(make_executor(kernel_.setup, engine)),
        transient_(make_executor(kernel_.transient, engine)),
        tail_(make_executor(kernel_.tail, engine)),
        observe_(make_executor(kernel_.observe, engine)),
        finish_(make_executor(kernel_.finish, engine)),
        memory_(hwy::AllocateAligned<double>(kernel_.slots * lanes)) {
    std::fill_n(memory_.get(), kernel_.slots * lanes, 0.0);
    for (const Kernel::Constant& constant : kernel_.constants) {
      std::fill_n(row(constant.slot), lanes, constant.value);
    }
    for (std::size_t i = 0; i < model.parameters.size(); ++i) {
      std::fill_n(row(kernel_.parameters[i]), lanes, model.parameters[i].default_value);
    }
    for (const auto& [name, value] : settings) {
      std::fill_n(row(kernel_.parameters[parameter_index(model, name)]), lanes, value);
    }
    for (std::size_t axis = 0; axis < swept_.size(); ++axis) {
      swept_[axis] = kernel_.parameters[parameter_index(model, grid.axes()[axis].name())];
    }
  }

  ChunkResult solve(const grid::ChunkRange& range) {
    const auto size = static_cast<std::size_t>(range.size());
    ChunkResult result{range, {}, {}};
    result.values.assign(metrics_.size(), std::vector<double>(size, not_a_number));
    result.status.assign(size, grid::CellStatus::ok);
    for (grid::CellIndex first = range.begin; first < range.end; first += lanes) {
      const auto cells = std::min<grid::CellIndex>(lanes, range.end - first);
      load(first, cells);
      integrate();
      store(first, cells, result);
    }
    return result;
  }

 private:
  double* row(Slot slot) { return memory_.get() + slot * lanes; }

  /// Lanes beyond the last cell repeat it.
  void load(grid::CellIndex first, grid::CellIndex cells) {
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      const auto cell = std::min(static_cast<grid::CellIndex>(lane), cells - 1);
      const std::array<double, 3> values = grid_.values(first + cell);
      for (std::size_t axis = 0; axis < swept_.size(); ++axis) {
        row(swept_[axis])[lane] = values[axis];
      }
    }
  }

  void integrate() {
    const DenormalsAreZero flushing;
    setup_->run(memory_.get(), 1);
    transient_->run(memory_.get(), kernel_.transient_steps);
    tail_->run(memory_.get(), kernel_.tail_steps);
    observe_->run(memory_.get(), 1);
    finish_->run(memory_.get(), 1);
  }

  void store(grid::CellIndex first, grid::CellIndex cells, ChunkResult& result) {
    const auto offset = static_cast<std::size_t>(first - result.range.begin);
    for (std::size_t lane = 0; lane < static_cast<std::size_t>(cells); ++lane) {
      if (!finite(lane)) {
        result.status[offset + lane] = grid::CellStatus::not_finite;
        continue;
      }
      for (std::size_t m = 0; m < metrics_.size(); ++m) {
        const double value = row(kernel_.results[m])[lane];
        result.values[m][offset + lane] = std::isnan(value) ? not_a_number : value;
      }
    }
  }

  /// Whether the states and all metrics are numbers; a period may be missing.
  bool finite(std::size_t lane) {
    for (const Slot state : kernel_.states) {
      if (!std::isfinite(row(state)[lane])) {
        return false;
      }
    }
    for (std::size_t m = 0; m < metrics_.size(); ++m) {
      const double value = row(kernel_.results[m])[lane];
      const bool missing = metrics_[m].kind == metric::Kind::period && std::isnan(value);
      if (!std::isfinite(value) && !missing) {
        return false;
      }
    }
    return true;
  }

  grid::ParameterGrid grid_;
  std::vector<metric::MetricSpec> metrics_;
  Kernel kernel_;
  std::unique_ptr<Executor> setup_;
  std::unique_ptr<Executor> transient_;
  std::unique_ptr<Executor> tail_;
  std::unique_ptr<Executor> observe_;
  std::unique_ptr<Executor> finish_;
  hwy::AlignedFreeUniquePtr<double[]> memory_;  ///< kernel_.slots rows of `lanes` numbers
  std::array<Slot, 3> swept_{};                 ///< of the axes' parameters
};

CellSolver::CellSolver(const model::Model& model, const grid::ParameterGrid& grid,
                       const ParameterSettings& settings,
                       const std::vector<metric::MetricSpec>& metrics,
                       const IntegrationOptions& options, Engine engine)
    : impl_(std::make_unique<Impl>(model, grid, settings, metrics, options, engine)) {}

CellSolver::~CellSolver() = default;

ChunkResult CellSolver::solve(const grid::ChunkRange& range) { return impl_->solve(range); }

}  // namespace heatreel::solve
