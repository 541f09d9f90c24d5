// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "heatreel/config/sweep_config.hpp"

namespace heatreel::config {

/// Rates of a stream; slower ones play badly in common players, so pictures are repeated instead.
inline constexpr int stream_fps_least = 10;
inline constexpr int stream_fps_most = 240;

/// How the frames of a sweep become a stream of constant rate.
struct MovieTiming {
  int stream_fps = stream_fps_least;  ///< pictures a second of the stream
  int repeat = 1;                     ///< times each frame's picture is shown
  bool operator==(const MovieTiming&) const = default;
};

/// Seconds that `frames` frames last.
double movie_seconds(const MovieTiming& timing, std::int64_t frames);

/// The stream that shows frames_per_second frames a second exactly or, with a duration, the one
/// whose length for `frames` (≥ 1) frames comes nearest to it.
/// \throws base::UsageError if even stream_fps_most cannot be that quick
MovieTiming plan_timing(const MovieOptions& options, std::int64_t frames);

}  // namespace heatreel::config
