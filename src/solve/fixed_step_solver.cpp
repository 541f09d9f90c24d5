// SPDX-License-Identifier: GPL-3.0-or-later
#include "cell_block.hpp"
#include "denormals.hpp"
#include "kernel.hpp"
#include "row_sampler.hpp"
#include "solvers.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "heatreel/base/clock.hpp"
#include "heatreel/program/executor.hpp"

namespace heatreel::solve {

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

/// Steps of a block between two looks at the clock and at a request to stop: well below a
/// millisecond for usual models.
constexpr std::int64_t steps_between_looks = 256;

/// Runs whole blocks of cells in step, from their first step to their last.
class FixedStepSolver final : public Solver {
 public:
  FixedStepSolver(const model::Model& model, const grid::ParameterGrid& grid,
                  const ParameterSettings& settings, const std::vector<metric::MetricSpec>& metrics,
                  const IntegrationOptions& options, program::Engine engine,
                  const std::stop_token& stop)
      : grid_(grid),
        cell_timeout_(options.cell_timeout),
        stop_(stop),
        kernel_(build_kernel(model, metrics, options)),
        setup_(program::make_executor(kernel_.setup, engine)),
        first_of_transient_(program::make_executor(kernel_.first_of_transient, engine)),
        transient_(program::make_executor(kernel_.transient, engine)),
        first_of_tail_(program::make_executor(kernel_.first_of_tail, engine)),
        tail_(program::make_executor(kernel_.tail, engine)),
        observe_(program::make_executor(kernel_.observe, engine)),
        finish_(program::make_executor(kernel_.finish, engine)),
        block_(kernel_.slots),
        sampler_(kernel_.traces, kernel_.tail_steps, kernel_.step),
        swept_(swept_parameters(model, grid, kernel_.parameters)) {
    const std::vector<double> values = fixed_values(model, settings);
    for (std::size_t i = 0; i < values.size(); ++i) {
      block_.fill(kernel_.parameters[i], values[i]);
    }
  }

  ChunkResult solve(const grid::ChunkRange& range) override {
    const auto size = static_cast<std::size_t>(range.size());
    ChunkResult result{range, {}, {}};
    result.values.assign(kernel_.results.size(), std::vector<double>(size, not_a_number));
    result.status.assign(size, grid::CellStatus::ok);
    for (grid::CellIndex first = range.begin; first < range.end; first += program::lanes) {
      const auto cells = std::min<grid::CellIndex>(program::lanes, range.end - first);
      block_.load(grid_, first, static_cast<std::size_t>(cells), swept_);
      if (integrate(static_cast<std::size_t>(cells))) {
        store(first, cells, result);
      } else {
        const auto begin = result.status.begin() + (first - range.begin);
        std::fill_n(begin, cells, grid::CellStatus::time_limit);
      }
    }
    return result;
  }

 private:
  /// False if the time that a cell may take was over before the end.
  bool integrate(std::size_t cells) {
    const DenormalsAreZero flushing;
    const base::Stopwatch watch;
    setup_->run(block_, 1);
    if (kernel_.transient_steps > 0) {
      first_of_transient_->run(block_, 1);
      if (!advance(*transient_, kernel_.transient_steps - 1, watch)) {
        return false;
      }
    }
    if (!run_tail(watch)) {
      return false;
    }
    observe_->run(block_, 1);
    sampler_.finish(block_, cells);
    finish_->run(block_, 1);
    return true;
  }

  /// Takes some steps. False if the time that a cell may take is over.
  bool advance(program::Executor& step, std::int64_t steps, const base::Stopwatch& watch) {
    for (std::int64_t done = 0; done < steps; done += steps_between_looks) {
      if (stop_.stop_requested()) {
        throw Cancelled();
      }
      if (cell_timeout_ > 0.0 && watch.seconds() > cell_timeout_) {
        return false;
      }
      step.run(block_, std::min(steps_between_looks, steps - done));
    }
    return true;
  }

  /// In bursts, if samples are to be taken.
  bool run_tail(const base::Stopwatch& watch) {
    first_of_tail_->run(block_, 1);
    sampler_.record(block_);
    const std::int64_t stride = sampler_.stride();
    std::int64_t left = kernel_.tail_steps - 1;
    for (; left >= stride; left -= stride) {
      if (!advance(*tail_, stride, watch)) {
        return false;
      }
      sampler_.record(block_);
    }
    return advance(*tail_, left, watch);
  }

  void store(grid::CellIndex first, grid::CellIndex cells, ChunkResult& result) {
    const auto offset = static_cast<std::size_t>(first - result.range.begin);
    for (std::size_t lane = 0; lane < static_cast<std::size_t>(cells); ++lane) {
      store_cell(block_, kernel_.solution, kernel_.results, lane, offset + lane, result);
    }
  }

  grid::ParameterGrid grid_;
  double cell_timeout_;  ///< seconds; 0 for none
  std::stop_token stop_;
  Kernel kernel_;
  std::unique_ptr<program::Executor> setup_;
  std::unique_ptr<program::Executor> first_of_transient_;
  std::unique_ptr<program::Executor> transient_;
  std::unique_ptr<program::Executor> first_of_tail_;
  std::unique_ptr<program::Executor> tail_;
  std::unique_ptr<program::Executor> observe_;
  std::unique_ptr<program::Executor> finish_;
  CellBlock block_;
  RowSampler sampler_;
  std::array<program::Slot, 3> swept_;  ///< the axes' parameters
};

}  // namespace

void store_cell(const CellBlock& block, const std::vector<program::Slot>& solution,
                const std::vector<program::Slot>& results, std::size_t lane, std::size_t cell,
                ChunkResult& result) {
  const auto number = [&](program::Slot slot) { return block.at(slot, lane); };
  const bool finite = std::all_of(solution.begin(), solution.end(),
                                  [&](program::Slot slot) { return std::isfinite(number(slot)); });
  if (!finite) {
    result.status[cell] = grid::CellStatus::not_finite;
    return;
  }
  for (std::size_t m = 0; m < results.size(); ++m) {
    const double value = number(results[m]);
    result.values[m][cell] = std::isfinite(value) ? value : not_a_number;
  }
}

std::unique_ptr<Solver> make_fixed_step_solver(
    const model::Model& model, const grid::ParameterGrid& grid, const ParameterSettings& settings,
    const std::vector<metric::MetricSpec>& metrics, const IntegrationOptions& options,
    program::Engine engine, const std::stop_token& stop) {
  return std::make_unique<FixedStepSolver>(model, grid, settings, metrics, options, engine, stop);
}

}  // namespace heatreel::solve
