// SPDX-License-Identifier: GPL-3.0-or-later
#include "adaptive_kernel.hpp"
#include "denormals.hpp"
#include "path_sampler.hpp"
#include "solvers.hpp"
#include "station.hpp"

#include <algorithm>
#include <limits>
#include <optional>

#include "heatreel/program/executor.hpp"

namespace heatreel::solve {

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

/// Cells go from the nursery, where setup runs on whole blocks, through the stations of their
/// phases to the exit, where finish runs on whole blocks.
class AdaptiveSolver final : public Solver {
 public:
  AdaptiveSolver(const model::Model& model, const grid::ParameterGrid& grid,
                 const ParameterSettings& settings, const std::vector<metric::MetricSpec>& metrics,
                 const IntegrationOptions& options, program::Engine engine,
                 const std::stop_token& stop)
      : grid_(grid),
        stop_(stop),
        kernel_(build_adaptive_kernel(model, metrics, options)),
        setup_(program::make_executor(kernel_.setup, engine)),
        finish_(program::make_executor(kernel_.finish, engine)),
        nursery_(kernel_.slots),
        exit_(kernel_.slots),
        arrived_(kernel_.carried.size()),
        swept_(swept_parameters(model, grid, kernel_.parameters)) {
    const std::vector<double> values = fixed_values(model, settings);
    for (std::size_t i = 0; i < values.size(); ++i) {
      nursery_.fill(kernel_.parameters[i], values[i]);
    }
    if (!kernel_.traces.empty()) {
      sampler_.emplace(kernel_.traces, options.t_end, options.tail);
    }
    for (const Phase& phase : kernel_.phases) {
      stations_.push_back(std::make_unique<Station>(kernel_, phase, options, engine,
                                                    sampler_ ? &*sampler_ : nullptr));
    }
  }

  ChunkResult solve(const grid::ChunkRange& range) override {
    const DenormalsAreZero flushing;
    const auto size = static_cast<std::size_t>(range.size());
    ChunkResult result{range, {}, {}};
    result.values.assign(kernel_.results.size(), std::vector<double>(size, not_a_number));
    result.status.assign(size, grid::CellStatus::ok);
    grid::CellIndex next = range.begin;
    while (true) {
      if (stop_.stop_requested()) {
        throw Cancelled();
      }
      const std::size_t fullest = fullest_station();
      if (stations_[fullest]->cells() < program::lanes && next < range.end) {
        next = breed(next, range);
      } else if (stations_[fullest]->cells() > 0) {
        run(fullest, result);
      } else {
        break;
      }
      if (arrived_.size() >= program::lanes) {
        finish(result);
      }
    }
    finish(result);
    if (sampler_) {
      sampler_->clear();  // of cells that failed in the tail
    }
    return result;
  }

 private:
  /// The station with most cells; of several, the last one on the cells' way.
  std::size_t fullest_station() const {
    std::size_t fullest = 0;
    for (std::size_t i = 1; i < stations_.size(); ++i) {
      const auto cells = [&](std::size_t station) {
        return std::min(program::lanes, stations_[station]->cells());
      };
      fullest = cells(i) >= cells(fullest) ? i : fullest;
    }
    return fullest;
  }

  /// Begins up to a block of cells; the first that is left.
  grid::CellIndex breed(grid::CellIndex first, const grid::ChunkRange& range) {
    const auto count =
        static_cast<std::size_t>(std::min<grid::CellIndex>(program::lanes, range.end - first));
    nursery_.load(grid_, first, count, swept_);
    setup_->run(nursery_, 1, count);
    for (std::size_t lane = 0; lane < count; ++lane) {
      const auto cell = static_cast<std::size_t>(first - range.begin) + lane;
      nursery_.read(lane, kernel_.carried, stations_.front()->waiting().push(cell));
    }
    return first + static_cast<grid::CellIndex>(count);
  }

  void run(std::size_t station, ChunkResult& result) {
    stations_[station]->run(
        [&](Departure departure, std::size_t cell, CellBlock& block, std::size_t lane) {
          const auto pass_to = [&](CellQueue& queue) {
            block.read(lane, kernel_.carried, queue.push(cell));
          };
          switch (departure) {
            case Departure::arrived:
              if (sampler_ && kernel_.phases[station].part == Part::tail) {
                sampler_->finish(cell, block, lane);
              }
              pass_to(after(station));
              break;
            case Departure::stiff:
              block.at(kernel_.condition, lane) = static_cast<double>(Condition::running);
              pass_to(stations_[station + 1]->waiting());
              break;
            case Departure::to_watch:
              pass_to(stations_[station + kernel_.methods]->waiting());
              break;
            case Departure::watched:
              pass_to(stations_[station - kernel_.methods]->waiting());
              break;
            case Departure::stuck:
              result.status[cell] = grid::CellStatus::not_finite;
              break;
            case Departure::out_of_steps:
              result.status[cell] = grid::CellStatus::step_limit;
              break;
            case Departure::out_of_time:
              result.status[cell] = grid::CellStatus::time_limit;
              break;
          }
        });
  }

  /// Where cells go that have arrived: on with the same method in the tail, or to the exit.
  CellQueue& after(std::size_t station) {
    const std::size_t methods = kernel_.methods;
    return kernel_.phases[station].part == Part::tail
               ? arrived_
               : stations_[stations_.size() - methods + station % methods]->waiting();
  }

  /// Turns the cells that have arrived into results.
  void finish(ChunkResult& result) {
    while (!arrived_.empty()) {
      std::vector<std::size_t> cells;
      while (cells.size() < program::lanes && !arrived_.empty()) {
        exit_.write(cells.size(), kernel_.carried, arrived_.last());
        cells.push_back(arrived_.last_cell());
        arrived_.pop();
      }
      finish_->run(exit_, 1, cells.size());
      for (std::size_t lane = 0; lane < cells.size(); ++lane) {
        store_cell(exit_, kernel_.solution, kernel_.results, lane, cells[lane], result);
      }
    }
  }

  grid::ParameterGrid grid_;
  std::stop_token stop_;
  AdaptiveKernel kernel_;
  std::unique_ptr<program::Executor> setup_;
  std::unique_ptr<program::Executor> finish_;
  std::vector<std::unique_ptr<Station>> stations_;  ///< one for each phase
  std::optional<PathSampler> sampler_;              ///< where a spectrum is asked for
  CellBlock nursery_;
  CellBlock exit_;
  CellQueue arrived_;
  std::array<program::Slot, 3> swept_;  ///< the axes' parameters
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
