// SPDX-License-Identifier: GPL-3.0-or-later
#include "phase_runner.hpp"

#include <algorithm>

#include "heatreel/base/clock.hpp"

namespace heatreel::solve {

namespace {

/// Attempts between two looks at the lanes. A finished lane waits for half of them on average.
constexpr std::int64_t attempts_at_once = 4;

/// Fixed steps between two looks, at the clock among others: well below a millisecond for usual
/// models; for large ones fewer, so that there are some hundred looks a second.
std::int64_t fixed_steps_at_once(const program::Program& program) {
  constexpr std::int64_t most = 256;
  constexpr std::int64_t instructions = 1'000'000;
  const auto in_a_step = static_cast<std::int64_t>(program.instructions.size());
  return std::clamp<std::int64_t>(instructions / (1 + in_a_step), 1, most);
}

// A cell is watched until it has taken half as many steps more at the latest. Then it is left alone
// until it has taken half as many more again. Steps cost more while a cell is watched. So a cell
// that never settles loses little, and one that settles is found not much later than it could be.
constexpr double longest_watch = 1.5;
constexpr double pause = 1.5;

constexpr auto running = static_cast<double>(Condition::running);

}  // namespace

PhaseRunner::PhaseRunner(const CompiledKernel& compiled, std::size_t phase,
                         const IntegrationOptions& options)
    : kernel_(compiled.kernel),
      kind_(kernel_.phases[phase].kind),
      carried_(kernel_.carried_in(kind_)),
      target_(kernel_.phases[phase].target),
      last_step_(kernel_.phases[phase].last_step),
      cell_timeout_(options.cell_timeout),
      most_fixed_steps_(fixed_steps_at_once(kernel_.phases[phase].program)),
      attempt_(compiled.phases[phase]),
      block_(kernel_.slots),
      waiting_(kernel_.carried.size()) {
  if (kind_ == PhaseKind::watched) {
    memory_ = kernel_.memory;
  }
}

void PhaseRunner::run(std::span<const Sampling> samplings, const Leave& leave) {
  fill();
  attempt_steps(samplings);
  for (std::size_t lane = 0; lane < cells_.size();) {
    if (block_.at(kernel_.time, lane) < target_ &&
        block_.at(kernel_.steps, lane) < block_.at(kernel_.limit, lane) &&
        block_.at(kernel_.condition, lane) == running) {
      ++lane;
      continue;
    }
    const std::size_t cell = cells_[lane];
    leave(outcome(lane), cell, block_, lane);
    // The last lane moves in, so that lanes at work stay together.
    const std::size_t last = cells_.size() - 1;
    if (lane != last) {
      move(last, lane);
    }
    cells_.pop_back();
  }
}

/// How many attempts may be made before the next look: no lane takes too many fixed steps.
std::int64_t PhaseRunner::attempts() const {
  if (!kernel_.fixed_steps) {
    return attempts_at_once;
  }
  std::int64_t most = most_fixed_steps_;
  for (std::size_t lane = 0; lane < cells_.size(); ++lane) {
    most = std::min(most, last_step_ - static_cast<std::int64_t>(block_.at(kernel_.steps, lane)));
  }
  return most;
}

/// Each lane is charged all the time, since they work side by side. One whose time is over is made
/// to leave by its limit of steps.
void PhaseRunner::attempt_steps(std::span<const Sampling> samplings) {
  const base::Stopwatch watch;
  // Samples are taken from each step before the next one overwrites its path.
  const std::int64_t number = attempts();
  attempt_.run(block_, samplings.empty() ? number : std::min<std::int64_t>(1, number),
               cells_.size());
  for (const auto& [sampler, traces] : samplings) {
    for (std::size_t lane = 0; lane < cells_.size(); ++lane) {
      sampler.record(traces, cells_[lane], block_, lane);
    }
  }
  if (kernel_.worked) {
    const double seconds = watch.seconds();
    for (std::size_t lane = 0; lane < cells_.size(); ++lane) {
      double& worked = block_.at(*kernel_.worked, lane);
      worked += seconds;
      if (worked > cell_timeout_) {
        block_.at(kernel_.limit, lane) = 0.0;
      }
    }
  }
}

void PhaseRunner::move(std::size_t from, std::size_t to) {
  for (const program::Slot slot : carried_) {
    block_.at(slot, to) = block_.at(slot, from);
  }
  for (const InitialNumber& row : memory_) {
    block_.at(row.slot, to) = block_.at(row.slot, from);
  }
  cells_[to] = cells_[from];
}

void PhaseRunner::fill() {
  while (cells_.size() < program::lanes && !waiting_.empty()) {
    const std::size_t lane = cells_.size();
    block_.write(lane, carried_, waiting_.last());
    for (const auto& [slot, value] : memory_) {
      block_.at(slot, lane) = value;
    }
    cells_.push_back(waiting_.last_cell());
    waiting_.pop();
  }
}

/// Why a lane leaves that has to.
Outcome PhaseRunner::outcome(std::size_t lane) {
  const double steps = block_.at(kernel_.steps, lane);
  const double condition = block_.at(kernel_.condition, lane);
  if (condition == static_cast<double>(Condition::watched)) {
    block_.at(kernel_.condition, lane) = running;
  }
  if (condition == static_cast<double>(Condition::stuck)) {
    return Outcome::stuck;
  }
  if (condition == static_cast<double>(Condition::switched)) {
    return Outcome::switched;  // also at the phase's end: what happens there comes first
  }
  if (block_.at(kernel_.time, lane) >= target_) {
    block_.at(kernel_.limit, lane) = kernel_.max_steps;  // the tail is not watched
    return Outcome::arrived;
  }
  if (steps >= kernel_.max_steps) {
    return Outcome::out_of_steps;
  }
  if (kernel_.worked && block_.at(*kernel_.worked, lane) > cell_timeout_) {
    return Outcome::out_of_time;
  }
  if (condition == static_cast<double>(Condition::stiff)) {
    return Outcome::stiff;
  }
  const bool was_watched = kind_ == PhaseKind::watched;
  block_.at(kernel_.limit, lane) =
      std::min(kernel_.max_steps, (was_watched ? pause : longest_watch) * steps);
  return was_watched ? Outcome::watched : Outcome::to_watch;
}

}  // namespace heatreel::solve
