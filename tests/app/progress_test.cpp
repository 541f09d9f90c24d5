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
      joined(sweep_progress({.cells = 2500, .frames = 1}, {.cells = 10000, .frames = 4}, 2.5));
  EXPECT_NE(text.find("25 %"), std::string::npos) << text;
  EXPECT_NE(text.find("1/4 frames"), std::string::npos) << text;
  EXPECT_NE(text.find("1,000 cells/s"), std::string::npos) << text;
  EXPECT_NE(text.find("7.5 s left"), std::string::npos) << text;
  EXPECT_EQ(text.find("failed"), std::string::npos) << text;
}

TEST(SweepProgress, SaysAllOnlyWhenAllIsDone) {
  const SweepState total{.cells = 1'000'000, .frames = 2};
  EXPECT_EQ(joined(sweep_progress({.cells = 999'999, .frames = 1}, total, 1.0)).find("100 %"),
            std::string::npos);
  const std::string done = joined(sweep_progress({.cells = 1'000'000, .frames = 2}, total, 1.0));
  EXPECT_NE(done.find("100 %"), std::string::npos);
  EXPECT_EQ(done.find("left"), std::string::npos);
}

TEST(SweepProgress, SaysThatNoCellIsComputedYetSinceProgramsAreCompiled) {
  EXPECT_EQ(joined(sweep_progress({.compiling = true}, {.cells = 10, .frames = 2}, 0.0)),
            "  0 %  0/2 frames  compiling");
}

TEST(SweepProgress, CountsFailedCells) {
  const std::string text = joined(sweep_progress({.cells = 10, .failed = 3}, {.cells = 20}, 1.0));
  EXPECT_NE(text.find("3 failed"), std::string::npos) << text;
}

TEST(ProgressLine, LeavesOutTheBarAndThenWhatMattersLeast) {
  const ProgressFields fields =
      sweep_progress({.cells = 2500, .failed = 7, .frames = 1}, {.cells = 10000, .frames = 4}, 2.5);
  const auto line = [&](int width) { return progress_line(0.5, fields, width); };
  EXPECT_EQ(line(200),
            "[############............]  25 %  1/4 frames  1,000 cells/s  7.5 s left  7 failed");
  EXPECT_EQ(line(82), line(200));
  EXPECT_EQ(line(81), " 25 %  1/4 frames  1,000 cells/s  7.5 s left  7 failed");
  EXPECT_EQ(line(55), line(81));
  EXPECT_EQ(line(54), " 25 %  1/4 frames  7.5 s left  7 failed");
  EXPECT_EQ(line(39), " 25 %  7.5 s left  7 failed");
  EXPECT_EQ(line(27), " 25 %  7 failed");
  EXPECT_EQ(line(15), "7 failed");
  EXPECT_EQ(line(4), "7 f");
  EXPECT_EQ(line(0), "");
}

TEST(ProgressLine, IsAlwaysShorterThanTheTerminalIsWide) {
  const ProgressFields fields =
      sweep_progress({.cells = 1'234'567, .failed = 1'000'000, .frames = 12'345},
                     {.cells = 98'765'432'100, .frames = 1'000'000}, 1234.5);
  for (int width = 1; width <= 200; ++width) {
    EXPECT_LT(progress_line(0.0, fields, width).size(), static_cast<std::size_t>(width));
  }
}

TEST(Progress, NoneIsNeverDue) { EXPECT_FALSE(Progress(ProgressStyle::none).due()); }

}  // namespace
}  // namespace heatreel::app
