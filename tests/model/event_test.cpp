// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "heatreel/base/error.hpp"
#include "heatreel/model/model.hpp"

namespace heatreel::model {
namespace {

using testing::HasSubstr;

using Values = std::map<std::string, double, std::less<>>;

/// A model with two states and these events.
std::string with(const std::string& events) {
  return "model m\ntime t [h] to 10 step 1\nstate A = 1\nstate B = 2\nparameter k = 3\n"
         "derived both = A + B\nrate A = 0\nrate B = -k*B\n" +
         events;
}

Model parsed(const std::string& events) { return parse_model(with(events), "m.model"); }

Event event_of(const std::string& text) { return parsed(text).events.at(0); }

double evaluated(const Model& model, expr::NodeId node, const Values& values) {
  return evaluate(model.graph, node, values);
}

/// Whether the first event's trigger is true at these times.
std::vector<bool> truth_at(const std::string& text, const std::vector<double>& times) {
  const Model model = parsed(text);
  std::vector<bool> truths;
  for (const double t : times) {
    truths.push_back(evaluated(model, model.events.at(0).trigger, {{"t", t}, {"k", 3}}) != 0.0);
  }
  return truths;
}

TEST(Events, have_a_condition_and_assignments) {
  const Model model = parsed("event dose when t >= 24 and A < 5\n  set B = both*max(k, 1), A = -A");
  ASSERT_EQ(model.events.size(), 1U);
  const Event& event = model.events[0];
  EXPECT_EQ(event.name, "dose");
  EXPECT_EQ(event.text, "when t >= 24 and A < 5 set B = both*max(k, 1), A = -A");
  EXPECT_EQ(evaluated(model, event.trigger, {{"t", 24}, {"A", 4}}), 1);
  EXPECT_EQ(evaluated(model, event.trigger, {{"t", 24}, {"A", 5}}), 0);
  EXPECT_EQ(evaluated(model, event.trigger, {{"t", 23}, {"A", 4}}), 0);
  ASSERT_EQ(event.assignments.size(), 2U);
  EXPECT_EQ(event.assignments[0].state, 1U);
  EXPECT_EQ(event.assignments[0].text, "both*max(k, 1)");
  EXPECT_EQ(evaluated(model, event.assignments[0].value, {{"A", 1}, {"B", 2}, {"k", 3}}), 9);
  EXPECT_EQ(event.assignments[1].state, 0U);
  EXPECT_EQ(evaluated(model, event.assignments[1].value, {{"A", 7}}), -7);
}

TEST(Events, are_as_in_sbml_unless_words_say_otherwise) {
  const Event plain = event_of("event a when A > 1 set A = 0");
  EXPECT_FALSE(plain.delay);
  EXPECT_FALSE(plain.priority);
  EXPECT_FALSE(plain.persistent);
  EXPECT_TRUE(plain.initially_true);
  EXPECT_FALSE(plain.late);
  const Model model =
      parsed("event a when A > 1 late initially false priority 2*k delay A/2 persistent set A = 0");
  const Event& event = model.events[0];
  EXPECT_EQ(evaluated(model, event.delay.value(), {{"A", 7}}), 3.5);
  EXPECT_EQ(evaluated(model, event.priority.value(), {{"k", 3}}), 6);
  EXPECT_TRUE(event.persistent);
  EXPECT_FALSE(event.initially_true);
  EXPECT_TRUE(event.late);
  EXPECT_TRUE(event_of("event a when A > 1 initially true set A = 0").initially_true);
}

TEST(Events, at_a_time_come_when_it_has_come) {
  EXPECT_EQ(truth_at("event a at 8*k set A = 0", {23.9, 24.0, 1e9}),
            (std::vector{false, true, true}));
  EXPECT_FALSE(event_of("event a at 0 set A = 0").initially_true);
}

TEST(Events, that_are_periodic_come_once_a_period) {
  const std::string text = "event a every 12 set A = 0";
  EXPECT_EQ(truth_at(text, {0, 11.9, 12, 17.9, 18, 23.9, 24, 120012}),
            (std::vector{false, false, true, true, false, false, true, true}));
  EXPECT_FALSE(event_of(text).initially_true);
}

TEST(Events, that_are_periodic_begin_and_end_where_they_are_told_to) {
  const std::string text = "event a every 12 from 24 until 48 set A = 0";
  EXPECT_EQ(truth_at(text, {0, 12, 24, 36, 48, 49, 60}),
            (std::vector{false, false, true, true, true, false, false}));
  EXPECT_EQ(truth_at("event a every 2*k from 0 set A = 0", {0, 2.9, 3.1, 6}),
            (std::vector{true, true, false, true}));
}

TEST(Events, may_use_names_that_are_words_of_the_statement) {
  const Model model = parse_model(
      "model m\ntime t to 1 step 1\nstate set = 1\nparameter delay = 2\nparameter late = 3\n"
      "rate set = 0\nevent e when set > delay delay late*delay late set set = delay + late",
      "m.model");
  const Event& event = model.events[0];
  EXPECT_EQ(evaluated(model, event.trigger, {{"set", 3}, {"delay", 2}}), 1);
  EXPECT_EQ(evaluated(model, event.delay.value(), {{"delay", 2}, {"late", 3}}), 6);
  EXPECT_TRUE(event.late);
  EXPECT_EQ(evaluated(model, event.assignments[0].value, {{"delay", 2}, {"late", 3}}), 5);
}

TEST(Events, keep_their_order_and_may_be_many) {
  const Model model = parsed("event b at 1 set A = 1\nevent a at 2 set B = 1\n");
  ASSERT_EQ(model.events.size(), 2U);
  EXPECT_EQ(model.events[0].name, "b");
  EXPECT_EQ(model.events[1].name, "a");
  EXPECT_EQ(model.events[1].assignments[0].state, 1U);
}

std::string error_of(const std::string& event) {
  try {
    parsed(event);
  } catch (const base::ConfigError& error) {
    return error.what();
  }
  return "no error";
}

TEST(EventErrors, say_what_is_wrong_and_where) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"event", "m.model:9:6: '' cannot be a name"},
      {"event A at 1 set A = 1", ":9:7: the name 'A' is taken (state of line 3)"},
      {"event a", ":9:8: 'when', 'at' or 'every' is missing"},
      {"event a whenever t > 1 set A = 1", ":9:9: 'when', 'at' or 'every' is missing"},
      {"event a when set A = 1", ":9:23: 'set' is missing"},
      {"event a when t > 1", ":9:19: 'set' is missing (an event gives states new values)"},
      {"event a at 1 set", ":9:17: '=' is missing"},
      {"event a at 1 set A = ", ":9:22: a number, a name or '(' is missing"},
      {"event a at 1 set A 2", ":9:20: '=' is missing"},
      {"event a at 1 set A = 1, A = 2", ":9:25: the event sets 'A' twice"},
      {"event a at 1 set A = 1 B = 2", ":9:24: unexpected 'B' (an operator is missing"},
      {"event a at 1 set k = 1", ":9:18: 'k' is not a state (an event sets states"},
      {"event a at 1 set both = 1", ":9:18: 'both' is not a state"},
      {"event a at 1 delay 2 delay 3 set A = 1", ":9:28: 'delay' is given twice"},
      {"event a at 1 delay -2 set A = 1", ":9:20: the delay is below zero"},
      {"event a at 1 initially false set A = 1", ":9:24: 'initially' goes with 'when' only"},
      {"event a when t > 1 initially no set A = 1", ":9:30: 'true' or 'false' is missing"},
      {"event a at 1 from 2 set A = 1", ":9:14: 'set' is missing"},
      {"event a every 0 set A = 1", ":9:15: the period is not above zero"},
      {"event a every -1 set A = 1", ":9:15: the period is not above zero"},
      {"event a when t > q set A = 1", ":9:18: unknown name 'q'"},
      {"event a when t > 1 set A = 1 [h]", ":9:30: unexpected '[h]'"},
      {"event a at 1 set A = a", ":9:22: unknown name 'a'"},
      {"event a when A > 1 set A = delay(B, 2)", ":9:28: a model cannot have a delay"},
  };
  for (const auto& [text, message] : cases) {
    EXPECT_THAT(error_of(text), HasSubstr(message)) << text;
  }
}

}  // namespace
}  // namespace heatreel::model
