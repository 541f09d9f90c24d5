// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/simulate/command_template.hpp"

#include <vector>

#include <gmock/gmock.h>

#include "heatreel/base/error.hpp"

namespace heatreel::simulate {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::vector<std::string> names = {"G", "rec"};

std::vector<std::string> words(const std::string& text) {
  return CommandTemplate(text, names).words(17, std::vector<double>{150.0, 0.1});
}

std::string error_of(const std::string& text) {
  try {
    words(text);
  } catch (const base::ConfigError& error) {
    return error.what();
  }
  return "no error";
}

TEST(CommandTemplate, PutsNumbersInThePlaceOfNames) {
  EXPECT_THAT(words("./sim --g {G} --rec={rec} --seed {cell}"),
              ElementsAre("./sim", "--g", "150", "--rec=0.1", "--seed", "17"));
  EXPECT_THAT(words("sim {G}{rec}x{ cell }"), ElementsAre("sim", "1500.1x17"));
}

TEST(CommandTemplate, WritesNumbersThatReadBackAsThemselves) {
  const CommandTemplate command("sim {G} {rec}", names);
  EXPECT_THAT(command.words(0, std::vector<double>{0.1 + 0.2, -5e-324}),
              ElementsAre("sim", "0.30000000000000004", "-5e-324"));
}

TEST(CommandTemplate, QuotesHoldAWordTogether) {
  EXPECT_THAT(words(R"(sim 'a b' "c 'd'" e' 'f '' g\ h "\"i\\" 'j\k')"),
              ElementsAre("sim", "a b", "c 'd'", "e f", "", "g h", "\"i\\", "j\\k"));
  EXPECT_THAT(words("sim '{G} {rec}'"), ElementsAre("sim", "150 0.1"));
}

TEST(CommandTemplate, IsNoShell) {
  EXPECT_THAT(words("sim $HOME * ; rm `x` > y | z && ~"),
              ElementsAre("sim", "$HOME", "*", ";", "rm", "`x`", ">", "y", "|", "z", "&&", "~"));
}

TEST(CommandTemplate, HasBracesWhereTheyAreDoubled) {
  EXPECT_THAT(words("awk '{{print {G}}}'"), ElementsAre("awk", "{print 150}"));
  EXPECT_THAT(words("sim {{G}}"), ElementsAre("sim", "{G}"));
}

TEST(CommandTemplate, RefusesWhatIsNoCommand) {
  EXPECT_THAT(error_of("sim {g}"), HasSubstr("{g} is no parameter of the sweep"));
  EXPECT_THAT(error_of("sim {g}"), HasSubstr("Did you mean 'G'?"));
  EXPECT_THAT(error_of("sim {G"), HasSubstr("a { is not closed"));
  EXPECT_THAT(error_of("sim G}"), HasSubstr("a } closes nothing"));
  EXPECT_THAT(error_of("sim 'a"), HasSubstr("a ' is not closed"));
  EXPECT_THAT(error_of("sim \"a"), HasSubstr("a \" is not closed"));
  EXPECT_THAT(error_of("sim \\"), HasSubstr("nothing follows the last \\"));
  EXPECT_THAT(error_of(""), HasSubstr("its first word must name a program"));
  EXPECT_THAT(error_of("''"), HasSubstr("its first word must name a program"));
  EXPECT_THAT(error_of("{G} 1"), HasSubstr("its first word must name a program"));
  EXPECT_THAT(error_of("sim{G}"), HasSubstr("its first word must name a program"));
}

TEST(CommandTemplate, KnowsItsProgramAndParameters) {
  const CommandTemplate command(" ./my\\ sim  --g {G} ", names);
  EXPECT_EQ(command.program(), "./my sim");
  EXPECT_TRUE(command.holds("G"));
  EXPECT_FALSE(command.holds("rec"));
}

}  // namespace
}  // namespace heatreel::simulate
