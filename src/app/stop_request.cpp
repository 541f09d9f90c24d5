// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/app/stop_request.hpp"

#include <array>
#include <atomic>
#include <csignal>

#include <fmt/format.h>
#include <unistd.h>

#include "heatreel/base/standard_streams.hpp"
#include "heatreel/base/text.hpp"
#include "heatreel/schedule/deadline.hpp"

namespace heatreel::app {

namespace {

constexpr std::array<int, 4> stop_signals = {SIGUSR1, SIGTERM, SIGINT, SIGHUP};

SignalState state;
static_assert(std::atomic<int>::is_always_lock_free && std::atomic<bool>::is_always_lock_free);

/// Nothing was touched, so nothing is put in order.
[[noreturn]] void end_at_once(int number) {
  if (state.speaks.exchange(false)) {
    std::array<char, 96> line = {};  // formatted without an allocation
    const auto end = fmt::format_to_n(line.data(), line.size(),
                                      "heatreel: stopped by SIG{} (no file was changed)\n",
                                      sigabbrev_np(number));
    base::write_error({line.data(), static_cast<std::size_t>(end.out - line.data())});
  }
  ::_exit(static_cast<int>(base::ExitCode::stopped_resumable));
}

void answer(int number) {
  if (!state.in_control) {
    end_at_once(number);
  }
  if (number == SIGINT && state.interrupted.exchange(true)) {
    std::signal(SIGINT, SIG_DFL);
    std::raise(SIGINT);
  }
  int none = 0;
  state.first.compare_exchange_strong(none, number);
}

void handle_stop_signals(void (*handler)(int), bool ignores_hang_up) {
  struct sigaction action {};
  action.sa_flags = SA_RESTART;  // no system call fails because of a signal
  for (const int number : stop_signals) {
    sigaddset(&action.sa_mask, number);
  }
  for (const int number : stop_signals) {
    action.sa_handler = number == SIGHUP && ignores_hang_up ? SIG_IGN : handler;
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

StopRequest::StopRequest(bool ignores_hang_up)
    : state_(state), handler_(answer), ignores_hang_up_(ignores_hang_up) {
  state_.first = 0;
  state_.interrupted = false;
  state_.in_control = false;
  state_.speaks = false;
  handle_stop_signals(handler_, ignores_hang_up_);
}

StopRequest::~StopRequest() { handle_stop_signals(SIG_DFL, ignores_hang_up_); }

void StopRequest::speak() const { state_.speaks = true; }

void StopRequest::take_control() const {
  state_.in_control = true;
  handle_stop_signals(handler_, ignores_hang_up_);
}

void StopRequest::give_up_control() const {
  handle_stop_signals(SIG_DFL, ignores_hang_up_);
  if (signal() != 0) {
    std::raise(signal());
  }
}

int StopRequest::signal() const { return state_.first; }

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
