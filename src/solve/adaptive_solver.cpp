// SPDX-License-Identifier: GPL-3.0-or-later
#include "denormals.hpp"
#include "method_runner.hpp"
#include "solvers.hpp"

#include <algorithm>
#include <chrono>
#include <future>
#include <limits>
#include <optional>

namespace heatreel::solve {

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

/// A pause between two looks at a method that is being compiled.
constexpr auto compile_pause = std::chrono::milliseconds(10);

/// Cells go through the phases of a method. Those that turn out to be stiff go on with the stiff
/// method, which is compiled beside the others' steps when there is a first one.
class AdaptiveSolver final : public Solver {
 public:
  AdaptiveSolver(const model::Model& model, const grid::ParameterGrid& grid,
                 const ParameterSettings& settings, const std::vector<metric::MetricSpec>& metrics,
                 const IntegrationOptions& options, program::Engine engine,
                 const std::stop_token& stop)
      : input_{model, grid, settings, metrics, options, engine},
        stop_(stop),
        first_(input_, options.integrator == Integrator::rodas5p ? Method::rodas5p : Method::dopri5,
               options.integrator == Integrator::automatic) {
    if (first_.traces()) {
      sampler_.emplace(options.t_end, options.tail);
    }
  }

  ChunkResult solve(const grid::ChunkRange& range) override {
    const DenormalsAreZero flushing;
    const auto size = static_cast<std::size_t>(range.size());
    ChunkResult result{range, {}, {}};
    result.values.assign(input_.metrics.size(), std::vector<double>(size, not_a_number));
    result.status.assign(size, grid::CellStatus::ok);
    MethodRunner::Chunk chunk{result, sampler_ ? &*sampler_ : nullptr};
    first_.take(range);
    while (true) {
      if (stop_.stop_requested()) {
        throw Cancelled();
      }
      if (MethodRunner* const runner = next()) {
        runner->advance(chunk);
      } else if (!first_.has_stiff()) {
        break;
      }
      pass_on_stiff();
    }
    if (sampler_) {
      sampler_->clear();  // of cells that failed in the tail
    }
    return result;
  }

 private:
  /// The method whose turn it is, if there are cells: the stiff one once it has a block of them, or
  /// when the others are done.
  MethodRunner* next() {
    const bool stiff_waits = stiff_ && stiff_->has_cells();
    if (stiff_waits && (stiff_->has_block() || !first_.has_cells())) {
      return stiff_.get();
    }
    return first_.has_cells() ? &first_ : nullptr;
  }

  /// Hands cells on as soon as the stiff method is there.
  void pass_on_stiff() {
    if (!first_.has_stiff()) {
      return;
    }
    if (!stiff_ && !compiling_.valid()) {
      compiling_ = std::async(std::launch::async, [this] {
        return std::make_unique<MethodRunner>(input_, Method::rodas5p, false);
      });
    }
    if (!stiff_) {
      const auto pause = first_.has_cells() ? std::chrono::milliseconds(0) : compile_pause;
      if (compiling_.wait_for(pause) != std::future_status::ready) {
        return;
      }
      stiff_ = compiling_.get();
    }
    first_.pass_stiff_to(*stiff_);
  }

  SolverInput input_;
  std::stop_token stop_;
  MethodRunner first_;
  std::unique_ptr<MethodRunner> stiff_;
  std::future<std::unique_ptr<MethodRunner>> compiling_;
  std::optional<PathSampler> sampler_;  ///< where a spectrum is asked for
};

}  // namespace

std::unique_ptr<Solver> make_adaptive_solver(const model::Model& model,
                                             const grid::ParameterGrid& grid,
                                             const ParameterSettings& settings,
                                             const std::vector<metric::MetricSpec>& metrics,
                                             const IntegrationOptions& options,
                                             program::Engine engine, const std::stop_token& stop) {
  return std::make_unique<AdaptiveSolver>(model, grid, settings, metrics, options, engine, stop);
}

}  // namespace heatreel::solve
