// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/base/watching.hpp"

#include <chrono>
#include <condition_variable>
#include <mutex>

#include <unistd.h>

#include "heatreel/base/standard_streams.hpp"

namespace heatreel::base {

void end_process(const Error& error) {
  say("{}", error.what());
  ::_exit(static_cast<int>(error.exit_code()));
}

bool pause(double seconds, const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any stopped;
  std::unique_lock lock(mutex);
  stopped.wait_for(lock, stop, std::chrono::duration<double>(seconds), [] { return false; });
  return !stop.stop_requested();
}

}  // namespace heatreel::base
