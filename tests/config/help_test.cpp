// SPDX-License-Identifier: GPL-3.0-or-later
#include "config_test_support.hpp"

#include <gmock/gmock.h>

#include "heatreel/base/text.hpp"

namespace heatreel::config {
namespace {

using ::testing::HasSubstr;

TEST(Help, TheManualShowsEveryHelpTextWordForWord) {
  const std::string manual = read_file(std::string(HEATREEL_SOURCE_DIR) + "/docs/cli.md");
  Words topics = command_names();
  topics.emplace_back("");
  for (const std::string& topic : topics) {
    EXPECT_NE(manual.find("```\n" + help_text(topic) + "```\n"), std::string::npos)
        << "docs/cli.md must hold this text of 'heatreel " << topic << " --help':\n"
        << help_text(topic);
  }
}

TEST(Help, ListsEveryCommand) {
  for (const std::string& name : command_names()) {
    EXPECT_THAT(help_text(""), HasSubstr("\n  " + name + " "));
  }
}

TEST(Help, FitsATerminal) {
  Words topics = command_names();
  topics.emplace_back("");
  for (const std::string& topic : topics) {
    const std::string text = help_text(topic);
    for (const std::string_view line : base::split(text, '\n')) {
      EXPECT_LE(line.size(), 100U) << line;
      EXPECT_TRUE(line.empty() || line.back() != ' ') << line;
    }
  }
}

TEST(Help, ShowsDefaultsAsTheyAre) {
  const std::string text = help_text("run");
  EXPECT_THAT(text, HasSubstr("[default: 1280x720]"));
  EXPECT_THAT(text, HasSubstr("[default: 30%]"));
  EXPECT_THAT(text, HasSubstr("[default: 256M]"));
  EXPECT_THAT(text, HasSubstr("[default: 30 s]"));
  EXPECT_THAT(text, HasSubstr("[default: 600 s]"));
  EXPECT_THAT(text, HasSubstr("[default: 120 s]"));
  EXPECT_THAT(text, HasSubstr("[default: viridis; vik for a difference]"));
}

TEST(Help, ExamplesWork) {
  const auto here = std::filesystem::current_path();
  std::filesystem::current_path(HEATREEL_SOURCE_DIR);
  int tried = 0;
  for (const std::string& command : command_names()) {
    const std::string text = help_text(command);
    const std::string examples = text.substr(text.find("Examples:"));
    for (const std::string_view line : base::split(examples, '\n')) {
      const auto start = line.find("heatreel ");
      // Those that read a result file when they are parsed are tried end to end.
      const bool reads_result =
          (command == "trace" || command == "verify") && line.find(".nc") != std::string_view::npos;
      if (start == std::string_view::npos || reads_result ||
          line.find("my.model") != std::string_view::npos) {
        continue;
      }
      Words words;
      for (const std::string_view word :
           base::split(base::trim(base::split(line.substr(start + 9), '>').front()), ' ')) {
        words.emplace_back(word);
      }
      EXPECT_EQ(error_of(words), "no error") << line;
      ++tried;
    }
  }
  std::filesystem::current_path(here);
  EXPECT_EQ(tried, 20);  // all but those and the one with a model of the reader's own
}

TEST(Help, EveryOptionOfTheHelpIsUnderstood) {
  // A value that no option accepts tells an option that exists from one that does not.
  for (const std::string& command : command_names()) {
    const std::string text = help_text(command);
    for (const std::string_view line : base::split(text, '\n')) {
      const auto dashes = line.find("--");
      if (!line.starts_with("  ") ||
          line.starts_with("   "
                           "    ") ||
          dashes > 8) {
        continue;
      }
      const std::string option(line.substr(dashes, line.find(' ', dashes) - dashes));
      EXPECT_THAT(error_of({command, option + "=?"}), ::testing::Not(HasSubstr("unknown option")))
          << option;
    }
  }
}

}  // namespace
}  // namespace heatreel::config
