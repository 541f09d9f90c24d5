// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "heatreel/movie/movie_stage.hpp"

namespace heatreel::movie {

/// A frame and the PNG that it goes to.
using Still = std::pair<grid::FrameIndex, std::string>;

/// Draws single frames. \throws app::Interrupted when a stop is requested; pictures that are whole
/// stay
void draw_stills(Subject subject, const config::MovieOptions& options,
                 const std::vector<Still>& stills, app::ProgressStyle style,
                 const app::StopRequest& stop);

}  // namespace heatreel::movie
