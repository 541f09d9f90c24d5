// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "heatreel/comm/communicator.hpp"

/// Messages from rank 0 to all other ranks. They travel down a binary tree with rank 0 at its root:
/// a rank passes on what it gets, so that rank 0 sends two messages in a job of any size. With
/// 100,000 ranks the last ones get them after 16 steps.
namespace heatreel::comm {

/// The rank from which `rank` gets announcements; nothing for rank 0.
std::optional<int> parent_in_tree(int rank);
/// The ranks to which `rank` passes them on: none, one or two.
std::vector<int> children_in_tree(int rank, int size);

/// Sends an announcement to all other ranks without waiting. Rank 0 only.
/// Each rank gets all announcements with one tag in the order in which they were made. It may get
/// them sooner or later than other messages.
/// \param tag of announcements alone
void announce(const Communicator& comm, int tag, std::span<const std::byte> bytes);

/// The next announcement with this tag, if one has come; this rank has passed it on by then. Never
/// waits. Every rank but rank 0 must ask until it has got all, or others wait for ever. Rank 0 gets
/// none.
std::optional<std::vector<std::byte>> poll_announcement(const Communicator& comm, int tag);

}  // namespace heatreel::comm
