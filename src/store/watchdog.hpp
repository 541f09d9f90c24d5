// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

namespace heatreel::store {

/// Ends this process, and thereby the job, when a call into a stuck file system does not come back:
/// nothing else can, since the call holds the thread that talks MPI. A thread of its own watches;
/// it calls neither MPI nor HDF5.
class Watchdog {
 public:
  /// \param seconds that a call may take; 0 watches nothing
  /// \param rank all but 0 wait a little longer, so that one message is printed
  Watchdog(std::string path, double seconds, int rank);
  ~Watchdog() = default;
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

  /// Watches from its making to its end; one at a time.
  class Watch {
   public:
    Watch(Watchdog& dog, const char* call);
    ~Watch();
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;

   private:
    Watchdog& dog_;
  };

 private:
  void set(const char* call);
  void run(const std::stop_token& stop);
  [[noreturn]] void give_up() const;

  std::string path_;
  double seconds_;
  std::chrono::duration<double> patience_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  const char* call_ = nullptr;  ///< what is under way
  std::chrono::steady_clock::time_point deadline_;
  std::jthread thread_;  ///< last, so that it is joined first
};

}  // namespace heatreel::store
