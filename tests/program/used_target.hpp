// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

#include <gtest/gtest.h>
#include <hwy/targets.h>

namespace heatreel::program {

/// All that Highway dispatches uses one SIMD target while this object lives.
class UsedTarget {
 public:
  explicit UsedTarget(std::int64_t target) {
    hwy::SetSupportedTargetsForTest(target);
    hwy::GetChosenTarget().Update(target);
  }
  UsedTarget(const UsedTarget&) = delete;
  UsedTarget& operator=(const UsedTarget&) = delete;
  ~UsedTarget() {
    hwy::SetSupportedTargetsForTest(0);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
  }
};

}  // namespace heatreel::program
