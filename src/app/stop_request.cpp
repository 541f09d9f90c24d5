// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/app/stop_request.hpp"

#include <array>
#include <atomic>
#include <csignal>

#include <fmt/format.h>

#include "heatreel/base/text.hpp"
#include "heatreel/schedule/deadline.hpp"

namespace heatreel::app {

namespace {

constexpr std::array<int, 3> stop_signals = {SIGUSR1, SIGTERM, SIGINT};

// A handler may touch nothing but lock-free atomics.
std::atomic<int> first_signal = 0;
std::atomic<bool> interrupted = false;
static_assert(std::atomic<int>::is_always_lock_free && std::atomic<bool>::is_always_lock_free);

void remember(int number) {
  if (number == SIGINT && interrupted.exchange(true)) {
    std::signal(SIGINT, SIG_DFL);
    std::raise(SIGINT);
  }
  int none = 0;
  first_signal.compare_exchange_strong(none, number);
}

void handle_stop_signals(void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;  // no system call fails because of a signal
  for (const int number : stop_signals) {
    sigaction(number, &action, nullptr);
  }
}

std::string signal_name(int number) {
  const char* name = sigabbrev_np(number);
  return name != nullptr ? fmt::format("SIG{}", name) : fmt::format("signal {}", number);
}

}  // namespace

std::string StopCause::words() const {
  switch (kind) {
    case Kind::signal:
      return "stopped by " + signal_name(signal);
    case Kind::time_limit:
      return "stopped at the time limit";
    case Kind::failed_cells:
      break;
  }
  return "given up, too many cells failed";
}

StopRequest::StopRequest() : first_signal_(first_signal) {
  first_signal = 0;
  interrupted = false;
  handle_stop_signals(remember);
}

StopRequest::~StopRequest() { handle_stop_signals(SIG_DFL); }

void StopRequest::give_up_control() const {
  handle_stop_signals(SIG_DFL);
  if (signal() != 0) {
    std::raise(signal());
  }
}

int StopRequest::signal() const { return first_signal_; }

std::optional<StopCause> StopRequest::cause() const {
  if (signal() != 0) {
    return StopCause{StopCause::Kind::signal, signal()};
  }
  if (schedule::Deadline(time_limit_).reached(seconds())) {
    return StopCause{StopCause::Kind::time_limit};
  }
  return std::nullopt;
}

void StopRequest::end_if_requested(const std::string& work, const char* left) const {
  if (const auto why = cause()) {
    throw Interrupted({fmt::format("{} while {}", why->words(), base::printable(work)), left, ""});
  }
}

}  // namespace heatreel::app
