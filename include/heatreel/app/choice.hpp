// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "heatreel/store/frame_reader.hpp"

/// What of a result file a command line asks for.
namespace heatreel::app {

/// Indices of the metrics of these labels, such as P.amplitude, in their order; all without a
/// label. The metrics' errors, which come after all metrics in a file, have no label.
/// \param option what to name in messages \param input the file, for messages
/// \throws base::UsageError for a metric that the file has not
std::vector<std::size_t> chosen_metrics(const std::vector<std::string>& labels,
                                        const store::FileLayout& layout, const std::string& option,
                                        const std::string& input);

/// The frames that there is something to show of: all up to the last one that is complete, or all
/// if there is none. At least one.
std::int64_t frames_to_show(const store::FrameReader& reader);

/// The frames of these indices, where std::nullopt means the last complete one.
/// \param option what to name in messages \param input the file, for messages
/// \throws base::UsageError for a frame that the file has not, or for the last one if none is
/// complete
std::vector<grid::FrameIndex> chosen_frames(const std::vector<std::optional<std::int64_t>>& asked,
                                            const store::FrameReader& reader,
                                            const std::string& option, const std::string& input);

}  // namespace heatreel::app
