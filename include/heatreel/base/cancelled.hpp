// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <stop_token>

namespace heatreel::base {

/// Thrown by long work that was told to stop.
struct Cancelled {};

inline void throw_if_stopped(const std::stop_token& stop) {
  if (stop.stop_requested()) {
    throw Cancelled();
  }
}

}  // namespace heatreel::base
