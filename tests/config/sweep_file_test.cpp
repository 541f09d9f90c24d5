// SPDX-License-Identifier: GPL-3.0-or-later
#include "config_test_support.hpp"

#include <gmock/gmock.h>

namespace heatreel::config {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::Field;
using ::testing::HasSubstr;

const std::string complete =
    "model = predator-prey\nx = G=50:300:50\ny = rec=10:50:40\nt = assoc_ddg=-1:1:3\n"
    "metric = P.amplitude\nmetric = P.period\n";

/// Writes a sweep file and parses `run FILE more...`.
class SweepFile : public ::testing::Test {
 protected:
  Words words(const std::string& text, const Words& more = {}) const {
    Words words = {"run", folder_.write("my.sweep.ini", text)};
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }
  RunCommand run(const std::string& text, const Words& more = {}) const {
    return parse_run(words(text, more));
  }
  std::string error(const std::string& text, const Words& more = {}) const {
    return error_of(words(text, more));
  }
  ScratchFolder folder_;
};

TEST_F(SweepFile, HoldsAWholeSweep) {
  const RunCommand sweep = run(complete + "tail = 40%\nset = pol=3\nquiet = yes\n");
  EXPECT_EQ(sweep.sweep.grid.cells(), 50 * 40 * 3);
  EXPECT_EQ(sweep.sweep.grid.t().front(), -1.0);
  EXPECT_EQ(model_of(sweep.sweep)->metrics.size(), 2U);
  EXPECT_EQ(model_of(sweep.sweep)->integration.tail, 0.4);
  EXPECT_EQ(model_of(sweep.sweep)->settings.at("pol"), 3.0);
  EXPECT_TRUE(sweep.quiet);
}

TEST_F(SweepFile, NamesTheOutputsInTheCurrentFolder) {
  const RunCommand sweep = run(complete);
  EXPECT_EQ(sweep.output, "my.sweep.nc");
  EXPECT_EQ(sweep.video, "my.sweep.mp4");
  EXPECT_THAT(sweep.inputs, ElementsAre(Field(&CommandFile::path, EndsWith("my.sweep.ini"))));
}

TEST_F(SweepFile, IgnoresCommentsBlankLinesMarksAndCarriageReturns) {
  const RunCommand sweep =
      run("\xEF\xBB\xBFmodel = predator-prey # a model\r\n\r\n  # comment\r\n"
          "x=G=50:300:50\r\ny=rec=10:50:40\r\nt=kN=1,2\r\nmetric=P.max\r\n");
  EXPECT_EQ(sweep.sweep.simulation->name(), "predator-prey");
  EXPECT_EQ(sweep.sweep.grid.x().size(), 50);
}

TEST_F(SweepFile, TheCommandLineWins) {
  const RunCommand sweep =
      run(complete + "fps = 20\n", {"--fps", "30", "--x", "G=1:2:7", "--tail", "0.5"});
  EXPECT_EQ(sweep.movie.frames_per_second, 30);
  EXPECT_EQ(sweep.sweep.grid.x().size(), 7);
  EXPECT_EQ(sweep.sweep.grid.y().size(), 40);
  EXPECT_EQ(model_of(sweep.sweep)->integration.tail, 0.5);
}

TEST_F(SweepFile, MetricsOfTheCommandLineReplaceThoseOfTheFile) {
  const RunCommand sweep = run(complete, {"--metric", "N.mean"});
  ASSERT_EQ(model_of(sweep.sweep)->metrics.size(), 1U);
  EXPECT_EQ(model_of(sweep.sweep)->metrics[0].label(), "N.mean");
}

TEST_F(SweepFile, SettingsAddUpAndTheCommandLineWins) {
  const RunCommand command = run(complete + "set = pol=3\nset = b=1\nset = N(0)=4\n",
                                 {"--set", "pol=5", "--set", "N_0=6", "--set", "kN=2"});
  const auto& settings = model_of(command.sweep)->settings;
  EXPECT_EQ(settings.size(), 4U);
  EXPECT_EQ(settings.at("pol"), 5.0);
  EXPECT_EQ(settings.at("b"), 1.0);
  EXPECT_EQ(settings.at("N_0"), 6.0);
  EXPECT_EQ(settings.at("kN"), 2.0);
}

TEST_F(SweepFile, ARivalOnTheCommandLineWins) {
  EXPECT_FALSE(run(complete + "duration = 5\n", {"--fps", "30"}).movie.duration);
  EXPECT_EQ(run(complete + "fps = 5\n", {"--duration", "7"}).movie.duration, 7.0);
  EXPECT_EQ(run(complete + "no-video =\n", {"--video", "v.mp4"}).video, "v.mp4");
  EXPECT_EQ(run(complete + "video = v.mp4\n", {"--no-video"}).video, "");
}

TEST_F(SweepFile, RivalsInOneFileAreRefused) {
  EXPECT_THAT(error(complete + "fps = 5\nduration = 7\n"),
              AllOf(HasSubstr("my.sweep.ini:8: duration cannot be combined with fps"),
                    HasSubstr("line 7")));
}

TEST_F(SweepFile, SwitchesAreWrittenWithAnEqualsSign) {
  EXPECT_TRUE(run(complete + "quiet =\n").quiet);
  EXPECT_TRUE(run(complete + "quiet = on\n").quiet);
  EXPECT_FALSE(run(complete + "quiet = no\n").quiet);
  EXPECT_THAT(error(complete + "quiet = perhaps\n"), HasSubstr("my.sweep.ini:7: quiet perhaps"));
  EXPECT_THAT(
      error(complete + "quiet\n"),
      AllOf(HasSubstr("my.sweep.ini:7: 'quiet' is not an option"), HasSubstr("NAME = yes")));
}

TEST_F(SweepFile, UnknownOptionsAreNamedWithLineAndNearest) {
  EXPECT_THAT(error("# first\n\nmodl = predator-prey\n"),
              AllOf(HasSubstr("my.sweep.ini:3: unknown option 'modl'"),
                    HasSubstr("Did you mean 'model'?")));
  EXPECT_THAT(error("help = yes\n"), HasSubstr("my.sweep.ini:1: unknown option 'help'"));
  EXPECT_THAT(error("o = a.nc\n"), HasSubstr("my.sweep.ini:1: unknown option 'o'"));
  EXPECT_THAT(error("= 3\n"), HasSubstr("my.sweep.ini:1: unknown option ''"));
}

TEST_F(SweepFile, AnOptionThatStandsTwiceIsRefused) {
  EXPECT_THAT(error("dt = 1\n\ndt = 2\n"),
              AllOf(HasSubstr("my.sweep.ini:3: dt is given twice"), HasSubstr("'1' in line 1")));
}

TEST_F(SweepFile, SectionsAreRefused) {
  EXPECT_THAT(error("dt = 1\n[movie]\nfps = 3\n"),
              AllOf(HasSubstr("my.sweep.ini:2: section '[movie]'"), HasSubstr("no sections")));
}

TEST_F(SweepFile, BadValuesAreNamedWithTheirLine) {
  EXPECT_THAT(error(complete + "size = 641x480\n"),
              AllOf(HasSubstr("my.sweep.ini:7: size 641x480 cannot be used"), HasSubstr("odd")));
  EXPECT_THAT(error("model = predator-prey\nx = G=1:2:0\ny = rec=1:2:3\nt = b=1,2\n"
                    "metric = P.max\n"),
              HasSubstr("my.sweep.ini:2: x: axis G cannot be used"));
  EXPECT_THAT(error(complete + "set = pool=3\n"),
              AllOf(HasSubstr("my.sweep.ini:7: set pool=3"), HasSubstr("'pol'")));
  EXPECT_THAT(error("model = predator-pray\n"), HasSubstr("my.sweep.ini:1: model: unknown model"));
  EXPECT_THAT(error(complete + "metric = P.ampltude\n"),
              AllOf(HasSubstr("my.sweep.ini:7: metric"), HasSubstr("'amplitude'")));
  EXPECT_THAT(error(complete + "duration = 0.001\n"),
              AllOf(HasSubstr("my.sweep.ini:7: duration"), HasSubstr("too short")));
}

TEST_F(SweepFile, AnEmptyValueIsRefused) {
  EXPECT_THAT(error(complete + "output =\n"), HasSubstr("my.sweep.ini:7: output"));
  EXPECT_THAT(error(complete + "fps = # ten\n"), HasSubstr("my.sweep.ini:7: fps"));
}

TEST_F(SweepFile, ModelFilesAreRelativeToTheSweepFile) {
  folder_.write("models/own.model", load_model("lorenz", "models").text);
  const std::string text =
      "model = models/own.model\nx = rho=1:2:3\ny = sigma=1:2:3\nt = beta=1:2:3\nmetric = x.max\n";
  const RunCommand sweep = run(text);
  EXPECT_EQ(sweep.sweep.simulation->name(), "lorenz");
  EXPECT_THAT(sweep.inputs, ElementsAre(Field(&CommandFile::path, EndsWith("my.sweep.ini")),
                                        Field(&CommandFile::path, EndsWith("/models/own.model"))));
  EXPECT_THAT(error("model = own.model\n"), HasSubstr("cannot read"));
  // The same words on the command line start from the current folder.
  EXPECT_THAT(error(text, {"--model", "models/own.model"}),
              HasSubstr("--model: cannot read models/own.model"));
}

TEST_F(SweepFile, WhatCannotBeReadIsRefused) {
  EXPECT_THAT(error_of({"run", folder_.path("none.ini")}),
              AllOf(HasSubstr("cannot read"), HasSubstr("none.ini"), HasSubstr("No such file")));
  EXPECT_THAT(error_of({"run", folder_.path("")}), HasSubstr("it is a folder"));
  EXPECT_THAT(error(std::string("dt = 1\0\n", 8)), HasSubstr("NUL"));
  EXPECT_THAT(error(std::string((1 << 20) + 1, '\n')), HasSubstr("1.0 MiB"));
}

TEST_F(SweepFile, ASyntaxErrorIsFoundBeforeTheModelIsRead) {
  EXPECT_THAT(error("model = none\nfsp = 3\n"), HasSubstr("my.sweep.ini:2: unknown option"));
}

TEST(Examples, AllResolve) {
  const std::string folder = std::string(HEATREEL_SOURCE_DIR) + "/examples/";
  const RunCommand reference = parse_run({"run", folder + "predator-prey.ini"});
  const SweepConfig& sweep = reference.sweep;
  EXPECT_EQ(sweep.grid.cells(), 125000);
  EXPECT_EQ(sweep.grid.x(), grid::Axis::range("G", 50, 300, 50, grid::Spacing::linear)
                                .described("nM", sweep.grid.x().long_name()));
  EXPECT_EQ(sweep.grid.y().name(), "rec");
  EXPECT_EQ(sweep.grid.y().back(), 50.0);
  EXPECT_EQ(sweep.grid.t().name(), "assoc_ddg");
  EXPECT_EQ(sweep.grid.t().front(), -1.0);
  ASSERT_EQ(model_of(sweep)->metrics.size(), 2U);
  EXPECT_EQ(model_of(sweep)->metrics[0].variable(), "P_amplitude");
  EXPECT_EQ(model_of(sweep)->metrics[1].variable(), "P_period");
  EXPECT_EQ(model_of(sweep)->integration.t_end, 2600.0);
  EXPECT_EQ(model_of(sweep)->integration.tail, 0.3);
  EXPECT_EQ(reference.output, "predator-prey.nc");
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".ini") {
      EXPECT_NO_THROW(parse_run({"run", entry.path().string()})) << entry.path();
    }
  }
}

}  // namespace
}  // namespace heatreel::config
