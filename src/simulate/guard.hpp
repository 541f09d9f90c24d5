// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace heatreel::simulate {

/// Makes sure that programs which this process starts do not outlive it, however it ends, also by
/// SIGKILL. Starts another process, the guard (simulate/guard/main.cpp), unless it was started
/// before. It waits until this process ends, and kills whatever has the mark in its environment
/// then: programs that were started, and what these have started. Safe to call from several
/// threads. \throws base::RuntimeError if the guard cannot be started
void start_guard();

/// The mark of this process' programs, as NAME=VALUE.
const std::string& guard_mark();

}  // namespace heatreel::simulate
