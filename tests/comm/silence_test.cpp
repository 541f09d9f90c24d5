// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/comm/silence.hpp"

#include <gtest/gtest.h>

namespace heatreel::comm {
namespace {

/// Listens ten times a second from `from` to `to`.
void listen(Silence& silence, double from, double to) {
  for (double now = from; now <= to; now += 0.1) {
    silence.listen(now);
  }
}

TEST(Silence, NamesThePeerThatIsSilentForTooLong) {
  Silence silence(3, 0.0);
  listen(silence, 0.0, 8.0);
  silence.heard(0);
  silence.heard(2);
  listen(silence, 8.0, 10.5);
  EXPECT_EQ(silence.silent(10.0), 1);
  EXPECT_EQ(silence.silent(1.0), 1) << "the one that has been silent for the longest time";
  EXPECT_EQ(silence.silent(11.0), std::nullopt);
  silence.heard(1);
  EXPECT_EQ(silence.silent(10.0), std::nullopt);
}

TEST(Silence, TheOrderOfSignsMayBeAny) {
  Silence silence(5, 0.0);
  double now = 0.0;
  for (const int peer : {3, 0, 4, 3, 1, 0, 2, 4}) {  // 3 was heard first of their last signs
    silence.listen(now += 1.0);
    silence.heard(peer);
  }
  for (const int longest : {3, 1, 0, 2, 4}) {
    EXPECT_EQ(silence.silent(-1.0), longest);
    silence.left(longest);
  }
  EXPECT_TRUE(silence.all_left());
}

TEST(Silence, APeerThatHasLeftMayBeSilent) {
  Silence silence(2, 0.0);
  silence.left(0);
  silence.heard(0);  // a late sign brings nobody back
  EXPECT_FALSE(silence.all_left());
  listen(silence, 0.0, 20.0);
  EXPECT_EQ(silence.silent(10.0), 1);
  silence.left(1);
  silence.left(1);
  EXPECT_TRUE(silence.all_left());
  EXPECT_EQ(silence.silent(0.0), std::nullopt);
}

TEST(Silence, TimeInWhichNobodyListenedIsNobodysSilence) {
  Silence silence(1, 0.0);
  listen(silence, 0.0, 5.0);
  silence.listen(3600.0);  // the listener was stopped for an hour
  EXPECT_EQ(silence.silent(10.0), std::nullopt);
  listen(silence, 3600.0, 3606.0);
  EXPECT_EQ(silence.silent(10.0), 0) << "5 s before and 6 s after";
}

}  // namespace
}  // namespace heatreel::comm
