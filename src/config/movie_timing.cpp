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

/// The timing nearest to `rate` frames a second; of equally near ones the one with the fewest
/// pictures.
MovieTiming nearest_timing(double rate) {
  const int most = rate <= stream_fps_usual ? stream_fps_usual : stream_fps_most;
  MovieTiming best;
  double best_error = HUGE_VAL;
  for (int fps = stream_fps_least; fps <= most; ++fps) {
    const MovieTiming timing{fps, std::max(1, static_cast<int>(std::lround(fps / rate)))};
    const double error = std::abs(rate / timing.frames_per_second() - 1.0);
    if (error < best_error - 1e-9) {
      best = timing;
      best_error = error;
    }
  }
  return best;
}

/// Ten a second; fewer where the movie would last less than 5 s, but none for longer than 2 s.
double usual_rate(std::int64_t frames) {
  constexpr double shortest = 5.0;
  return std::clamp(static_cast<double>(frames) / shortest, 0.5, 10.0);
}

void check_duration(double seconds, std::int64_t frames) {
  const double shortest = movie_seconds({stream_fps_most, 1}, frames);
  if (seconds < shortest) {
    throw base::UsageError({fmt::format("--duration {} is too short", seconds),
                            fmt::format("{} frames at {} a second last {:.3g} s",
                                        base::format_count(frames), stream_fps_most, shortest),
                            "Give a longer duration."});
  }
}

bool differ(double a, double b) { return std::abs(a - b) > 1e-6 * std::abs(b); }

/// Says that a number was not met, and by which one it is replaced.
std::string nearest_note(const char* option, double asked, double got, const char* unit) {
  return fmt::format(
      "{} {:g} cannot be met exactly, so it is {:.5g}{} (a stream has a whole number of pictures a "
      "second, {} to {}, and shows each frame a whole number of times)",
      option, asked, got, unit, stream_fps_least,
      got <= stream_fps_usual ? stream_fps_usual : stream_fps_most);
}

}  // namespace

double movie_seconds(const MovieTiming& timing, std::int64_t frames) {
  return (static_cast<double>(frames) * timing.repeat + timing.hold) / timing.stream_fps;
}

MovieTiming plan_timing(const MovieOptions& options, std::int64_t frames) {
  HEATREEL_REQUIRE(frames >= 1);
  double rate = options.frames_per_second.value_or(usual_rate(frames));
  if (options.duration) {
    check_duration(*options.duration, frames);
    rate = static_cast<double>(frames) / *options.duration;
  }
  MovieTiming timing = nearest_timing(rate);
  timing.hold = static_cast<int>(std::lround(options.hold_last * timing.stream_fps));
  return timing;
}

std::vector<std::string> movie_notes(const MovieOptions& options, std::int64_t frames) {
  std::vector<std::string> notes;
  const MovieTiming timing = plan_timing(options, frames);
  const double rate = timing.frames_per_second();
  const double seconds = static_cast<double>(frames) / rate;
  if (options.duration && differ(seconds, *options.duration)) {
    notes.push_back(nearest_note("--duration", *options.duration, seconds, " s"));
  }
  if (options.frames_per_second && differ(rate, *options.frames_per_second)) {
    notes.push_back(nearest_note("--fps", *options.frames_per_second, rate, ""));
  }
  if (options.encoder.pixel_format == video::PixelFormat::yuv444p) {
    notes.emplace_back("--pix-fmt yuv444p does not play in QuickTime, on iPhones and in Firefox");
  } else if (options.encoder.crf == 0) {
    notes.emplace_back(
        "--crf 0 makes a stream of the profile High 4:4:4 Predictive, which browsers and QuickTime "
        "do not play; --crf 1 looks the same");
  }
  return notes;
}

}  // namespace heatreel::config
