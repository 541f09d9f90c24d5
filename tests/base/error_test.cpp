// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/base/error.hpp"

#include <gtest/gtest.h>

#include "heatreel/base/contract.hpp"

namespace heatreel::base {
namespace {

TEST(Error, ReadsProblemWhySuggestion) {
  EXPECT_STREQ(UsageError({"--fps 0 cannot be used", "it is below 1", "Give 1 to 240."}).what(),
               "--fps 0 cannot be used (it is below 1) Give 1 to 240.");
  EXPECT_STREQ(RuntimeError({"it failed", "", ""}).what(), "it failed");
}

TEST(Error, KnowsItsExitCode) {
  EXPECT_EQ(UsageError(Complaint{}).exit_code(), ExitCode::usage);
  EXPECT_EQ(ConfigError(Complaint{}).exit_code(), ExitCode::usage);
  EXPECT_EQ(Hdf5Error(Complaint{}).exit_code(), ExitCode::runtime_failure);
}

TEST(ContractDeathTest, ABrokenContractAborts) {
  EXPECT_DEATH(HEATREEL_REQUIRE(1 + 1 == 3), "1 \\+ 1 == 3 does not hold");
}

}  // namespace
}  // namespace heatreel::base
