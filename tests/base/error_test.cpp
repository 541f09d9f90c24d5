// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/base/error.hpp"

#include <gtest/gtest.h>

#include "heatreel/base/contract.hpp"
#include "heatreel/base/text.hpp"

namespace heatreel::base {
namespace {

TEST(Error, ReadsProblemWhySuggestion) {
  EXPECT_STREQ(UsageError({"--fps 0 cannot be used", "it is below 1", "Give 1 to 240."}).what(),
               "--fps 0 cannot be used (it is below 1) Give 1 to 240.");
  EXPECT_STREQ(RuntimeError({"it failed", "", ""}).what(), "it failed");
}

TEST(Error, LeavesOutTheMiddleOfALongQuotation) {
  std::string quoted = "begin ";
  for (int i = 0; i < 100'000; ++i) {
    quoted += "é";  // two bytes, which must not be torn apart
  }
  const std::string text = UsageError({quoted + " end", quoted, quoted}).what();
  EXPECT_LT(text.size(), 3100U);
  EXPECT_EQ(text.find("begin éé"), 0U);
  EXPECT_NE(text.find("é … é"), std::string::npos);
  EXPECT_NE(text.find("éé end ("), std::string::npos);
  EXPECT_EQ(printable(text), text);
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
