// SPDX-License-Identifier: GPL-3.0-or-later
#include "pending_sends.hpp"

#include "mpi_call.hpp"

#include <algorithm>
#include <utility>

namespace heatreel::comm {

namespace {

/// So few are not worth a question.
constexpr std::size_t fewest = 64;

}  // namespace

void PendingSends::start(MPI_Comm comm, int destination, int tag,
                         std::span<const std::byte> bytes) {
  if (requests_.size() >= reap_at_) {
    reap();
    reap_at_ = std::max(fewest, 2 * requests_.size());
  }
  auto& copy = bytes_.emplace_back(bytes.begin(), bytes.end());
  auto& request = requests_.emplace_back(MPI_REQUEST_NULL);
  check_mpi(
      MPI_Isend(copy.data(), to_count(copy.size()), MPI_BYTE, destination, tag, comm, &request),
      "MPI_Isend");
}

void PendingSends::reap() {
  if (empty()) {
    return;  // without MPI there are none
  }
  done_.resize(requests_.size());
  int count = 0;
  check_mpi(MPI_Testsome(static_cast<int>(requests_.size()), requests_.data(), &count, done_.data(),
                         MPI_STATUSES_IGNORE),
            "MPI_Testsome");
  std::size_t kept = 0;
  for (std::size_t i = 0; i < requests_.size(); ++i) {
    if (requests_[i] != MPI_REQUEST_NULL) {
      std::swap(requests_[kept], requests_[i]);
      std::swap(bytes_[kept], bytes_[i]);
      ++kept;
    }
  }
  requests_.resize(kept);
  bytes_.resize(kept);
}

}  // namespace heatreel::comm
