// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "heatreel/store/frame_reader.hpp"

namespace heatreel::app {

/// Whether the committed frames of a result file hold what was computed.
struct FileCheck {
  struct Damage {
    grid::FrameIndex frame = 0;
    std::string what;  ///< "P_amplitude, range of P_period"
  };
  std::vector<bool> sound;        ///< by frame
  std::vector<bool> uncommitted;  ///< by frame
  std::vector<Damage> damages;
};

/// Adds up every byte of every committed frame, a piece at a time, and compares with the checksums
/// and ranges that the file records.
FileCheck check_file(const store::FrameReader& reader);

/// Where the flags are set, as "0-11, 13, 20-49"; "none".
std::string list_ranges(const std::vector<bool>& flags);

}  // namespace heatreel::app
