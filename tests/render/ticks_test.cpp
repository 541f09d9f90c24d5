// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/render/ticks.hpp"

#include "render/label_reading.hpp"

#include <algorithm>
#include <cmath>
#include <random>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace heatreel::render {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

std::vector<std::string> labels(const TickSet& set) {
  std::vector<std::string> texts;
  for (const Tick& tick : set.major) {
    texts.push_back(tick.label);
  }
  return texts;
}

void expect_readable(const TickSet& set) {
  for (std::size_t i = 0; i < set.major.size(); ++i) {
    const Tick& tick = set.major[i];
    EXPECT_EQ(read_label(tick.label, set.exponent), tick.value)
        << tick.label << " " << set.exponent;
    EXPECT_LE(tick.label.size(), 22U) << tick.label;
    if (i > 0) {
      EXPECT_GT(tick.value, set.major[i - 1].value);
    }
  }
}

/// Mantissa of a step, 1 ≤ m < 10.
double mantissa(double step) {
  const double m = step / std::pow(10.0, std::floor(std::log10(step) + 1e-9));
  return std::round(m * 1e6) / 1e6;
}

TEST(LinearTicks, AreRoundCoverTheRangeAndReadBack) {
  std::mt19937 random(7);
  std::uniform_real_distribution<double> magnitude(-12.0, 12.0);
  std::uniform_real_distribution<double> offset(-20.0, 20.0);
  for (int trial = 0; trial < 5000; ++trial) {
    const double width = std::pow(10.0, magnitude(random));
    const double low = width * offset(random);
    const double high = low + width;
    const int most = 2 + trial % 14;
    const TickSet set = linear_ticks(low, high, most);
    ASSERT_GE(set.major.size(), 1U) << low << " " << high;
    ASSERT_LE(set.major.size(), static_cast<std::size_t>(most));
    expect_readable(set);
    EXPECT_GE(set.major.front().value, low - 1e-8 * width);
    EXPECT_LE(set.major.back().value, high + 1e-8 * width);
    if (set.major.size() > 1) {
      const double step = set.major[1].value - set.major[0].value;
      EXPECT_THAT((std::vector<double>{1.0, 2.0, 2.5, 5.0}), testing::Contains(mantissa(step)));
      EXPECT_LT(set.major.front().value - low, step * 1.0001);
      EXPECT_LT(high - set.major.back().value, step * 1.0001);
    }
  }
}

TEST(LinearTicks, HaveExactlyTheDigitsNeeded) {
  EXPECT_THAT(labels(linear_ticks(0.0, 1.0, 6)),
              ElementsAre("0", "0.2", "0.4", "0.6", "0.8", "1.0"));
  EXPECT_THAT(labels(linear_ticks(-1.0, 1.0, 5)), ElementsAre("−1.0", "−0.5", "0", "0.5", "1.0"));
  EXPECT_THAT(labels(linear_ticks(50.0, 300.0, 6)),
              ElementsAre("50", "100", "150", "200", "250", "300"));
  EXPECT_THAT(labels(linear_ticks(0.0, 10.0, 5)), ElementsAre("0", "2.5", "5.0", "7.5", "10.0"));
}

TEST(LinearTicks, ValueOfThreeTenthsIsTheNearestDouble) {
  const TickSet set = linear_ticks(0.0, 0.35, 4);
  ASSERT_THAT(set.major, SizeIs(4));
  EXPECT_EQ(set.major[3].value, 0.3) << "not 0.30000000000000004";
}

TEST(LinearTicks, VeryLargeAndSmallOnesShareAPowerOfThousand) {
  const TickSet small = linear_ticks(0.0, 3.2e-4, 4);
  EXPECT_EQ(small.exponent, -6);
  EXPECT_THAT(labels(small), ElementsAre("0", "100", "200", "300"));
  const TickSet large = linear_ticks(-1e6, 2.5e6, 4);
  EXPECT_EQ(large.exponent, 6);
  EXPECT_THAT(labels(large), ElementsAre("−1", "0", "1", "2"));
  EXPECT_EQ(linear_ticks(0.0, 50000.0, 6).exponent, 0);
}

TEST(LinearTicks, RangesAtTheLimitsOfDoublesGiveOneTick) {
  EXPECT_THAT(linear_ticks(1.0, std::nextafter(1.0, 2.0), 5).major, SizeIs(1));
  EXPECT_THAT(linear_ticks(0.0, 5e-324, 5).major, SizeIs(1));
  EXPECT_THAT(linear_ticks(-1.7e308, 1.7e308, 5).major, SizeIs(1));
}

TEST(LogTicks, AreDecadesWithMinorTicks) {
  const TickSet set = log_ticks(1e-5, 1e-1, 8);
  EXPECT_THAT(labels(set), ElementsAre("10⁻⁵", "10⁻⁴", "10⁻³", "10⁻²", "10⁻¹"));
  EXPECT_THAT(set.minor, SizeIs(37)) << "9 a decade, and the last decade's beginning";
  EXPECT_THAT(labels(log_ticks(0.01, 1000.0, 8)),
              ElementsAre("0.01", "0.1", "1", "10", "100", "1000"));
}

TEST(LogTicks, ShortRangesHaveOneTwoFiveAndShorterOnesLinearSteps) {
  EXPECT_THAT(labels(log_ticks(2.0, 70.0, 8)), ElementsAre("2", "5", "10", "20", "50"));
  EXPECT_THAT(labels(log_ticks(30.0, 60.0, 8)),
              ElementsAre("30", "35", "40", "45", "50", "55", "60"));
}

TEST(LogTicks, AreInsideReadableAndNotTooManyForAnyRange) {
  std::mt19937 random(11);
  std::uniform_real_distribution<double> exponent(-30.0, 30.0);
  for (int trial = 0; trial < 3000; ++trial) {
    const double a = std::pow(10.0, exponent(random));
    const double b = a * std::pow(10.0, 0.01 + std::abs(exponent(random)) / 3.0);
    const int most = 2 + trial % 12;
    const TickSet set = log_ticks(a, b, most);
    ASSERT_GE(set.major.size(), 1U);
    ASSERT_LE(set.major.size(), static_cast<std::size_t>(most));
    expect_readable(set);
    EXPECT_GE(set.major.front().value, a * (1.0 - 1e-7));
    EXPECT_LE(set.major.back().value, b * (1.0 + 1e-7));
  }
}

TEST(SymlogTicks, HaveZeroAndDecadesOnBothSides) {
  EXPECT_THAT(labels(symlog_ticks(-500.0, 500.0, 0.5, 9)),
              ElementsAre("−100", "−10", "−1", "0", "1", "10", "100"));
  EXPECT_THAT(labels(symlog_ticks(-2.0, 5000.0, 5.0, 9)), ElementsAre("0", "10", "100", "1000"));
}

TEST(SymlogTicks, KeepToTheCountAndReadBack) {
  std::mt19937 random(13);
  std::uniform_real_distribution<double> value(-1.0, 1.0);
  for (int trial = 0; trial < 2000; ++trial) {
    const double size = std::pow(10.0, 20.0 * value(random));
    const double a = size * value(random);
    const double b = size * value(random);
    const double largest = std::max(std::abs(a), std::abs(b));
    const int most = 2 + trial % 10;
    const TickSet set = symlog_ticks(std::min(a, b), std::max(a, b), largest / 1e3, most);
    ASSERT_GE(set.major.size(), 1U);
    ASSERT_LE(set.major.size(), static_cast<std::size_t>(most));
    expect_readable(set);
  }
}

TEST(SingleTick, HasSixDigits) {
  EXPECT_EQ(single_tick(-1234.5678).major[0].label, "−1234.57");
  EXPECT_EQ(single_tick(0.1 + 0.2).major[0].label, "0.3");
}

}  // namespace
}  // namespace heatreel::render
