// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/app/progress.hpp"

#include <gtest/gtest.h>

namespace heatreel::app {
namespace {

TEST(ProgressBar, FillsWithTheFraction) {
  EXPECT_EQ(progress_bar(0.0, 4), "[....]");
  EXPECT_EQ(progress_bar(0.5, 4), "[##..]");
  EXPECT_EQ(progress_bar(1.0, 4), "[####]");
  EXPECT_EQ(progress_bar(7.0, 4), "[####]");
}

TEST(SweepProgress, SaysRateAndTimeLeft) {
  const std::string text =
      sweep_progress({.cells = 2500, .frames = 1}, {.cells = 10000, .frames = 4}, 2.5);
  EXPECT_NE(text.find("25 %"), std::string::npos) << text;
  EXPECT_NE(text.find("1/4 frames"), std::string::npos) << text;
  EXPECT_NE(text.find("1,000 cells/s"), std::string::npos) << text;
  EXPECT_NE(text.find("7.5 s left"), std::string::npos) << text;
  EXPECT_EQ(text.find("failed"), std::string::npos) << text;
}

TEST(SweepProgress, SaysAllOnlyWhenAllIsDone) {
  const SweepState total{.cells = 1'000'000, .frames = 2};
  EXPECT_EQ(sweep_progress({.cells = 999'999, .frames = 1}, total, 1.0).find("100 %"),
            std::string::npos);
  const std::string done = sweep_progress({.cells = 1'000'000, .frames = 2}, total, 1.0);
  EXPECT_NE(done.find("100 %"), std::string::npos);
  EXPECT_EQ(done.find("left"), std::string::npos);
}

TEST(SweepProgress, CountsFailedCells) {
  const std::string text = sweep_progress({.cells = 10, .failed = 3}, {.cells = 20}, 1.0);
  EXPECT_NE(text.find("3 failed"), std::string::npos) << text;
}

TEST(Progress, NoneIsNeverDue) { EXPECT_FALSE(Progress(ProgressStyle::none).due()); }

}  // namespace
}  // namespace heatreel::app
