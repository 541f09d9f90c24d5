// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <mutex>
#include <optional>
#include <thread>

#include "heatreel/store/held_file.hpp"

namespace heatreel::store {

/// Looks after the open result file on rank 0: when the run asks, and once a second by a thread of
/// its own, so that a sweep whose file is gone does not compute until its next commit. The thread
/// ends the process; it calls neither MPI nor HDF5. Only the first to notice a loss tells it.
class Sentry {
 public:
  explicit Sentry(HeldFile file, std::chrono::milliseconds pause = std::chrono::seconds(1));
  ~Sentry() = default;
  Sentry(const Sentry&) = delete;
  Sentry& operator=(const Sentry&) = delete;

  /// See HeldFile. Only the run itself looks at the count, since it changes it.
  void expect_count(StoredBytes count);
  /// \throws base::RuntimeError if the file is no longer this run's
  void check();
  /// See HeldFile: for the run, which will tell it.
  std::optional<base::Complaint> loss(HeldFile::Depth depth);

 private:
  void run(const std::stop_token& stop);

  std::mutex mutex_;
  HeldFile file_;
  std::chrono::milliseconds pause_;
  bool told_ = false;    ///< the run knows
  std::jthread thread_;  ///< last, so that it is joined first
};

}  // namespace heatreel::store
