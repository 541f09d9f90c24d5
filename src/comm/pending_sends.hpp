// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include <mpi.h>

namespace heatreel::comm {

/// Sends that are under way, with the bytes they send. MPI is asked about all of them at once, and
/// only when they have become twice as many as the last time: however many there are, starting one
/// costs the same on average.
class PendingSends {
 public:
  /// Starts a send; the bytes are copied.
  void start(MPI_Comm comm, int destination, int tag, std::span<const std::byte> bytes);
  /// Forgets the sends that have been delivered.
  void reap();
  bool empty() const { return requests_.empty(); }

 private:
  std::vector<MPI_Request> requests_;
  std::vector<std::vector<std::byte>> bytes_;  ///< of each request
  std::vector<int> done_;                      ///< for MPI's answer
  std::size_t reap_at_ = 0;                    ///< so many sends
};

}  // namespace heatreel::comm
