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

/// Whether somebody wants the program to end. From its construction on SIGUSR1, SIGTERM and SIGINT
/// no longer end the process but are remembered, for the work to ask when it suits. A second SIGINT
/// ends the process at once. One object a process, made at its very beginning.
class StopRequest {
 public:
  StopRequest();
  /// Gives the signals their usual effect again.
  ~StopRequest();
  StopRequest(const StopRequest&) = delete;
  StopRequest& operator=(const StopRequest&) = delete;

  /// For work that need not end in good order: signals end the process again, also one that has
  /// come already.
  void give_up_control() const;

  /// Limits the time since construction, which seconds() tells.
  void limit_time(double seconds) { time_limit_ = seconds; }
  double time_limit() const { return time_limit_; }
  double seconds() const { return clock_.seconds(); }

  /// Number of the first signal that came; 0 if none has.
  int signal() const;
  /// A signal, or a time limit that is near; nothing if work may go on.
  std::optional<StopCause> cause() const;
  /// For work that can be ended in between. \param work "making the movie a.mp4"
  /// \param left what will be there of it, for the message
  /// \throws Interrupted if there is a cause
  void end_if_requested(const std::string& work, const char* left = nothing_kept) const;

 private:
  base::Stopwatch clock_;
  /// The handler's. The movie library has a copy of this class' code, but none of what a signal
  /// changes, so the object says where it is.
  const std::atomic<int>& first_signal_;
  double time_limit_ = std::numeric_limits<double>::infinity();
};

}  // namespace heatreel::app
