// SPDX-License-Identifier: GPL-3.0-or-later
#include "config_test_support.hpp"

#include <gmock/gmock.h>

namespace heatreel::config {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;

class Conditions : public ::testing::Test {
 protected:
  Words words(const std::string& table, const std::string& id, const Words& more = {}) const {
    Words all = run_with({"--conditions", folder_.write("table.tsv", table), "--condition", id});
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }

  ScratchFolder folder_;
};

const std::string table =
    "conditionId\tconditionName\tpol\tN\tb\n"
    "low\tlittle polymerase\t2.5\t\tnan\n"
    "\n"
    "high\t\t9\t40\t5e-5\r\n"
    "formula\t\t2*b\t\t\n";

TEST_F(Conditions, SetParametersAndInitialValues) {
  EXPECT_THAT(spec_of(words(table, "low")).settings, ElementsAre(Pair("pol", 2.5)));
  EXPECT_THAT(spec_of(words(table, "high")).settings,
              ElementsAre(Pair("N_0", 40.0), Pair("b", 5e-5), Pair("pol", 9.0)));
  EXPECT_THAT(spec_of(words(table, "formula")).formulas, ElementsAre(Pair("pol", "2*b")));
}

TEST_F(Conditions, OfVersionTwoHaveARowForEachValue) {
  const std::string rows =
      "conditionId\ttargetId\ttargetValue\nlow\tpol\t2.5\nhigh\tpol\t9\nhigh\tP\t3\n";
  EXPECT_THAT(spec_of(words(rows, "high")).settings,
              ElementsAre(Pair("P_0", 3.0), Pair("pol", 9.0)));
}

TEST_F(Conditions, AreWeakerThanSettings) {
  EXPECT_THAT(spec_of(words(table, "low", {"--set", "pol=1"})).settings,
              ElementsAre(Pair("pol", 1.0)));
}

TEST_F(Conditions, TravelAsSettings) {
  const SweepConfig sweep = parse_run(words(table, "high")).sweep;
  EXPECT_THAT(to_ini(sweep), HasSubstr("set = pol=9\n"));
  EXPECT_THAT(to_ini(sweep), Not(HasSubstr("condition")));
}

TEST_F(Conditions, RefuseWhatDoesNotFit) {
  EXPECT_THAT(error_of(words(table, "middle")), HasSubstr("table.tsv has no such condition"));
  EXPECT_THAT(error_of(words("id\tpol\nlow\t1\n", "low")), HasSubstr("no column conditionId"));
  EXPECT_THAT(error_of(words("conditionId\tpoll\nlow\t1\n", "low")),
              HasSubstr("table.tsv:2: set poll=1 cannot be used (model predator-prey has no "
                        "parameter 'poll')"));
  EXPECT_THAT(error_of(words("conditionId\tG\nlow\t1\n", "low")),
              HasSubstr("parameter G is swept along an axis"));
  EXPECT_THAT(error_of(run_with({"--condition", "low"})), HasSubstr("no --conditions is given"));
  EXPECT_THAT(error_of(run_with({"--conditions", folder_.write("table.tsv", table)})),
              HasSubstr("no --condition is given"));
  EXPECT_THAT(error_of(run_with({"--conditions", "nowhere.tsv", "--condition", "low"})),
              HasSubstr("cannot read nowhere.tsv"));
}

}  // namespace
}  // namespace heatreel::config
