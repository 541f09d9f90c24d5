// SPDX-License-Identifier: GPL-3.0-or-later
#include "switch_runner.hpp"

#include <algorithm>

namespace heatreel::solve {

namespace {

/// Events that follow each other at one moment.
constexpr int most_at_once = 10'000;

/// So many switches within this part of the whole time are taken for an endless number: a solution
/// that slides along a place where a condition changes, or events that come faster and faster.
constexpr double many_switches = 100.0;
constexpr double short_part = 1e-6;

}  // namespace

SwitchRunner::SwitchRunner(const CompiledKernel& compiled)
    : kernel_(compiled.kernel),
      programs_(*kernel_.switching),
      leave_(compiled.leave),
      enter_(compiled.enter),
      corners_(compiled.corners.begin(), compiled.corners.end()),
      block_(kernel_.slots) {}

void SwitchRunner::begin(CellQueue& cells, EventQueue& events, const Ways& ways) {
  while (!cells.empty()) {
    cells_ = cells.move_into(block_, kernel_.carried);
    hand_on(events, enter(events), ways);
  }
}

void SwitchRunner::run(CellQueue& cells, std::size_t phase, EventQueue& events, const Ways& ways) {
  while (!cells.empty()) {
    cells_ = cells.move_into(block_, kernel_.carried);
    leave_.run(block_, 1, cells_.size());
    const std::vector<bool> endless = enter(events);
    corners_[phase].run(block_, 2, cells_.size());
    hand_on(events, endless, ways);
  }
}

/// Cells enter again after each event, until no more is due.
/// \returns by lane, whether its events do not end
std::vector<bool> SwitchRunner::enter(EventQueue& events) {
  std::vector<bool> busy(cells_.size(), true);
  for (int round = 0; round < most_at_once; ++round) {
    enter_.run(block_, 1, cells_.size());
    for (std::size_t lane = 0; lane < cells_.size(); ++lane) {
      busy[lane] =
          events.step(programs_.events, cells_[lane], block_, lane, block_.at(kernel_.time, lane));
    }
    if (std::none_of(busy.begin(), busy.end(), [](bool one) { return one; })) {
      break;
    }
  }
  return busy;
}

/// Counts the switch. \returns false if there are too many
bool SwitchRunner::goes_on(std::size_t lane) {
  const double time = block_.at(kernel_.time, lane);
  double& count = block_.at(programs_.count, lane);
  double& since = block_.at(programs_.since, lane);
  if (++count < many_switches) {
    return true;
  }
  const bool slow = time - since > short_part * kernel_.phases.back().target;
  count = 0.0;
  since = time;
  return slow;
}

void SwitchRunner::hand_on(EventQueue& events, const std::vector<bool>& endless, const Ways& ways) {
  for (std::size_t lane = 0; lane < cells_.size(); ++lane) {
    const std::size_t cell = cells_[lane];
    if (endless[lane] || !goes_on(lane)) {
      events.forget(cell);
      ways.endless(cell);
      continue;
    }
    double& stop = block_.at(programs_.stop, lane);
    stop = std::min(stop, events.next(cell));
    block_.read(lane, kernel_.carried, ways.onward.push(cell));
  }
}

}  // namespace heatreel::solve
