// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/app/progress.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include <fmt/format.h>
#include <unistd.h>

#include "heatreel/base/text.hpp"

namespace heatreel::app {

ProgressStyle progress_style(bool quiet) {
  if (quiet) {
    return ProgressStyle::none;
  }
  return isatty(STDERR_FILENO) != 0 ? ProgressStyle::terminal : ProgressStyle::log;
}

std::string progress_bar(double fraction, int width) {
  const int full = static_cast<int>(std::clamp(fraction, 0.0, 1.0) * width);
  return "[" + std::string(static_cast<std::size_t>(full), '#') +
         std::string(static_cast<std::size_t>(width - full), '.') + "]";
}

std::string sweep_progress(const SweepState& state, const SweepState& total, double seconds) {
  const auto cells = static_cast<double>(state.cells);
  const auto computed = static_cast<double>(state.cells - state.stored);
  const double rate = seconds > 0.0 ? computed / seconds : 0.0;
  // Rounded down: 100 % is said when everything is finished, not before.
  std::string text =
      fmt::format("{:3.0f} %  {}/{} frames  {} cells/s",
                  std::floor(100.0 * cells / static_cast<double>(total.cells)), state.frames,
                  total.frames, base::format_count(static_cast<std::int64_t>(rate)));
  // The first chunks are small, to learn what a cell costs, and tell little about the rest.
  if (state.cells < total.cells && rate > 0.0 && seconds >= 2.0) {
    const double left = static_cast<double>(total.cells - state.cells) / rate;
    text += fmt::format("  {} left", base::format_seconds(left));
  }
  if (state.failed > 0) {
    text += fmt::format("  {} failed", base::format_count(state.failed));
  }
  return text;
}

Progress::Progress(ProgressStyle style) : style_(style), next_(interval()) {}

Progress::~Progress() {
  if (on_line_) {
    std::fputc('\n', stderr);
  }
}

double Progress::interval() const { return style_ == ProgressStyle::log ? 5.0 : 0.2; }

bool Progress::due() const { return style_ != ProgressStyle::none && clock_.seconds() >= next_; }

void Progress::show(double fraction, const std::string& text) {
  if (style_ == ProgressStyle::terminal) {
    // \r goes to the line's start, \033[K clears what an earlier, longer text left.
    fmt::print(stderr, "\r{} {}\033[K", progress_bar(fraction, 24), text);
    std::fflush(stderr);
    on_line_ = true;
  } else {
    fmt::print(stderr, "heatreel: {}\n", text);
  }
  next_ = clock_.seconds() + interval();
}

}  // namespace heatreel::app
