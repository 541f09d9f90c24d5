// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/config/command.hpp"

#include "config_test_support.hpp"

#include <gmock/gmock.h>

namespace heatreel::config {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(Commands, NoArgumentsAreAnErrorThatPointsToTheHelp) {
  EXPECT_THAT(error_of({}), AllOf(StartsWith("no command"), HasSubstr("heatreel --help")));
}

TEST(Commands, AnUnknownCommandSuggestsTheNearest) {
  EXPECT_EQ(error_of({"rendr"}),
            "unknown command 'rendr' (see 'heatreel --help') Did you mean 'render'?");
}

TEST(Commands, AnOptionBeforeTheCommandIsExplained) {
  EXPECT_THAT(error_of({"--quiet", "run"}),
              AllOf(HasSubstr("--quiet"), HasSubstr("come after its name")));
}

TEST(Commands, VersionAndHelpAreCommands) {
  EXPECT_TRUE(std::holds_alternative<VersionCommand>(parse_command(Words{"--version"})));
  for (const Words& words : {Words{"--help"}, Words{"-h"}, Words{"help"}}) {
    EXPECT_EQ(std::get<HelpCommand>(parse_command(words)).text, help_text(""));
  }
}

TEST(Commands, EveryCommandHasItsHelpInThreeForms) {
  for (const std::string& name : command_names()) {
    for (const Words& words : {Words{name, "--help"}, Words{name, "-h"}, Words{"help", name}}) {
      EXPECT_EQ(std::get<HelpCommand>(parse_command(words)).text, help_text(name)) << name;
    }
  }
}

TEST(Commands, HelpOfAnUnknownCommandIsAnError) {
  EXPECT_THAT(error_of({"help", "rin"}), HasSubstr("Did you mean 'run'?"));
}

TEST(Commands, InfoTakesExactlyOneFile) {
  EXPECT_EQ(std::get<InfoCommand>(parse_command(Words{"info", "a.nc"})).input, "a.nc");
  EXPECT_THAT(error_of({"info"}), AllOf(HasSubstr("FILE.nc is missing"), HasSubstr("Usage: ")));
  EXPECT_THAT(error_of({"info", "a.nc", "b.nc"}), HasSubstr("unexpected argument 'b.nc'"));
}

TEST(Commands, AFileWhoseNameBeginsWithADashFollowsTwoDashes) {
  EXPECT_EQ(std::get<InfoCommand>(parse_command(Words{"info", "--", "-a.nc"})).input, "-a.nc");
}

TEST(Commands, ExportNeedsAFormatAndFrames) {
  const auto csv = std::get<ExportCommand>(
      parse_command(Words{"export", "a.nc", "--csv", "--frame", "3,last", "--metric", "P.period"}));
  EXPECT_EQ(csv.format, ExportFormat::csv);
  ASSERT_EQ(csv.frames.size(), 2U);
  EXPECT_EQ(std::get<FrameSpan>(csv.frames[0]).first, 3);
  EXPECT_TRUE(std::holds_alternative<LastFrame>(csv.frames[1]));
  EXPECT_THAT(csv.metrics, ::testing::ElementsAre("P.period"));
  const auto xmf = std::get<ExportCommand>(parse_command(Words{"export", "a.nc", "--xmf"}));
  EXPECT_EQ(xmf.format, ExportFormat::xdmf);
  EXPECT_THAT(error_of({"export", "a.nc"}), HasSubstr("no format is given"));
  EXPECT_THAT(error_of({"export", "a.nc", "--npy"}), HasSubstr("--frame is missing"));
  EXPECT_THAT(error_of({"export", "a.nc", "--xmf", "--csv", "--frame", "0"}),
              HasSubstr("--csv cannot be combined with --xmf"));
}

TEST(Commands, ModelsTakesANameOrNone) {
  EXPECT_FALSE(std::get<ModelsCommand>(parse_command(Words{"models"})).name);
  EXPECT_EQ(std::get<ModelsCommand>(parse_command(Words{"models", "lorenz"})).name, "lorenz");
}

TEST(Render, TakesMetricsOutputAndMovieOptions) {
  const auto render = std::get<RenderCommand>(
      parse_command(Words{"render", "a.nc", "-o", "b.mp4", "--metric", "P.period", "--metric",
                          "N.max", "--crf", "0", "--overwrite", "-q"}));
  EXPECT_EQ(render.input, "a.nc");
  EXPECT_EQ(render.output, "b.mp4");
  EXPECT_THAT(render.metrics, ElementsAre("P.period", "N.max"));
  EXPECT_EQ(render.movie.encoder.crf, 0);
  EXPECT_TRUE(render.overwrite);
  EXPECT_TRUE(render.quiet);
}

TEST(Render, DrawsAllMetricsUnlessToldOtherwise) {
  const auto render = std::get<RenderCommand>(parse_command(Words{"render", "a.nc"}));
  EXPECT_TRUE(render.metrics.empty());
  EXPECT_EQ(render.output, "");
}

TEST(Render, RefusesWhatIsNoMetricAndWhatStandsTwice) {
  EXPECT_THAT(error_of({"render", "a.nc", "--metric", "P.perod"}),
              AllOf(HasSubstr("--metric"), HasSubstr("'period'")));
  EXPECT_THAT(error_of({"render", "a.nc", "--metric", "P.max", "--metric", "P.max"}),
              HasSubstr("given twice"));
}

TEST(Render, HasNoOptionsOfTheSweep) {
  EXPECT_THAT(error_of({"render", "a.nc", "--dt", "1"}), StartsWith("unknown option --dt"));
}

TEST(CommandLine, AnUnknownOptionSuggestsTheNearest) {
  EXPECT_EQ(error_of(run_with({"--metrics", "P.max"})),
            "unknown option --metrics ('heatreel run' does not have it) Did you mean '--metric'?");
  EXPECT_THAT(error_of(run_with({"--frobnicate"})), HasSubstr("Try 'heatreel run --help'."));
  EXPECT_THAT(error_of(run_with({"-x"})), StartsWith("unknown option -x"));
}

TEST(CommandLine, OptionsAreNotGuessedFromTheirBeginning) {
  EXPECT_THAT(error_of(run_with({"--dura", "3"})), StartsWith("unknown option --dura"));
}

TEST(CommandLine, AMissingValueIsNoticed) {
  EXPECT_THAT(error_of(run_with({"--fps"})), StartsWith("--fps needs a value"));
  EXPECT_THAT(error_of(run_with({"--fps="})), StartsWith("--fps needs a value"));
  EXPECT_THAT(error_of(run_with({"--output", "--quiet"})), StartsWith("--output needs a value"));
  EXPECT_THAT(error_of(run_with({"--output", "--fps=3"})), StartsWith("--output needs a value"));
}

TEST(CommandLine, ASwitchTakesNoValue) {
  EXPECT_THAT(error_of(run_with({"--quiet=yes"})), StartsWith("--quiet takes no value"));
}

TEST(CommandLine, AnOptionStandsOnce) {
  EXPECT_EQ(error_of(run_with({"--fps", "3", "--fps", "4"})),
            "--fps is given twice (first as '3') Keep one of them.");
}

TEST(CommandLine, NegativeNumbersAreValues) {
  const auto run = parse_run(run_with({"--range", "-1:1", "--set", "assoc_ddg=-1"}));
  EXPECT_EQ(run.movie.range.usual.low, -1.0);
  EXPECT_EQ(model_of(run.sweep)->settings.at("assoc_ddg"), -1.0);
  EXPECT_EQ(parse_run(run_with({"--range=-2:-1"})).movie.range.usual.high, -1.0);
}

TEST(CommandLine, OneSweepFileAtMost) {
  EXPECT_THAT(error_of({"run", "a.ini", "b.ini"}), HasSubstr("unexpected argument 'b.ini'"));
}

TEST(CommandLine, MessagesHoldNoControlCharacters) {
  EXPECT_THAT(error_of({"run", "--\x1b[31m"}), ::testing::Not(HasSubstr("\x1b")));
  EXPECT_THAT(error_of(run_with({"--fps", "\x1b[31m"})), ::testing::Not(HasSubstr("\x1b")));
}

}  // namespace
}  // namespace heatreel::config
