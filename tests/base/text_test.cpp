// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/base/text.hpp"

#include <cmath>
#include <cstring>
#include <random>

#include <gtest/gtest.h>

namespace heatreel::base {
namespace {

TEST(Trim, RemovesWhiteSpaceAtBothEnds) {
  EXPECT_EQ(trim(" \t a b \r\n"), "a b");
  EXPECT_EQ(trim(" \n"), "");
}

TEST(Split, KeepsEmptyParts) {
  EXPECT_EQ(split("a,,b,", ','), (std::vector<std::string_view>{"a", "", "b", ""}));
  EXPECT_EQ(split("", ','), std::vector<std::string_view>{""});
}

TEST(ParseDouble, TakesWhatScientistsType) {
  EXPECT_EQ(parse_double("1e-3"), 1e-3);
  EXPECT_EQ(parse_double("+2.5"), 2.5);
  EXPECT_EQ(parse_double("-.5"), -0.5);
  EXPECT_TRUE(std::isnan(*parse_double("nan")));
  EXPECT_TRUE(std::isinf(*parse_double("inf")));
}

TEST(ParseDouble, RefusesWhatIsLeftOver) {
  for (const char* text : {"", "1x", "1 2", "+-1", "++1", "0x10", "1,5", "--1", "+"}) {
    EXPECT_FALSE(parse_double(text).has_value()) << text;
  }
}

TEST(ParseInt, IsExactOrNothing) {
  EXPECT_EQ(parse_int("9223372036854775807"), 9223372036854775807LL);
  EXPECT_FALSE(parse_int("9223372036854775808").has_value());
  EXPECT_FALSE(parse_int("1e3").has_value());
  EXPECT_FALSE(parse_int("1.0").has_value());
}

TEST(FormatExact, ReadsBackAsTheSameNumber) {
  std::mt19937_64 random(3);
  for (int i = 0; i < 10000; ++i) {
    const std::uint64_t bits = random();
    double value = 0.0;
    std::memcpy(&value, &bits, sizeof value);
    if (std::isfinite(value)) {
      EXPECT_EQ(parse_double(format_exact(value)), value);
    }
  }
  EXPECT_EQ(format_exact(0.1), "0.1");
}

TEST(NearestName, FindsWhatWasMeant) {
  const std::vector<std::string> known = {"amplitude", "period", "mean"};
  EXPECT_EQ(nearest_name("amplitud", known), "amplitude");
  EXPECT_EQ(nearest_name("Perod", known), "period");
  EXPECT_EQ(nearest_name("maen", known), "mean") << "a swap is one slip";
  EXPECT_FALSE(nearest_name("xyz", known).has_value());
}

TEST(SuggestName, ListsTheNamesWhereNoneIsNear) {
  const std::vector<std::string> known = {"mean", "max"};
  EXPECT_EQ(suggest_name("maxx", known), "Did you mean 'max'?");
  EXPECT_EQ(suggest_name("zzzzzz", known), "Known: mean, max.");
}

TEST(IsIdentifier, AcceptsNamesOfVariables) {
  EXPECT_TRUE(is_identifier("assoc_ddg2"));
  EXPECT_TRUE(is_identifier("_x"));
  for (const char* text : {"", "2x", "a-b", "a b", "ä"}) {
    EXPECT_FALSE(is_identifier(text)) << text;
  }
}

TEST(Printable, KeepsTextAndDefusesControls) {
  EXPECT_EQ(printable("ΔΔG µ"), "ΔΔG µ");
  EXPECT_EQ(printable("a\033[2Jb\n"), "a?[2Jb?");
  EXPECT_EQ(printable("\xc2\x9b"), "?") << "a C1 control character";
}

TEST(Printable, ReplacesWhatIsNoUtf8) {
  EXPECT_EQ(printable("a\xff z"), "a? z");
  EXPECT_EQ(printable("\xc0\xaf"), "??") << "an overlong form";
  EXPECT_EQ(printable("\xed\xa0\x80"), "???") << "a surrogate";
  EXPECT_EQ(printable("\xe2\x82"), "??") << "a cut sequence";
}

TEST(FormatBytes, UsesBinaryUnits) {
  EXPECT_EQ(format_bytes(0), "0 B");
  EXPECT_EQ(format_bytes(1023), "1023 B");
  EXPECT_EQ(format_bytes(1536), "1.5 KiB");
  EXPECT_EQ(format_bytes(std::uint64_t{3} << 40), "3.0 TiB");
}

TEST(FormatSeconds, ChoosesAUnit) {
  EXPECT_EQ(format_seconds(0.0123), "12.3 ms");
  EXPECT_EQ(format_seconds(12.34), "12.3 s");
  EXPECT_EQ(format_seconds(93.5), "1 min 34 s");
  EXPECT_EQ(format_seconds(7261), "2 h 1 min");
  EXPECT_EQ(format_seconds(90000), "1 d 1 h");
}

TEST(FormatCount, GroupsThousands) {
  EXPECT_EQ(format_count(0), "0");
  EXPECT_EQ(format_count(999), "999");
  EXPECT_EQ(format_count(1000), "1,000");
  EXPECT_EQ(format_count(1234567), "1,234,567");
}

}  // namespace
}  // namespace heatreel::base
