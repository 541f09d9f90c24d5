// SPDX-License-Identifier: GPL-3.0-or-later
#include "method_runner.hpp"

#include "forcing.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "heatreel/base/contract.hpp"

namespace heatreel::solve {

namespace {

/// Takes a lane's metrics over into the result. A metric that is not a finite number is missing,
/// and the others stand. If the solution is not finite, neither is the cell: it has no metric at
/// all.
void store_cell(const CellBlock& block, const Kernel& kernel, std::size_t lane, std::size_t cell,
                ChunkResult& result) {
  const auto number = [&](program::Slot slot) { return block.at(slot, lane); };
  const bool finite = std::all_of(kernel.solution.begin(), kernel.solution.end(),
                                  [&](program::Slot slot) { return std::isfinite(number(slot)); });
  if (!finite) {
    result.status[cell] = grid::CellStatus::not_finite;
    return;
  }
  for (std::size_t m = 0; m < kernel.results.size(); ++m) {
    const double value = number(kernel.results[m]);
    result.values[m][cell] =
        std::isfinite(value) ? value : std::numeric_limits<double>::quiet_NaN();
  }
  result.verdicts[cell] = static_cast<grid::CellVerdict>(number(kernel.verdict));
}

}  // namespace

MethodRunner::MethodRunner(const SolverInput& input, const CompiledKernel& compiled)
    : input_(input),
      kernel_(compiled.kernel),
      begin_(compiled.begin),
      take_over_(compiled.take_over),
      finish_(compiled.finish),
      entry_(kernel_.slots),
      exit_(kernel_.slots),
      arrived_(kernel_.carried.size()),
      stiff_(kernel_.phases.size(), CellQueue(kernel_.carried.size())),
      switched_(kernel_.phases.size(), CellQueue(kernel_.carried.size())) {
  if (input.grid) {
    swept_ = swept_parameters(input.model, *input.grid, kernel_.parameters);
  }
  const std::vector<double> values = fixed_values(input.model, input.settings);
  for (std::size_t i = 0; i < values.size(); ++i) {
    entry_.fill(kernel_.parameters[i], values[i]);
  }
  for (std::size_t phase = 0; phase < kernel_.phases.size(); ++phase) {
    phases_.push_back(std::make_unique<PhaseRunner>(compiled, phase, input.options));
  }
  if (kernel_.scan) {
    scan_.emplace(compiled.scan);
  }
  if (kernel_.switching) {
    switches_ = std::make_unique<SwitchRunner>(compiled);
  }
}

std::unique_ptr<PeriodFinder> MethodRunner::period_finder() const {
  if (kernel_.traces.empty()) {
    return nullptr;
  }
  constexpr std::size_t most = metric::spectrum_samples;
  const double end = kernel_.phases.back().target;
  if (!kernel_.fixed_steps) {
    const double begin = kernel_.phases.front().target;
    return std::make_unique<PeriodFinder>(
        SampleTimes{begin, end - begin, static_cast<double>(most), most}, Refinement{end, 0.0},
        kernel_.traces.size());
  }
  // The ends of every step, or every second, …: a map has nothing between them.
  const std::int64_t begin = kernel_.phases.front().last_step;
  const std::int64_t steps = kernel_.phases.back().last_step - begin;
  const std::int64_t stride = (steps + most - 1) / most;
  const double width = end / static_cast<double>(begin + steps);
  return std::make_unique<PeriodFinder>(
      SampleTimes{static_cast<double>(begin) * width, static_cast<double>(stride) * width, 1.0,
                  static_cast<std::size_t>((steps + stride - 1) / stride)},
      Refinement{end, width}, kernel_.traces.size());
}

void MethodRunner::take(const grid::ChunkRange& range) {
  range_ = range;
  next_ = range.begin;
}

bool MethodRunner::has_cells() const {
  return next_ < range_.end || !arrived_.empty() || phases_[fullest_phase()]->cells() > 0;
}

bool MethodRunner::has_block() const { return phases_[fullest_phase()]->cells() >= program::lanes; }

bool MethodRunner::has_stiff() const {
  return std::any_of(stiff_.begin(), stiff_.end(),
                     [](const CellQueue& cells) { return !cells.empty(); });
}

void MethodRunner::advance(const Chunk& chunk) {
  const std::size_t fullest = fullest_phase();
  const std::size_t cells = phases_[fullest]->cells();
  if (cells < program::lanes && next_ < range_.end) {
    begin_cells(chunk);
  } else if (cells > 0) {
    run(fullest, chunk);
  }
  if (arrived_.size() >= program::lanes || cells == 0) {
    finish(chunk);
  }
}

/// The phase with most cells; of several, the last one on the cells' way.
std::size_t MethodRunner::fullest_phase() const {
  std::size_t fullest = 0;
  for (std::size_t i = 1; i < phases_.size(); ++i) {
    const auto cells = [&](std::size_t phase) {
      return std::min(program::lanes, phases_[phase]->cells());
    };
    fullest = cells(i) >= cells(fullest) ? i : fullest;
  }
  return fullest;
}

/// Begins up to a block of cells.
void MethodRunner::begin_cells(const Chunk& chunk) {
  const auto count =
      static_cast<std::size_t>(std::min<grid::CellIndex>(program::lanes, range_.end - next_));
  if (input_.grid) {
    entry_.load(*input_.grid, next_, count, swept_);
  }
  begin_.run(entry_, 1, count);
  if (scan_) {
    scan_->run(entry_, forcing_samples, count);
  }
  CellQueue& begun = switches_ ? switched_.front() : phases_.front()->waiting();
  for (std::size_t lane = 0; lane < count; ++lane) {
    const auto cell = static_cast<std::size_t>(next_ - range_.begin) + lane;
    entry_.read(lane, kernel_.carried_in(PhaseKind::transient), begun.push(cell));
  }
  if (switches_) {
    switches_->begin(begun, chunk.events, ways(0, chunk));
  }
  next_ += static_cast<grid::CellIndex>(count);
}

void MethodRunner::pass_stiff_to(MethodRunner& other) {
  for (std::size_t phase = 0; phase < stiff_.size(); ++phase) {
    other.take_over(kernel_, stiff_[phase], other.phases_[phase]->waiting());
  }
}

/// Cells bring the rows that both kernels have.
void MethodRunner::take_over(const Kernel& from, CellQueue& cells, CellQueue& waiting) {
  HEATREEL_EXPECT(from.rows.size() == kernel_.rows.size());
  std::vector<std::size_t> place_of(from.slots);  // in the other's columns
  for (std::size_t place = 0; place < from.carried.size(); ++place) {
    place_of[from.carried[place]] = place;
  }
  std::vector<program::Slot> rows;
  std::vector<std::size_t> places;
  for (const auto& [name, slot] : kernel_.rows) {
    rows.push_back(slot);
    places.push_back(place_of[from.rows.at(name)]);
  }
  while (!cells.empty()) {
    std::vector<std::size_t> taken;
    for (; taken.size() < program::lanes && !cells.empty(); cells.pop()) {
      for (std::size_t i = 0; i < rows.size(); ++i) {
        entry_.at(rows[i], taken.size()) = cells.last()[places[i]];
      }
      taken.push_back(cells.last_cell());
    }
    take_over_.run(entry_, 1, taken.size());
    for (std::size_t lane = 0; lane < taken.size(); ++lane) {
      entry_.read(lane, kernel_.carried, waiting.push(taken[lane]));
    }
  }
}

/// Those that take samples in a phase.
std::vector<Sampling> MethodRunner::samplings(bool in_tail, const Chunk& chunk) const {
  std::vector<Sampling> samplings;
  if (in_tail && chunk.periods != nullptr) {
    samplings = chunk.periods->samplings(kernel_.traces);
  }
  if (chunk.series != nullptr) {
    samplings.push_back({*chunk.series, kernel_.state_traces});
  }
  return samplings;
}

/// At the end of the tail.
void MethodRunner::end_sampling(std::size_t cell, CellBlock& block, std::size_t lane,
                                const Chunk& chunk) const {
  if (chunk.periods != nullptr) {
    chunk.periods->finish(kernel_.periods, cell, block, lane);
  }
  if (chunk.series != nullptr) {
    chunk.series->record_end(kernel_.state_traces, kernel_.coordinates, cell, block, lane);
  }
}

void MethodRunner::run(std::size_t phase, const Chunk& chunk) {
  const bool in_tail = kernel_.phases[phase].kind == PhaseKind::tail;
  const std::vector<Sampling> sampled = samplings(in_tail, chunk);
  const std::span<const program::Slot> carried = kernel_.carried_in(kernel_.phases[phase].kind);
  phases_[phase]->run(
      sampled, [&](Outcome outcome, std::size_t cell, CellBlock& block, std::size_t lane) {
        const auto pass_to = [&](CellQueue& queue) { block.read(lane, carried, queue.push(cell)); };
        switch (outcome) {
          case Outcome::arrived:
            if (in_tail) {
              end_sampling(cell, block, lane, chunk);
            }
            if (in_tail) {
              pass_to(arrived_);
            } else {
              double* const numbers = phases_.back()->waiting().push(cell);
              block.read(lane, carried, numbers);
              std::ranges::copy(kernel_.tail, numbers + carried.size());
            }
            break;
          case Outcome::stiff:
            block.at(kernel_.condition, lane) = static_cast<double>(Condition::running);
            pass_to(stiff_[phase]);
            break;
          case Outcome::to_watch:
            pass_to(phases_[phase + 1]->waiting());
            break;
          case Outcome::watched:
            pass_to(phases_[phase - 1]->waiting());
            break;
          case Outcome::switched:
            pass_to(switched_[phase]);
            break;
          case Outcome::stuck:
            chunk.result.status[cell] = grid::CellStatus::not_finite;
            break;
          case Outcome::out_of_steps:
            chunk.result.status[cell] = grid::CellStatus::step_limit;
            break;
          case Outcome::out_of_time:
            chunk.result.status[cell] = grid::CellStatus::time_limit;
            break;
        }
      });
  if (switches_) {
    switches_->run(switched_[phase], phase, chunk.events, ways(phase, chunk));
  }
}

SwitchRunner::Ways MethodRunner::ways(std::size_t phase, const Chunk& chunk) {
  return {phases_[phase]->waiting(), [&status = chunk.result.status](std::size_t cell) {
            status[cell] = grid::CellStatus::endless_switching;
          }};
}

/// Turns the cells that have arrived into results.
void MethodRunner::finish(const Chunk& chunk) {
  while (!arrived_.empty()) {
    const std::vector<std::size_t> cells = arrived_.move_into(exit_, kernel_.carried);

    finish_.run(exit_, 1, cells.size());
    for (std::size_t lane = 0; lane < cells.size(); ++lane) {
      store_cell(exit_, kernel_, lane, cells[lane], chunk.result);
    }
  }
}

}  // namespace heatreel::solve
