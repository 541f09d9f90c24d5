// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "heatreel/movie/movie_stage.hpp"

namespace heatreel::movie {

/// Draws frames of the subject beside each other for a paper, in the format that the path's ending
/// names: several frames of one field share a colour bar; several fields are rows with one each.
/// \throws base::UsageError if the heat maps have no room, app::Interrupted when a stop is
/// requested; nothing is left
void draw_figure(Subject subject, const config::MovieOptions& options,
                 const config::FigureOptions& figure, const std::vector<grid::FrameIndex>& frames,
                 const std::string& path, app::ProgressStyle style, const app::StopRequest& stop);

/// Draws up to twelve frames, evenly spaced from the first to the last, on one PNG of 1920×1080.
/// \throws app::Interrupted when a stop is requested; nothing is left
void draw_contact_sheet(Subject subject, config::MovieOptions options, const std::string& path,
                        app::ProgressStyle style, const app::StopRequest& stop);

}  // namespace heatreel::movie
