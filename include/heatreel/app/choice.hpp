// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "heatreel/config/picture_choices.hpp"
#include "heatreel/store/frame_reader.hpp"

/// The metrics and frames of a result file that a command line names.
namespace heatreel::app {

/// Indices of the metrics with these labels, such as P.amplitude, in the order of the labels. No
/// labels mean all metrics. A metric's error variable has no label.
/// \param option what to name in messages \param input the file, for messages
/// \throws base::UsageError for a metric that the file does not have
std::vector<std::size_t> chosen_metrics(const std::vector<std::string>& labels,
                                        const store::FileLayout& layout, const std::string& option,
                                        const std::string& input);

/// The frames to show: all frames up to the last complete one, or all frames if none is complete.
/// There is at least one.
std::int64_t frames_to_show(const store::FrameReader& reader);

/// The frames that a command line names, each once. Says it if the one nearest to a value is not at
/// that value.
/// \param option what to name in messages \param input the file, for messages
/// \throws base::UsageError for a frame that the file does not have, for the last complete frame if
/// there is none, and for a value of a parameter that is not the t axis
std::vector<grid::FrameIndex> chosen_frames(const std::vector<config::FrameChoice>& asked,
                                            const store::FrameReader& reader,
                                            const std::string& option, const std::string& input);

/// At most `count` of `frames` (≥ 1) frames, as evenly spaced as whole numbers can be, from the
/// first to the last.
std::vector<grid::FrameIndex> even_frames(std::int64_t frames, std::int64_t count);

}  // namespace heatreel::app
