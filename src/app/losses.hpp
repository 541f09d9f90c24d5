// SPDX-License-Identifier: GPL-3.0-or-later
// What a result file does not hold, in words.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "heatreel/app/stop_request.hpp"
#include "heatreel/app/sweep.hpp"
#include "heatreel/config/command.hpp"
#include "heatreel/store/frame_reader.hpp"

namespace heatreel::app {

/// Cells in which a metric has no value although they were computed well, by metric of `metrics`
/// (their indices in the file's layout). Reads all committed frames, in bands of rows.
/// \throws Interrupted when a stop is requested
std::vector<std::int64_t> count_missing(const store::FrameReader& reader,
                                        const std::vector<std::size_t>& metrics,
                                        const StopRequest& stop);

/// How a metric lies in a file, to tell what its type makes of it.
struct StoredNumbers {
  std::optional<store::ValueRange> stored;  ///< as the file has them
  std::optional<store::ValueRange> exact;   ///< before they were rounded, where that is known
  std::optional<store::ValueRange> colors;  ///< what the colours span, if not all numbers
  bool logarithmic = false;                 ///< whether colours go by ratios
};

/// What float32 took away that colours would show; "" if nothing.
std::string float32_loss(const StoredNumbers& numbers);

/// A line for each loss: metrics that are missing in some cells although such a metric usually is
/// not, numbers that float32 cannot tell apart, and Lyapunov exponents that have not converged.
/// \param sweep nothing if an earlier run has computed all of it
std::vector<std::string> losses_in_words(const store::FrameReader& reader,
                                         const config::RunCommand& command,
                                         const std::optional<SweepStatistics>& sweep,
                                         const StopRequest& stop);

}  // namespace heatreel::app
