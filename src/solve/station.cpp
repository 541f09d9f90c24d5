// SPDX-License-Identifier: GPL-3.0-or-later
#include "station.hpp"

namespace heatreel::solve {

namespace {

/// Attempts between two looks at the lanes. A finished lane waits for half of them on average.
constexpr std::int64_t attempts_at_once = 4;

}  // namespace

Station::Station(const AdaptiveKernel& kernel, const Phase& phase, double max_steps, Engine engine,
                 PathSampler* sampler)
    : kernel_(kernel),
      target_(phase.target),
      max_steps_(max_steps),
      sampler_(phase.tail ? sampler : nullptr),
      attempt_(make_executor(phase.program, engine)),
      block_(kernel.slots, kernel.constants),
      waiting_(kernel.carried.size()),
      moving_(kernel.carried.size()) {}

void Station::run(const Leave& leave) {
  fill();
  // Samples are taken from each step before the next one overwrites its path.
  attempt_->run(block_.memory(), sampler_ != nullptr ? 1 : attempts_at_once, cells_.size());
  for (std::size_t lane = 0; sampler_ != nullptr && lane < cells_.size(); ++lane) {
    sampler_->record(cells_[lane], block_, lane);
  }
  for (std::size_t lane = 0; lane < cells_.size();) {
    if (!leaves(lane, leave)) {
      ++lane;
      continue;
    }
    // The last lane moves in, so that lanes at work stay together.
    const std::size_t last = cells_.size() - 1;
    if (lane != last) {
      block_.read(last, kernel_.carried, moving_.data());
      block_.write(lane, kernel_.carried, moving_.data());
      cells_[lane] = cells_[last];
    }
    cells_.pop_back();
  }
}

void Station::fill() {
  while (cells_.size() < lanes && !waiting_.empty()) {
    block_.write(cells_.size(), kernel_.carried, waiting_.last());
    cells_.push_back(waiting_.last_cell());
    waiting_.pop();
  }
}

bool Station::leaves(std::size_t lane, const Leave& leave) {
  const double condition = block_.row(kernel_.condition)[lane];
  Departure departure = Departure::arrived;
  if (condition == static_cast<double>(Condition::stuck)) {
    departure = Departure::stuck;
  } else if (block_.row(kernel_.time)[lane] >= target_) {
    departure = Departure::arrived;
  } else if (block_.row(kernel_.steps)[lane] >= max_steps_) {
    departure = Departure::out_of_steps;
  } else if (condition == static_cast<double>(Condition::stiff)) {
    departure = Departure::stiff;
  } else {
    return false;
  }
  leave(departure, cells_[lane], block_, lane);
  return true;
}

}  // namespace heatreel::solve
