// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "heatreel/base/error.hpp"

namespace heatreel::store {

/// Ends this process, and thereby the job, from a thread that watches: what happened is printed as
/// main would print it. Waits for no other thread and no stream.
[[noreturn]] void end_process(const base::Error& error);

}  // namespace heatreel::store
