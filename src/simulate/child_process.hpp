// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "spawn.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace heatreel::simulate {

/// How a wait for a child process came to its end.
enum class Waited {
  done,      ///< what was waited for is there
  too_long,  ///< the time is over
  too_much,  ///< it writes more than is taken
  ended,     ///< its standard output has ended before
  unasked,   ///< it wrote before it was asked: which answer is whose, nobody knows
};

/// How long a child process may take, and how much it may write.
struct Patience {
  double seconds = 0.0;  ///< infinity for any time
  std::size_t bytes = 0;
  std::stop_token stop = {};
};

/// A program that runs beside this one. What it writes to standard error is read and dropped, but
/// for the last line. For one thread.
class ChildProcess {
 public:
  enum class Input { none, pipe };

  /// Starts it. \throws base::RuntimeError if that fails
  ChildProcess(const std::vector<std::string>& words, const std::vector<std::string>& environment,
               Input input);
  /// Kills it and what it has started in its process group, and waits for its end.
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  /// Sends `text`, and waits for a line of its standard output, which line() is then.
  /// \throws solve::Cancelled if a stop is requested, as the next three
  Waited exchange(std::string_view text, const Patience& patience);
  std::string_view line() const { return std::string_view(output_).substr(0, line_end_); }

  /// Whether nothing follows the line for as long as `patience` says.
  bool keeps_silent(const Patience& patience);

  /// Waits until it ends; output() is then all that it wrote to its standard output.
  Waited wait_for_end(const Patience& patience);
  const std::string& output() const { return output_; }

  /// Closes its standard input, and gives it a moment to end by itself.
  void dismiss(double seconds);

  /// The last line of its standard error that is not empty, so far.
  std::string last_error_line() const;
  /// How it has ended, in words; nothing if it ended well. \pre has_ended()
  std::optional<std::string> failure() const;
  bool has_ended();

 private:
  /// Reads what is there and writes what is taken, or sleeps if there is nothing to do.
  void advance(std::chrono::microseconds longest);
  /// Whether there was something.
  bool read_output();
  bool read_errors();
  void write_input();

  Descriptor input_;
  Descriptor output_end_;
  Descriptor error_end_;
  pid_t process_ = 0;
  std::string outgoing_;
  std::size_t sent_ = 0;  ///< bytes of it
  std::string output_;
  std::size_t line_end_ = 0;
  std::string errors_;         ///< the end of what it wrote there
  std::optional<int> status_;  ///< as waitpid() gives it, once it has ended
};

}  // namespace heatreel::simulate
