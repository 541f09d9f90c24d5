// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "heatreel/config/sweep_config.hpp"

namespace heatreel::config {

/// Rates of a stream; slower ones play badly in common players, so pictures are repeated instead.
inline constexpr int stream_fps_least = 10;
inline constexpr int stream_fps_most = 240;

/// How the frames of a sweep become a stream of constant rate.
struct MovieTiming {
  int stream_fps = stream_fps_least;  ///< pictures a second of the stream
  int repeat = 1;                     ///< times each frame's picture is shown
  int hold = 0;                       ///< additional times that the last one is shown
  bool operator==(const MovieTiming&) const = default;

  double frames_per_second() const { return static_cast<double>(stream_fps) / repeat; }
};

/// Seconds that `frames` frames last.
double movie_seconds(const MovieTiming& timing, std::int64_t frames);

/// The stream whose rate comes nearest to frames_per_second or, with a duration, whose length for
/// `frames` (≥ 1) frames comes nearest to it; the last frame is held in addition.
/// \throws base::UsageError if even stream_fps_most is too slow for the duration
MovieTiming plan_timing(const MovieOptions& options, std::int64_t frames);

/// Notes for the user on a movie of `frames` frames: that its rate or length is not exactly the one
/// given, that some players do not show it. One sentence each; usually there are none.
std::vector<std::string> movie_notes(const MovieOptions& options, std::int64_t frames);

}  // namespace heatreel::config
