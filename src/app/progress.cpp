// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/app/progress.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "heatreel/base/standard_streams.hpp"
#include "heatreel/base/text.hpp"

namespace heatreel::app {

namespace {

constexpr int bar_width = 24;

/// Columns of the terminal now; it may have been resized.
int terminal_width() {
  constexpr int usual = 80;
  winsize size = {};
  return ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : usual;
}

/// A line that cannot be written at once would be out of date later.
void draw(const std::string& text) { base::write_error(text, std::chrono::milliseconds(0)); }

}  // namespace

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

std::string joined(const ProgressFields& fields) {
  std::string text;
  for (const ProgressField& field : fields) {
    text += (text.empty() ? "" : "  ") + field.text;
  }
  return text;
}

std::string progress_line(double fraction, ProgressFields fields, int width) {
  const auto room = static_cast<std::size_t>(std::max(0, width - 1));
  std::string full = progress_bar(fraction, bar_width) + " " + joined(fields);
  if (full.size() <= room) {
    return full;
  }
  while (fields.size() > 1 && joined(fields).size() > room) {
    fields.erase(std::ranges::min_element(fields, {}, &ProgressField::rank));
  }
  return joined(fields).substr(0, room);
}

ProgressFields sweep_progress(const SweepState& state, const SweepState& total, double seconds) {
  const auto cells = static_cast<double>(state.cells);
  const auto computed = static_cast<double>(state.cells - state.stored);
  const double rate = seconds > 0.0 ? computed / seconds : 0.0;
  // Rounded down: 100 % is said when everything is finished, not before.
  const double percent = std::floor(100.0 * cells / static_cast<double>(total.cells));
  const std::string speed = base::format_count(static_cast<std::int64_t>(rate));
  ProgressFields fields = {
      {fmt::format("{:3.0f} %", percent), 4},
      {fmt::format("{}/{} frames", state.frames, total.frames), 2},
      {state.compiling ? std::string("compiling") : fmt::format("{} cells/s", speed), 1}};
  // The first chunks are small, to learn what a cell costs, and tell little about the rest.
  if (state.cells < total.cells && rate > 0.0 && seconds >= 2.0) {
    const double left = static_cast<double>(total.cells - state.cells) / rate;
    fields.push_back({fmt::format("{} left", base::format_seconds(left)), 3});
  }
  if (state.failed > 0) {
    fields.push_back({fmt::format("{} failed", base::format_count(state.failed)), 5});
  }
  return fields;
}

Progress::Progress(ProgressStyle style) : style_(style), next_(interval()) {}

Progress::~Progress() {
  if (on_line_) {
    draw("\n");
  }
}

double Progress::interval() const { return style_ == ProgressStyle::log ? 5.0 : 0.2; }

bool Progress::due() const { return style_ != ProgressStyle::none && clock_.seconds() >= next_; }

void Progress::show(double fraction, const ProgressFields& fields) {
  if (style_ == ProgressStyle::terminal) {
    // \r goes to the line's start, \033[K clears what an earlier, longer text left.
    draw(fmt::format("\r{}\033[K", progress_line(fraction, fields, terminal_width())));
    on_line_ = true;
  } else {
    draw(fmt::format("heatreel: {}\n", joined(fields)));
  }
  next_ = clock_.seconds() + interval();
}

}  // namespace heatreel::app
