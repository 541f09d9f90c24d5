// SPDX-License-Identifier: GPL-3.0-or-later
#include "sbml/sbml_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace heatreel::sbml {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::string past_three = math(op("gt", time_symbol(), cn(3)));

std::string assignment(const std::string& variable, const std::string& value) {
  return fmt::format(R"(<eventAssignment variable="{}">{}</eventAssignment>)", variable,
                     math(value));
}

/// A parameter p and this event.
Sbml with_event(const std::string& event, int level = 3) {
  return {
      list("Parameters", parameter("p", R"(value="1" constant="false")")) + list("Events", event),
      level, level == 3 ? 2 : 4};
}

TEST(Events, keep_all_that_they_say) {
  const std::string text = translated(with_event(
      R"(<event id="E" useValuesFromTriggerTime="false"><trigger initialValue="false" persistent="true">)" +
      past_three + "</trigger><delay>" + math(ci("p")) + "</delay><priority>" + math(cn(2)) +
      "</priority>" + list("EventAssignments", assignment("p", cn(5))) + "</event>"));
  EXPECT_THAT(text,
              HasSubstr("event E when t > 3 delay p priority 2 persistent late initially false\n"
                        "  set p = 5\n"));
}

TEST(Events, say_nothing_of_what_is_usual) {
  const std::string text = translated(with_event(
      R"(<event id="E" useValuesFromTriggerTime="true"><trigger initialValue="true" persistent="false">)" +
      past_three + "</trigger><delay>" + math(cn(0)) + "</delay>" +
      list("EventAssignments", assignment("p", op("plus", ci("p"), cn(1)))) + "</event>"));
  EXPECT_THAT(text, HasSubstr("event E when t > 3\n  set p = p + 1\n"));
}

TEST(Events, of_level_2_are_persistent_and_need_no_id) {
  const std::string text =
      translated(with_event("<event><trigger>" + past_three + "</trigger>" +
                                list("EventAssignments", assignment("p", cn(5))) + "</event>",
                            2));
  EXPECT_THAT(text, HasSubstr("event event_1 when t > 3 persistent\n  set p = 5\n"));
}

TEST(Events, that_do_nothing_are_left_out) {
  EXPECT_THAT(translated(with_event("<event><trigger>" + past_three + "</trigger></event>", 2)),
              Not(HasSubstr("event")));
}

/// A species in a compartment that the event makes as large as 7.
Sbml in_a_changing_compartment(const std::string& event, const std::string& value) {
  return {
      compartment(R"(size="2" constant="false")") +
      list("Species", species("S", R"(initialAmount="5")")) +
      list("Events",
           event + R"(<trigger initialValue="true" persistent="true">)" + past_three +
               "</trigger>" +
               (event.find("late") == std::string::npos ? ""
                                                        : "<delay>" + math(cn(1)) + "</delay>") +
               list("EventAssignments", assignment("V", cn(7)) + assignment("S", value)) +
               "</event>")};
}

TEST(Events, set_concentrations_by_amounts_where_they_change_sizes) {
  const std::string text = translated(in_a_changing_compartment(
      R"(<event id="E" useValuesFromTriggerTime="true">)", time_symbol()));
  EXPECT_THAT(text, HasSubstr("derived S = `amount(S)`/V\nstate `amount(S)` = 5\n"));
  EXPECT_THAT(text, HasSubstr("set V = 7, `amount(S)` = t*V\n"));
}

TEST(Events, wait_with_plain_concentrations_for_the_size_of_their_time) {
  EXPECT_THAT(translated(in_a_changing_compartment(
                  R"(<event id="later" useValuesFromTriggerTime="true">)", cn(2))),
              HasSubstr("delay 1 persistent late\n  set V = 7, `amount(S)` = 2*V\n"));
}

TEST(Events, do_not_take_concentrations_of_one_time_to_another) {
  EXPECT_THROW(translated(in_a_changing_compartment(
                   R"(<event id="later" useValuesFromTriggerTime="true">)", time_symbol())),
               base::ConfigError);
}

TEST(Events, may_not_set_what_a_rule_gives) {
  EXPECT_THROW(
      translated(
          {list("Parameters", parameter("p", R"(constant="false")")) +
           list("Rules", R"(<assignmentRule variable="p">)" + math(cn(1)) + "</assignmentRule>") +
           list("Events", R"(<event id="E" useValuesFromTriggerTime="true">)"
                          R"(<trigger initialValue="true" persistent="true">)" +
                              past_three + "</trigger>" +
                              list("EventAssignments", assignment("p", cn(5))) + "</event>")}),
      base::ConfigError);
}

}  // namespace
}  // namespace heatreel::sbml
