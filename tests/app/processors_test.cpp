// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/app/processors.hpp"

#include <gtest/gtest.h>
#include <sched.h>

namespace heatreel::app {
namespace {

class Processors : public testing::Test {
 protected:
  void SetUp() override { sched_getaffinity(0, sizeof before_, &before_); }
  void TearDown() override { sched_setaffinity(0, sizeof before_, &before_); }

  cpu_set_t before_{};
};

TEST_F(Processors, WhatAnotherRankOfTheHostHasIsBorrowed) {
  const RankProfile all = describe_rank();
  const int first = all.processors.front();
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(first, &one);
  sched_setaffinity(0, sizeof one, &one);
  const RankProfile bound = describe_rank();
  EXPECT_EQ(bound.processors, std::vector<int>{first});
  borrow_processors({bound, all});
  EXPECT_EQ(describe_rank(), all);
}

TEST_F(Processors, OtherHostsProcessorsAreNot) {
  const RankProfile mine = describe_rank();
  borrow_processors({mine, {"another-host", {0, 1, 2, 3, 4, 5, 6, 7}, {}}});
  EXPECT_EQ(describe_rank(), mine);
}

TEST(ARanksProfile, SurvivesItsMessage) {
  const RankProfile profile{"node7", {3, 60}, {program::Simd::avx2, program::Simd::baseline}};
  EXPECT_EQ(profile_from_message(to_message(profile)), profile);
}

}  // namespace
}  // namespace heatreel::app
