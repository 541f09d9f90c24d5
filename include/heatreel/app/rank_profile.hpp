// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "heatreel/program/simd.hpp"

namespace heatreel::app {

/// What rank 0 has to know of the machine each rank runs on.
struct RankProfile {
  std::string host;
  std::vector<int> processors;      ///< those the rank is bound to
  std::vector<program::Simd> simd;  ///< targets, the best one first

  bool operator==(const RankProfile&) const = default;
};

/// This rank's.
RankProfile describe_rank();

/// A profile as a message to rank 0, and back. \throws base::RuntimeError for any other message
std::string to_message(const RankProfile& profile);
RankProfile profile_from_message(const std::string& message);

}  // namespace heatreel::app
