// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace heatreel::store {

/// Reads some of everything in a result file in a child process, so that a crash inside the HDF5
/// library, which damaged or hostile metadata can cause, ends the child alone. To be called before
/// a FrameReader opens a file that may come from anywhere; not for files of this run, nor where
/// other threads work. Says nothing of what FrameReader itself will refuse.
/// \throws base::ConfigError if the child crashed, or took a minute of processor time
void rehearse_reading(const std::string& path);

}  // namespace heatreel::store
