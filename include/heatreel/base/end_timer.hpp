// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>
#include <thread>

#include "heatreel/base/error.hpp"

namespace heatreel::base {

/// Ends the process when its time is over, unless it is destroyed before: for work that may hang in
/// a call which nothing interrupts. A thread of its own waits; it uses no stream, whose lock may be
/// with the thread that hangs, and runs no destructor.
class EndTimer {
 public:
  /// \param seconds until the end; infinity for never
  /// \param complaint asked for at the end, in the timer's thread
  EndTimer(double seconds, std::function<Complaint()> complaint, ExitCode exit_code);
  ~EndTimer() = default;
  EndTimer(const EndTimer&) = delete;
  EndTimer& operator=(const EndTimer&) = delete;

 private:
  std::jthread thread_;
};

}  // namespace heatreel::base
