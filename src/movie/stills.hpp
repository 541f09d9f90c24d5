// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "heatreel/movie/movie_stage.hpp"

namespace heatreel::movie {

/// A frame and the PNG that it goes to.
using Still = std::pair<grid::FrameIndex, std::string>;

/// Draws single frames.
void draw_stills(const Subject& subject, const config::MovieOptions& options,
                 const std::vector<Still>& stills, app::ProgressStyle style);

/// Draws up to twelve frames, evenly spaced from the first to the last, on one PNG of 1920×1080.
void draw_contact_sheet(const Subject& subject, config::MovieOptions options,
                        const std::string& path, app::ProgressStyle style);

}  // namespace heatreel::movie
