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
  const std::string all = describe_processors();
  int first = 0;
  while (!CPU_ISSET(first, &before_)) {
    ++first;
  }
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(first, &one);
  sched_setaffinity(0, sizeof one, &one);
  const std::string bound = describe_processors();
  EXPECT_TRUE(bound.ends_with(" " + std::to_string(first))) << bound;
  borrow_processors({bound, all});
  EXPECT_EQ(describe_processors(), all);
}

TEST_F(Processors, OtherHostsProcessorsAreNot) {
  const std::string mine = describe_processors();
  borrow_processors({mine, "another-host 0,1,2,3,4,5,6,7"});
  EXPECT_EQ(describe_processors(), mine);
}

}  // namespace
}  // namespace heatreel::app
