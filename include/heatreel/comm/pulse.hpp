// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "heatreel/comm/communicator.hpp"

namespace heatreel::comm {

/// Signs of life between the ranks: MPI waits for ever for a rank that is frozen, lost with its
/// launcher's daemon, or cut off. A thread of each rank sends signs to rank 0, which answers them,
/// whatever the ranks are busy with. When a rank is silent for longer than
/// Communicator::silence_limit(), rank 0 ends the job with one message that names the rank, its
/// host and what it was doing last (Communicator::doing); when rank 0 is silent, the others do.
/// Cost: a sign has 128 bytes. Each rank sends two a second in jobs of up to 500 ranks; rank 0 of
/// larger jobs gets and sends a thousand a second, and beyond 15,000 ranks (at the usual limit) one
/// for each rank in 15 s.
/// Needs MPI_THREAD_MULTIPLE; there are no signs where MPI does not offer it, nor on the null
/// communicator.
class Pulse {
 public:
  /// Collective.
  explicit Pulse(const Communicator& comm);
  /// Collective. Returns when no sign is under way any more, so that MPI can end.
  ~Pulse();
  Pulse(const Pulse&) = delete;
  Pulse& operator=(const Pulse&) = delete;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;  ///< nothing where there are no signs
};

}  // namespace heatreel::comm
