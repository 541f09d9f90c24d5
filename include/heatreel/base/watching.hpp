// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <stop_token>

#include "heatreel/base/error.hpp"

/// For threads that watch over the work of others.
namespace heatreel::base {

/// Ends this process at once, and the whole job with it. Prints the error as `main` would. Waits
/// for no other thread, uses no stream, whose lock a hanging thread may hold, and runs no
/// destructor.
[[noreturn]] void end_process(const Error& error);

/// Waits for some seconds. \returns false, and at once, when a stop is requested
bool pause(double seconds, const std::stop_token& stop);

}  // namespace heatreel::base
