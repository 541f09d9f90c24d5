// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/base/json_text.hpp"

#include <limits>
#include <vector>

#include <gtest/gtest.h>

namespace heatreel::base {
namespace {

TEST(JsonText, QuotesWhatWouldEndAString) {
  EXPECT_EQ(json_string("a\"b\\c\n\x01"), R"("a\"b\\c\u000a\u0001")");
  EXPECT_EQ(json_string("µm</script>"), "\"µm</script>\"");
}

TEST(JsonText, GivesNumbersExactlyAndNamesThoseThatJsonLacks) {
  EXPECT_EQ(json_number(0.1), "0.1");
  EXPECT_EQ(json_number(1e300), "1e+300");
  constexpr double infinity = std::numeric_limits<double>::infinity();
  EXPECT_EQ(json_number(infinity), "\"Infinity\"");
  EXPECT_EQ(json_number(-infinity), "\"-Infinity\"");
  EXPECT_EQ(json_number(std::numeric_limits<double>::quiet_NaN()), "\"NaN\"");
}

TEST(JsonText, ListsItems) {
  EXPECT_EQ(json_list(std::vector<double>{1.0, 0.5}, json_number), "[1,0.5]");
  EXPECT_EQ(json_list(std::vector<double>{}, json_number), "[]");
}

}  // namespace
}  // namespace heatreel::base
