// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "heatreel/app/sweep_job.hpp"
#include "heatreel/store/frame_reader.hpp"

namespace heatreel::app {

/// True if the job continues a file with nothing left to do: a run has committed all frames and
/// closed it in good order.
bool is_finished(const SweepJob& job);

/// Makes a fresh job one that continues the file: takes over what the file says of itself and what
/// is stored in it already.
/// \param ask called while the file is read
/// \throws base::ConfigError if the file is of another sweep, with what differs; or if a rank lacks
/// the SIMD target that the file was begun with
void continue_file(const store::FrameReader& reader, const std::vector<RankProfile>& ranks,
                   SweepJob& job, const store::Ask& ask = {});

/// What two texts of to_ini() do not have in common, option by option:
/// "x is G=50:300:4 there and G=50:300:5 here".
std::vector<std::string> differences(std::string_view there, std::string_view here);

}  // namespace heatreel::app
