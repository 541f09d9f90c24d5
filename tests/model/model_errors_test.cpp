// SPDX-License-Identifier: GPL-3.0-or-later
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "heatreel/base/error.hpp"
#include "heatreel/model/model.hpp"

namespace heatreel::model {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

std::string error_of(std::string_view text) {
  try {
    parse_model(text, "m.model");
  } catch (const base::ConfigError& error) {
    return error.what();
  }
  return "no error";
}

/// A model that is right but for the lines added; they begin at line 5.
std::string with(const std::string& lines) {
  return "model m\ntime t [s] to 10 step 1\nstate x = 1\nrate x = -x\n" + lines;
}

struct BadText {
  std::string text;
  std::string message;
};

void expect_errors(const std::vector<BadText>& cases) {
  for (const BadText& bad : cases) {
    EXPECT_THAT(error_of(bad.text), HasSubstr(bad.message)) << bad.text;
  }
}

TEST(ModelErrors, NothingIsWrongWithTheFrame) { EXPECT_EQ(error_of(with("")), "no error"); }

TEST(ModelErrors, InStatements) {
  expect_errors({
      {with("paramter p = 1"),
       "m.model:5:1: unknown statement 'paramter' Did you mean 'parameter'?"},
      {with("model n"), "m.model:5:7: a second model statement (the first is in line 1)"},
      {with("time s to 1 step 1"), ":5:6: a second time statement (the first is in line 2)"},
      {with("title \"a\"\ntitle \"b\""), ":6:7: a second title statement"},
      {with("rate x = 1"), ":5:6: a second rate of 'x' (the first is in line 4)"},
      {with("title words"), ":5:7: a text in quotes is missing"},
      {with("title \"words"), ":5:7: the closing \" is missing"},
      {with("title \"words\" more"), ":5:15: unexpected 'more' (the statement should end here)"},
      {with("parameter p = 1 [s\n  ]"), ":5:17: the closing ] is missing"},
      {with("parameter p 1"), ":5:13: '=' is missing"},
      {with("parameter p = 1 [s] [m]"), ":5:21: unexpected '[m]'"},
      {with("parameter p = 1 \"a\" \"b\""), ":5:21: unexpected '\"b\"'"},
      {with("parameter p = 1 [s] nonnegative"), ":5:21: unexpected 'nonnegative'"},
      {with("parameter p = 1 nonnegative"), ":5:17: unexpected 'nonnegative'"},
      {with("state y = 1 nonnegative nonnegative"), ":5:25: unexpected 'nonnegative'"},
      {with("rate x"), ":5:6: a second rate"},
      {"  x\nmodel m", "m.model:1:1: the indented line continues nothing"},
      {"model a/b", ":1:7: 'a/b' cannot be a model's name"},
      {"model ../x", ":1:7: '../x' cannot be a model's name"},
      {"model -x", ":1:7: '-x' cannot be a model's name"},
      {"model", ":1:6: '' cannot be a model's name"},
  });
}

TEST(ModelErrors, InTime) {
  const auto time = [](const std::string& text) {
    return "model m\ntime " + text + "\nstate x = 1\nrate x = 1";
  };
  expect_errors({
      {time("t [s]"), ":2:11: 'to' is missing"},
      {time("t to 10"), ":2:13: 'step' is missing"},
      {time("t to"), ":2:10: a number, a name or '(' is missing"},
      {time("t to 0 step 1"), ":2:11: the value of 'to' is not above zero"},
      {time("t to 10 step -1"), ":2:19: the value of 'step' is not above zero"},
      {time("t to 1e400 step 1"), ":2:11: cannot read the number '1e400'"},
      {time("t to 1e308*10 step 1"), ":2:11: the value of 'to' is not finite"},
      {time("t to 1 step 2"), ":2:18: the step is longer than the simulation"},
  });
}

TEST(ModelErrors, InMaps) {
  const auto map = [](const std::string& time) {
    return "model m\ntime " + time + "\nstate x = 1\nstate y = 1\nnext x = 1\n";
  };
  expect_errors({
      {map("n to 10 step 1") + "next y = 2",
       "m.model:2:14: a map has no step (it is iterated, n = 0, 1, 2, …)"},
      {map("n to 10.5") + "next y = 2", ":2:11: the number of iterations is not a whole number"},
      {map("n to 10"), ":6:1: the next value of 'y' is missing Write next y = …."},
      {map("n to 10") + "rate y = 1",
       ":6:6: rates and next values do not go together (the first next value is in line 5)"},
      {with("state y = 1\nnext y = 1"),
       ":6:6: rates and next values do not go together (the first rate is in line 4)"},
      {map("n to 10") + "next x = 1", ":6:6: a second next value of 'x' (the first is in line 5)"},
      {map("n to 10") + "next z = 1",
       ":6:6: 'z' is not a state (the next value of 'z' is given here)"},
      {map("n to 10") + "next y = x[n-1]", ":6:11: "},
  });
}

TEST(ModelErrors, InNames) {
  expect_errors({
      {with("parameter 2p = 1"), ":5:11: '2p' cannot be a name"},
      {with("parameter = 1"), ":5:11: '' cannot be a name"},
      {with("parameter exp = 1"), ":5:11: 'exp' cannot be a name (it has a meaning"},
      {with("parameter pi = 3"), ":5:11: 'pi' cannot be a name (it has a meaning"},
      {with("parameter x = 1"), ":5:11: the name 'x' is taken (state of line 3)"},
      {with("derived t = 1"), ":5:9: the name 't' is taken (time of line 2)"},
      {with("parameter p = 1\nconstant p = 1"),
       ":6:10: the name 'p' is taken (parameter of line 5)"},
      {with("parameter x_0 = 1\nparameter `x(0)` = 1"), ":3:7: the name 'x(0)' is taken"},
      {with("parameter exp = 1"), "Write `exp`, or choose another."},
      {with("parameter and = 1"), ":5:11: 'and' cannot be a name (it has a meaning"},
      {with("parameter `a#b` = 1"), ":5:11: 'a#b' cannot be a name (a name holds neither #"},
      {with("parameter ` a` = 1"), ":5:11: ' a' cannot be a name (white space cannot begin"},
      {with("parameter `` = 1"), ":5:11: '' cannot be a name (white space"},
      {with("parameter `a = 1"), ":5:11: the closing ` is missing"},
      {with("parameter `" + std::string(101, 'p') + "` = 1"), "at most 100 characters"},
      {with("parameter a-b = 1"), "Other names stand between backticks."},
      {with("parameter " + std::string(101, 'p') + " = 1"), "at most 100 characters"},
  });
}

TEST(ModelErrors, InValues) {
  expect_errors({
      {with("parameter p ="), ":5:14: a number, a name or '(' is missing"},
      {with("parameter p = 1 +"), ": a number, a name or '(' is missing"},
      {with("parameter p = 2*x"),
       ":5:15: the value of 'p' depends on 'x' (which changes in time) Write x_0 for the initial "
       "value of 'x'."},
      {with("parameter p = 2*t"), ":5:15: the value of 'p' depends on 't' (which changes in time)"},
      {with("parameter p = 2*q"), ":5:17: unknown name 'q'"},
      {with("parameter p = q\nparameter q = p + 1"),
       ":5:15: the value of 'p' depends on itself (p needs q needs p)"},
      {with("state y = 2*y_0\nrate y = 1"),
       ":5:11: the value of 'y' depends on itself (y_0 needs y_0)"},
      {with("parameter q = 1\nconstant c = 2*q"),
       ":6:14: the constant 'c' depends on 'q' (which is no constant)"},
      {with("constant a = b\nconstant b = a"), ":5:10: the constant 'a' depends on itself"},
      {with("parameter q = -1\nparameter p = log(q)"), ":6:15: the value of 'p' is not finite"},
      {with("parameter q = -1\nstate y = q nonnegative\nrate y = 1"),
       ":6:11: the initial value of the nonnegative state 'y' is below zero"},
      {with("parameter p = 1/0"), ":5:15: the value of 'p' is not finite"},
      {with("constant c = log(-1)"), ":5:14: the value of 'c' is not finite"},
      {with("state y = -1 nonnegative\nrate y = 1"), ":5:11: the initial value of the nonnegative"},
  });
}

TEST(ModelErrors, InWhatNoModelCanHave) {
  expect_errors({
      {with("algebraic x + y = 1"),
       ":5:1: a model cannot have algebraic equations: 'algebraic' (each state has a rate or a"},
      {with("constraint x = 1"), ":5:1: a model cannot have algebraic equations: 'constraint'"},
      {with("derived d = delay(x, 3)"), ":5:13: a model cannot have a delay: 'delay'"},
      {with("derived d = normal(0, 1)"), ":5:13: a model cannot have noise: 'normal'"},
      {with("derived d = piecewise(1, x > 2)"), ":5:13: the last value of 'piecewise' is missing"},
  });
}

TEST(ModelErrors, InEquationsWithLineAndColumn) {
  expect_errors({
      {with("derived d = x + pollen\nparameter polle = 1"),
       "m.model:5:17: unknown name 'pollen' Did you mean 'polle'?"},
      {with("derived d = x\n  # a comment\n\n    + 2*unknown_thing"), "m.model:8:9: unknown name"},
      {with("state y = 1\r\nrate y = x\r\n  + $\r\n"), "m.model:7:5: '$' has no meaning"},
      {with("state y = 1\nrate y = x [m]"), ":6:12: '[' has no meaning in an expression"},
      {with("state y = 1 \"\xC2\xB5m\" z"), "m.model:5:18: unexpected 'z'"},
  });
}

TEST(ModelErrors, InWhatIsMissing) {
  expect_errors({
      {"", "m.model:1:1: the model statement is missing"},
      {"model m\n", "m.model:2:1: the time statement is missing"},
      {"model m\ntime t to 1 step 1\n", "m.model:3:1: the model has no state"},
      {with("state y = 1"), "m.model:5:1: the rate of 'y' is missing Write rate y = …."},
      {with("parameter pred = 1\nstate prey = 1\nrate pray = 1"),
       ":7:6: 'pray' is not a state (the rate of 'pray' is given here) Did you mean 'prey'?"},
  });
}

TEST(ModelErrors, InCyclesOfDerivedValues) {
  EXPECT_EQ(error_of(with("derived a = b\nderived b = x + c\nderived c = 2*b\nderived e = a")),
            "m.model:6:9: the derived value 'b' depends on itself (b needs c needs b)");
  EXPECT_EQ(error_of(with("derived a = a + 1")),
            "m.model:5:9: the derived value 'a' depends on itself (a needs a)");
}

TEST(ModelErrors, InSize) {
  expect_errors({
      {std::string((1U << 23U) + 1, '\n'), "m.model:1:1: the model is too large"},
      {with("# " + std::string(100'000, 'x')),
       ":5:1: the line is too long (100,002 of at most 100,000"},
  });
  std::string many;
  for (int i = 0; i < 50'000; ++i) {
    many += "derived d" + std::to_string(i) + " = 1\n";
  }
  EXPECT_THAT(error_of(with(many)), HasSubstr("too many statements (more than 50,000)"));
}

TEST(ModelErrors, InBytesThatAreNoText) {
  expect_errors({
      {with(std::string("# a\0b", 5)),
       "m.model:5:4: the text holds a byte that cannot be shown (0x00"},
      {with("title \"\xC3\xA9\xFF\""),
       "m.model:5:9: the text holds a byte that cannot be shown (0xFF"},
      {with("# \x1B[31m"), "m.model:5:3: the text holds a byte that cannot be shown (0x1B"},
  });
}

/// Any text either is a model or brings a ConfigError: nothing else may come out.
void expect_survival(const std::string& text) {
  const std::string message = error_of(text);
  if (message != "no error") {
    ASSERT_THAT(message, StartsWith("m.model:"));
  }
}

TEST(ModelFuzz, MutatedModelsParseOrComplain) {
  std::mt19937 random(20240517);
  const auto below = [&](std::size_t n) { return random() % n; };
  const std::string pieces = "\"`[]()#=+-*/^<>.,_0aeNx \t\n\r\x80";
  for (int round = 0; round < 4'000; ++round) {
    const auto names = shipped_model_names();
    std::string text(*shipped_model_text(names[below(names.size())]));
    text +=
        "event `a b` when t > 1 delay 2 priority 3 persistent late initially false set x = 1\n"
        "event c every 2 from 1 until 9 set x = x + 1, y = 2\nparameter q = 2*r_0\n";
    for (std::size_t edits = 1 + below(6); edits > 0 && !text.empty(); --edits) {
      const std::size_t place = below(text.size());
      switch (below(4)) {
        case 0:
          text[place] = pieces[below(pieces.size())];
          break;
        case 1:
          text.erase(place, 1 + below(20));
          break;
        case 2:
          text.insert(place, 1, pieces[below(pieces.size())]);
          break;
        default:
          text.insert(below(text.size()), text.substr(place, below(40)));
      }
    }
    ASSERT_NO_FATAL_FAILURE(expect_survival(text)) << text;
  }
}

TEST(ModelFuzz, EveryPrefixOfAModelParsesOrComplains) {
  const std::string text(*shipped_model_text("predator-prey"));
  for (std::size_t length = 0; length < text.size(); ++length) {
    ASSERT_NO_FATAL_FAILURE(expect_survival(text.substr(0, length))) << length;
  }
}

}  // namespace
}  // namespace heatreel::model
