// SPDX-License-Identifier: GPL-3.0-or-later
#include "watchdog.hpp"

#include <utility>

#include <fmt/format.h>

#include "heatreel/base/error.hpp"
#include "heatreel/base/text.hpp"
#include "heatreel/base/watching.hpp"

namespace heatreel::store {

namespace {

/// Seconds that the other ranks wait longer. Rank 0 prints the message, and its end is theirs; they
/// speak only if rank 0 does not.
constexpr double others_wait = 5.0;

}  // namespace

Watchdog::Watchdog(std::string path, double seconds, int rank)
    : path_(std::move(path)),
      seconds_(seconds),
      patience_(seconds + (rank == 0 ? 0.0 : others_wait)) {
  if (seconds > 0.0) {
    thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
  }
}

Watchdog::Watch::Watch(Watchdog& dog, const char* call) : dog_(dog) { dog_.set(call); }

Watchdog::Watch::~Watch() { dog_.set(nullptr); }

void Watchdog::set(const char* call) {
  {
    const std::lock_guard lock(mutex_);
    call_ = call;
    deadline_ = std::chrono::steady_clock::now() +
                std::chrono::duration_cast<std::chrono::steady_clock::duration>(patience_);
  }
  changed_.notify_one();
}

void Watchdog::run(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    if (call_ == nullptr) {
      changed_.wait(lock, stop, [this] { return call_ != nullptr; });
    } else if (std::chrono::steady_clock::now() < deadline_) {
      changed_.wait_until(lock, stop, deadline_, [this] { return call_ == nullptr; });
    } else {
      give_up();
    }
  }
}

void Watchdog::give_up() const {
  base::end_process(
      base::RuntimeError({fmt::format("{} {} has not returned after {}", call_,
                                      base::printable(path_), base::format_seconds(seconds_)),
                          "the file system is stuck, or slower than --io-timeout allows",
                          "What was committed is safe: continue with --resume."}));
}

}  // namespace heatreel::store
