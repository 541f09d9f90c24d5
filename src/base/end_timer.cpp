// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/base/end_timer.hpp"

#include <chrono>
#include <cmath>
#include <condition_variable>
#include <mutex>
#include <utility>

#include <unistd.h>

#include "heatreel/base/standard_streams.hpp"

namespace heatreel::base {

namespace {

/// Whether `seconds` passed before a stop was requested.
bool time_is_over(double seconds, const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any stopped;
  std::unique_lock lock(mutex);
  stopped.wait_for(lock, stop, std::chrono::duration<double>(seconds), [] { return false; });
  return !stop.stop_requested();
}

}  // namespace

EndTimer::EndTimer(double seconds, std::function<Complaint()> complaint, ExitCode exit_code) {
  if (!std::isfinite(seconds)) {
    return;
  }
  thread_ = std::jthread([=, complaint = std::move(complaint)](const std::stop_token& stop) {
    if (time_is_over(seconds, stop)) {
      say("{}", Error(complaint(), exit_code).what());
      ::_exit(static_cast<int>(exit_code));
    }
  });
}

}  // namespace heatreel::base
