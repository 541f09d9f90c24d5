// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <stop_token>

#include "heatreel/base/error.hpp"

/// For threads that watch other threads.
namespace heatreel::base {

/// Ends this process at once, and the whole job with it. Prints the error as `main` would. It does
/// not wait for other threads, runs no destructors, and uses no streams, since a hanging thread may
/// hold their lock.
[[noreturn]] void end_process(const Error& error);

/// Waits for some seconds. \returns false, and at once, when a stop is requested
bool pause(double seconds, const std::stop_token& stop);

}  // namespace heatreel::base
