// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "heatreel/base/clock.hpp"

namespace heatreel::app {

/// Where progress goes: nowhere, to a terminal as one line that is redrawn, to a log as a plain
/// line every few seconds.
enum class ProgressStyle { none, terminal, log };

/// The style that fits standard error.
ProgressStyle progress_style(bool quiet);

/// A part of a line. If the line is too long, the parts with the lowest rank are left out first.
struct ProgressField {
  std::string text;
  int rank = 0;  ///< each part of a line has a different rank
};
using ProgressFields = std::vector<ProgressField>;

/// Shows how far a long job is, on standard error. Call due() first, so that no text is
/// formatted and then not shown.
class Progress {
 public:
  explicit Progress(ProgressStyle style);
  /// Ends the line on a terminal.
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// Whether it is time for a new line.
  bool due() const;
  /// \param fraction done, between 0 and 1
  void show(double fraction, const ProgressFields& fields);
  /// Whether a line is on the terminal, which should then end on the final state.
  bool is_on_line() const { return on_line_; }
  /// Seconds since the job began.
  double seconds() const { return clock_.seconds(); }

 private:
  double interval() const;

  ProgressStyle style_;
  base::Stopwatch clock_;
  double next_;  ///< when to show again, in seconds of clock_
  bool on_line_ = false;
};

/// How far a sweep is.
struct SweepState {
  std::int64_t cells = 0;   ///< finished
  std::int64_t stored = 0;  ///< of them, by an earlier run
  std::int64_t failed = 0;  ///< of them
  std::int64_t frames = 0;  ///< committed
  bool compiling = false;   ///< no cell is computed yet, since programs are compiled
};

/// A sweep's progress in words. \param seconds since cells began to be computed
ProgressFields sweep_progress(const SweepState& state, const SweepState& total, double seconds);

/// The parts in their order, two blanks apart.
std::string joined(const ProgressFields& fields);

/// A line of a bar and these parts that fits into `width` - 1 columns, since some terminals wrap at
/// the last one. If there is no room, the bar is left out first, then parts by their rank.
std::string progress_line(double fraction, ProgressFields fields, int width);

/// A bar of `width` characters between brackets for a fraction between 0 and 1.
std::string progress_bar(double fraction, int width);

}  // namespace heatreel::app
