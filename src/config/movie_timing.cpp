// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/config/movie_timing.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "heatreel/base/contract.hpp"
#include "heatreel/base/error.hpp"
#include "heatreel/base/text.hpp"

namespace heatreel::config {

namespace {

/// Rates above this are for frames that would not fit otherwise: they cost size and few screens
/// show them.
constexpr int stream_fps_usual = 60;

/// The timing nearest to `seconds`; of equally near ones the one with the fewest pictures.
MovieTiming nearest_timing(double seconds, std::int64_t frames) {
  const double rate = static_cast<double>(frames) / seconds;
  const int most = rate <= stream_fps_usual ? stream_fps_usual : stream_fps_most;
  MovieTiming best;
  double best_error = HUGE_VAL;
  for (int fps = stream_fps_least; fps <= most; ++fps) {
    const MovieTiming timing{fps, std::max(1, static_cast<int>(std::lround(fps / rate)))};
    const double error = std::abs(movie_seconds(timing, frames) - seconds);
    if (error < best_error - 1e-9 * seconds) {
      best = timing;
      best_error = error;
    }
  }
  return best;
}

}  // namespace

double movie_seconds(const MovieTiming& timing, std::int64_t frames) {
  return static_cast<double>(frames) * timing.repeat / timing.stream_fps;
}

MovieTiming plan_timing(const MovieOptions& options, std::int64_t frames) {
  HEATREEL_REQUIRE(frames >= 1);
  if (!options.duration) {
    const int fps = options.frames_per_second;
    const int repeat = (stream_fps_least + fps - 1) / fps;
    return {fps * repeat, repeat};
  }
  const double shortest = movie_seconds({stream_fps_most, 1}, frames);
  if (*options.duration < shortest) {
    throw base::UsageError({fmt::format("--duration {} is too short", *options.duration),
                            fmt::format("{} frames at {} a second last {:.3g} s",
                                        base::format_count(static_cast<std::uint64_t>(frames)),
                                        stream_fps_most, shortest),
                            "Give a longer duration."});
  }
  return nearest_timing(*options.duration, frames);
}

}  // namespace heatreel::config
