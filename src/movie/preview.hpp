// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "heatreel/app/progress.hpp"
#include "heatreel/app/stop_request.hpp"
#include "heatreel/config/sweep_config.hpp"
#include "heatreel/movie/movie_stage.hpp"

namespace heatreel::movie {

/// Draws up to a hundred frames of the subject, evenly chosen, as a small animated WebP.
/// \returns its size in bytes \throws app::Interrupted when a stop is requested; nothing is left
std::uint64_t make_preview(Subject subject, config::MovieOptions options, const std::string& path,
                           app::ProgressStyle style, const app::StopRequest& stop);

}  // namespace heatreel::movie
