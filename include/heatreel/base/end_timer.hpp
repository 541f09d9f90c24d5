// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>
#include <thread>

#include "heatreel/base/error.hpp"

namespace heatreel::base {

/// Ends the process (see end_process()) when its time is over, unless the timer is destroyed before
/// that. For work that may hang in a call that nothing can interrupt: a thread of the timer waits.
class EndTimer {
 public:
  /// \param seconds until the end; infinity for never
  /// \param complaint called at the end, in the timer's thread
  EndTimer(double seconds, std::function<Complaint()> complaint, ExitCode exit_code);
  ~EndTimer() = default;
  EndTimer(const EndTimer&) = delete;
  EndTimer& operator=(const EndTimer&) = delete;

 private:
  std::jthread thread_;
};

}  // namespace heatreel::base
