// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/comm/announcement.hpp"

#include "heatreel/base/contract.hpp"

namespace heatreel::comm {

namespace {

void pass_on(const Communicator& comm, int tag, std::span<const std::byte> bytes) {
  for (const int child : children_in_tree(comm.rank(), comm.size())) {
    comm.post(child, tag, bytes);
  }
}

}  // namespace

std::optional<int> parent_in_tree(int rank) {
  return rank == 0 ? std::nullopt : std::optional((rank - 1) / 2);
}

std::vector<int> children_in_tree(int rank, int size) {
  std::vector<int> children;
  for (const int child : {2 * rank + 1, 2 * rank + 2}) {
    if (child < size) {
      children.push_back(child);
    }
  }
  return children;
}

void announce(const Communicator& comm, int tag, std::span<const std::byte> bytes) {
  HEATREEL_REQUIRE(comm.rank() == 0);
  pass_on(comm, tag, bytes);
}

std::optional<std::vector<std::byte>> poll_announcement(const Communicator& comm, int tag) {
  const std::optional<int> parent = parent_in_tree(comm.rank());
  std::optional<Message> message = parent ? comm.poll_from(*parent, tag) : std::nullopt;
  if (!message) {
    return std::nullopt;
  }
  pass_on(comm, tag, message->bytes);
  return std::move(message->bytes);
}

}  // namespace heatreel::comm
