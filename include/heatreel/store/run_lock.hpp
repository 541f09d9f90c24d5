// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <memory>
#include <string>

namespace heatreel::store {

/// How a lock shows elsewhere that its run is alive: by the time its file was last touched.
struct LockTiming {
  std::chrono::milliseconds touch = std::chrono::seconds(5);  ///< time between two touches
  std::chrono::milliseconds stale =
      std::chrono::seconds(120);  ///< untouched for this time: nobody's
  /// After a run has taken a lock over, it waits this long and looks whether the lock is its own.
  std::chrono::milliseconds settle = std::chrono::milliseconds(200);
};

/// Keeps every other run from a result file, by `NAME.nc.lock` beside it: MPI-IO takes no lock. One
/// rank's, to be held from before the file is touched until it is closed. The lock's file names
/// host, boot, process-number namespace, process and job of its run. A run that was killed leaves
/// the file behind. The next run takes it over if the owner is certain to be gone. Where the
/// owner's process could be seen from here: if nobody holds the file's flock and the process is
/// gone. Otherwise, and if the file names no owner: if the file was not touched for some minutes.
/// A thread of its own touches the file, makes it again if it was deleted, and ends the process if
/// another run has the lock.
class RunLock {
 public:
  /// \param host name of this machine
  /// \throws base::RuntimeError if another run has it, naming its host, process and job
  RunLock(const std::string& result_path, const std::string& host, const LockTiming& timing = {});
  /// Removes the file.
  ~RunLock();
  RunLock(const RunLock&) = delete;
  RunLock& operator=(const RunLock&) = delete;

  /// The run that left the lock behind, in words to be shown; "" if there was none.
  const std::string& taken_over_from() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace heatreel::store
