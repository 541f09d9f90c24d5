// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/base/end_timer.hpp"

#include <cmath>
#include <utility>

#include "heatreel/base/watching.hpp"

namespace heatreel::base {

EndTimer::EndTimer(double seconds, std::function<Complaint()> complaint, ExitCode exit_code) {
  if (!std::isfinite(seconds)) {
    return;
  }
  thread_ = std::jthread([=, complaint = std::move(complaint)](const std::stop_token& stop) {
    if (pause(seconds, stop)) {
      end_process(Error(complaint(), exit_code));
    }
  });
}

}  // namespace heatreel::base
