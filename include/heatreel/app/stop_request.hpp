// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <limits>
#include <optional>
#include <string>

#include "heatreel/base/clock.hpp"
#include "heatreel/base/error.hpp"

namespace heatreel::app {

/// Why work ends before it is done.
struct StopCause {
  enum class Kind { signal, time_limit, failed_cells } kind = Kind::signal;
  int signal = 0;  ///< its number, for that kind

  /// "stopped by SIGTERM", "stopped at the time limit", ...
  std::string words() const;
};

/// What is left of interrupted work, for messages.
inline constexpr const char* nothing_kept = "nothing of it is kept";

/// Thrown by work that was interrupted.
class Interrupted : public base::Error {
 public:
  explicit Interrupted(const base::Complaint& complaint)
      : Error(complaint, base::ExitCode::stopped_resumable) {}
};

/// What a signal handler touches: nothing but lock-free atomics.
struct SignalState {
  std::atomic<int> first = 0;  ///< number of the first signal that was remembered; 0 for none
  std::atomic<bool> interrupted = false;  ///< whether a SIGINT was among them
  std::atomic<bool> in_control = false;
  std::atomic<bool> speaks = false;
};

/// Whether somebody wants the program to end: by SIGUSR1, SIGTERM, SIGINT, or SIGHUP unless that
/// was ignored from the start (nohup). One object a process, made at its very beginning.
///
/// At first a signal ends the process at once, with the exit code for stopped work, since nothing
/// has to be put in order yet. If speak() was called, a line says so. After take_control() signals
/// are remembered, and the work asks for them at points where it can end. A second SIGINT ends the
/// process at once.
class StopRequest {
 public:
  /// \param ignores_hang_up whether SIGHUP has no effect, then and afterwards
  explicit StopRequest(bool ignores_hang_up = false);
  /// Gives the signals their usual effect again.
  ~StopRequest();
  StopRequest(const StopRequest&) = delete;
  StopRequest& operator=(const StopRequest&) = delete;

  /// For rank 0, the one process of the job that prints.
  void speak() const;
  /// To be called before something is made that must not be left behind: a lock, a temporary file.
  /// Also after give_up_control().
  void take_control() const;
  /// For work that only reads and prints: signals have their usual effect again, including a signal
  /// that has already come.
  void give_up_control() const;

  /// Limits the time since construction, which seconds() tells.
  void limit_time(double seconds) { time_limit_ = seconds; }
  double time_limit() const { return time_limit_; }
  double seconds() const { return clock_.seconds(); }

  /// Number of the first signal that was remembered; 0 if none was.
  int signal() const;
  /// A signal, or a time limit that is near; nothing if work may go on.
  std::optional<StopCause> cause() const;
  /// For work that can be interrupted here. \param work "making the movie a.mp4"
  /// \param left what remains of the work, for the message
  /// \throws Interrupted if there is a cause
  void end_if_requested(const std::string& work, const char* left = nothing_kept) const;

 private:
  base::Stopwatch clock_;
  /// Used by the signal handler. The movie library has a copy of this class' code with other global
  /// variables, so the object holds pointers to the right ones and to the handler that uses them.
  SignalState& state_;
  void (*handler_)(int);
  bool ignores_hang_up_;
  double time_limit_ = std::numeric_limits<double>::infinity();
};

}  // namespace heatreel::app
