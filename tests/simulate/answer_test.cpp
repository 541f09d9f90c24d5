// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/simulate/answer.hpp"

#include <cmath>
#include <limits>

#include <gmock/gmock.h>

namespace heatreel::simulate {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::vector<std::string> one = {"P"};
const std::vector<std::string> two = {"P", "N"};
constexpr double infinity = std::numeric_limits<double>::infinity();

std::string error_of(const std::string& text, const std::vector<std::string>& metrics = two) {
  return read_answer(text, metrics).error;
}

TEST(Answer, IsAJsonObject) {
  const Answer answer = read_answer(R"(  {"N": 20, "note": {"P": [7]}, "P": 1.5e-3}  )", two);
  EXPECT_THAT(answer.error, IsEmpty());
  EXPECT_THAT(answer.values, ElementsAre(ElementsAre(1.5e-3), ElementsAre(20.0)));
}

TEST(Answer, KeepsEveryBitOfANumber) {
  EXPECT_EQ(read_answer(R"({"P": 0.1234567890123456789})", one).values[0][0],
            0.1234567890123456789);
  EXPECT_EQ(read_answer("P=5e-324", one).values[0][0], 5e-324);
  EXPECT_EQ(read_answer(R"({"P": 5e-324})", one).values[0][0], 5e-324);
  EXPECT_EQ(read_answer(R"({"P": 9007199254740993})", one).values[0][0], 9007199254740992.0);
}

TEST(Answer, MayLackANumber) {
  const Answer json = read_answer(R"({"P": null, "N": NaN})", two);
  EXPECT_THAT(json.error, IsEmpty());
  EXPECT_TRUE(std::isnan(json.values[0][0]) && std::isnan(json.values[1][0]));
  EXPECT_TRUE(std::isnan(read_answer("nan", one).values[0][0]));
}

TEST(Answer, MayBeInfinite) {
  EXPECT_EQ(read_answer(R"({"P": -Infinity})", one).values[0][0], -infinity);
  EXPECT_EQ(read_answer("P = inf", one).values[0][0], infinity);
}

TEST(Answer, IsLinesAmongOthers) {
  const Answer answer =
      read_answer("simulating...\n P = 1 \nstep=3\nN=0x\r\nN=2\r\n", {"P", "step"});
  EXPECT_THAT(answer.values, ElementsAre(ElementsAre(1.0), ElementsAre(3.0)));
  EXPECT_THAT(read_answer("P=1\nP=2\n", one).values, ElementsAre(ElementsAre(2.0)));
}

TEST(Answer, IsABareNumberOfOneMetric) {
  EXPECT_THAT(read_answer("\n  3.5\n", one).values, ElementsAre(ElementsAre(3.5)));
  EXPECT_THAT(error_of("3.5", two), HasSubstr("it has no 'P': '3.5'"));
}

TEST(Answer, SaysWhatIsWrong) {
  EXPECT_EQ(error_of(""), "it is empty");
  EXPECT_EQ(error_of(" \n"), "it is empty");
  EXPECT_EQ(error_of(R"({"P": 1})"), "it has no 'N'");
  EXPECT_EQ(error_of(R"({"P": "1", "N": 2})"), "its 'P' is a text");
  EXPECT_EQ(error_of(R"({"P": true, "N": 2})"), "its 'P' is true or false");
  EXPECT_EQ(error_of(R"({"P": [1], "N": 2})"), "its 'P' is an array");
  EXPECT_EQ(error_of(R"({"P": {"N": 1}, "N": 2})"), "its 'P' is an object");
  EXPECT_THAT(error_of(R"({"P": 1, "N": )"), HasSubstr("it is no JSON"));
  EXPECT_THAT(error_of(R"({"P": 1, "N": 2} {})"), HasSubstr("it is no JSON"));
  EXPECT_EQ(error_of("P=1.5.2\nN=2"), "its 'P' is '1.5.2', no number");
  EXPECT_THAT(error_of("Segmentation fault"), HasSubstr("it has no 'P': 'Segmentation fault'"));
  EXPECT_LT(error_of(std::string(1 << 20, 'x')).size(), 200U);
}

TEST(Answer, MaySayWhyThereIsNone) {
  const Answer answer = read_answer(R"({"error": "no steady state\u0007"})", two);
  EXPECT_EQ(answer.error, "no steady state?");
  EXPECT_TRUE(answer.says_error);
  EXPECT_FALSE(read_answer("{}", two).says_error);
}

TEST(Answer, OfABatchHasArrays) {
  const Answer answer =
      read_batch(R"({"P": [1, null, 3], "N": [4.5, 5, 6], "seconds": 0.1})", two, 3);
  ASSERT_THAT(answer.error, IsEmpty());
  EXPECT_EQ(answer.values[0][0], 1.0);
  EXPECT_TRUE(std::isnan(answer.values[0][1]));
  EXPECT_THAT(answer.values[1], ElementsAre(4.5, 5.0, 6.0));
}

TEST(Answer, OfABatchIsComplete) {
  const auto error = [](const std::string& text) { return read_batch(text, two, 2).error; };
  EXPECT_EQ(error(R"({"P": [1, 2], "N": [1]})"), "its 'N' has 1 values for 2 cells");
  EXPECT_EQ(error(R"({"P": [1, 2], "N": [1, 2, 3]})"), "its 'N' has 3 values for 2 cells");
  EXPECT_EQ(error(R"({"P": [1, 2], "N": 1})"), "its 'N' is no array");
  EXPECT_EQ(error(R"({"P": [[1, 2]], "N": [1, 2]})"), "its 'P' is an array of arrays");
  EXPECT_EQ(error("[1, 2]"), "it is no JSON object");
  EXPECT_EQ(error("7"), "it is no JSON object");
  EXPECT_EQ(error(R"({"error": "out of memory"})"), "out of memory");
}

}  // namespace
}  // namespace heatreel::simulate
