// SPDX-License-Identifier: GPL-3.0-or-later
#include "config_test_support.hpp"

#include <gmock/gmock.h>

namespace heatreel::config {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

/// A sweep whose x axis and settings a test chooses.
Words with_x(const std::string& x, const Words& more = {}) {
  Words words = {"run", "--model",        "predator-prey", "--x",        x, "--y", "rec=10:50:40",
                 "--t", "kN=0.01:0.02:3", "--metric",      "P.amplitude"};
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

TEST(Axes, RangesIncludeBothEndsAndBearUnits) {
  const grid::Axis x = parse_run(with_x("G=50:300:51")).sweep.grid.x();
  EXPECT_EQ(x.name(), "G");
  EXPECT_EQ(x.unit(), "nM");
  EXPECT_THAT(x.long_name(), HasSubstr("template"));
  EXPECT_EQ(x.size(), 51);
  EXPECT_EQ(x.front(), 50.0);
  EXPECT_EQ(x.value(1), 55.0);
  EXPECT_EQ(x.back(), 300.0);
  EXPECT_EQ(parse_run(with_x("G=-1e308:1e308:5")).sweep.grid.x().value(1), -5e307);
}

TEST(Axes, MayBeLogarithmicListedOrOfOnePoint) {
  EXPECT_EQ(parse_run(with_x("G=1:100:3:log")).sweep.grid.x().spacing(), grid::Spacing::log);
  const grid::Axis list = parse_run(with_x("G = 5, 1 ,2.5")).sweep.grid.x();
  EXPECT_EQ(list.spacing(), grid::Spacing::list);
  EXPECT_EQ(list.value(1), 1.0);
  EXPECT_EQ(parse_run(with_x("G=7")).sweep.grid.x().size(), 1);
  EXPECT_EQ(parse_run(with_x("G=5:9:1")).sweep.grid.x().back(), 5.0);
}

TEST(Axes, MayRunDownwardsAndBelowZero) {
  const grid::Axis x = parse_run(with_x("assoc_ddg=1:-1:50")).sweep.grid.x();
  EXPECT_EQ(x.front(), 1.0);
  EXPECT_EQ(x.back(), -1.0);
}

TEST(Axes, AnInitialValueHasTwoNames) {
  EXPECT_EQ(parse_run(with_x("N(0)=1:10:4")).sweep.grid.x().name(), "N_0");
  EXPECT_EQ(parse_run(with_x("N_0=1:10:4")).sweep.grid.x().name(), "N_0");
  EXPECT_EQ(spec_of(with_x("G=1:2:3", {"--set", "P(0)=3"})).settings.at("P_0"), 3.0);
}

TEST(Axes, AnUnknownParameterSuggestsTheNearest) {
  EXPECT_EQ(error_of(with_x("asoc_ddg=1:2:3")),
            "--x asoc_ddg=1:2:3 cannot be used (model predator-prey has no parameter 'asoc_ddg') "
            "Did you mean 'assoc_ddg'?");
  EXPECT_THAT(error_of(with_x("Q(0)=1:2:3")), HasSubstr("no parameter 'Q(0)'"));
}

TEST(Axes, OtherFormsAreRefused) {
  for (const char* bad : {"G", "G=", "G=1:2", "G=1:2:3:lin", "G=1:2:3:log:4", "G=1:2:3x", "G=1:2:",
                          "G=a:2:3", "G=1:2x:3", "G=1,,2", "G=1,2,", "G=1:2:1e3", "=1:2:3"}) {
    EXPECT_THAT(error_of(with_x(bad)), AllOf(StartsWith("--x "), HasSubstr("cannot be used")))
        << bad;
  }
}

TEST(Axes, BadRangesAreRefusedByName) {
  EXPECT_THAT(error_of(with_x("G=1:2:0")), AllOf(StartsWith("--x: "), HasSubstr("0 points")));
  EXPECT_THAT(error_of(with_x("G=1:2:-5")), AllOf(StartsWith("--x: "), HasSubstr("-5 points")));
  EXPECT_THAT(error_of(with_x("G=1:inf:5")), AllOf(StartsWith("--x: "), HasSubstr("finite")));
  EXPECT_THAT(error_of(with_x("G=nan:1:5")), AllOf(StartsWith("--x: "), HasSubstr("finite")));
  EXPECT_THAT(error_of(with_x("G=0:1:5:log")), AllOf(StartsWith("--x: "), HasSubstr("log axis")));
  EXPECT_THAT(error_of(with_x("G=-1:1:5:log")), HasSubstr("log axis"));
  EXPECT_THAT(error_of(with_x("G=1:0:1:log")), HasSubstr("log axis"));
  EXPECT_THAT(error_of(with_x("G=1,2,1")), HasSubstr(" twice"));
}

TEST(Axes, AParameterIsSweptOnce) {
  EXPECT_EQ(error_of(with_x("rec=1:2:3")),
            "--y rec=10:50:40 cannot be used (--x already sweeps parameter rec) "
            "Each axis sweeps a parameter of its own.");
}

TEST(Axes, NamesOfTheFileAreRefused) {
  const ScratchFolder folder;
  const std::string path = folder.write(
      "my.model",
      "model my\ntime t to 1 step 0.1\nstate X = 1\nparameter status = 1\n"
      "parameter X_max = 1\nparameter a = 1\nparameter b = 2\nrate X = status + X_max + a + b\n");
  const auto error = [&](const std::string& x) {
    return error_of({"run", "--model", path, "--x", x, "--y", "a=1:2:3", "--t", "b=1:2:3",
                     "--metric", "X.max"});
  };
  EXPECT_THAT(error("status=1:2:3"), AllOf(StartsWith("--x status"), HasSubstr("result file")));
  EXPECT_THAT(error("X_max=1:2:3"), AllOf(StartsWith("--x X_max"), HasSubstr("result file")));
  EXPECT_EQ(error("X_0=1:2:3"), "no error");
}

TEST(Axes, ASweepOfATrillionCellsIsPlannedAtOnce) {
  const RunCommand run = parse_run(with_x("G=50:300:10000", {"--set", "pol=3"}));
  EXPECT_EQ(run.sweep.grid.cells(), 10000 * 40 * 3);
  Words huge = {"run",           "--model", "predator-prey", "--x",      "G=1:2:100000", "--y",
                "rec=1:2:10000", "--t",     "kN=1:2:1000",   "--metric", "P.max"};
  EXPECT_EQ(parse_run(huge).sweep.grid.cells(), 1'000'000'000'000);
}

TEST(Axes, MoreCellsThanCanBeCountedAreRefused) {
  const Words huge = {
      "run",           "--model", "predator-prey",   "--x",      "G=1:2:9999999", "--y",
      "rec=1:2:99999", "--t",     "kN=1:2:99999999", "--metric", "P.max"};
  EXPECT_THAT(error_of(huge), HasSubstr("too many cells"));
}

TEST(Axes, PointsThatCoincideAreRefused) {
  EXPECT_THAT(error_of(with_x("G=1:2:1000000000000000000")),
              AllOf(StartsWith("--x: axis G cannot be used"), HasSubstr("the same number")));
}

TEST(Settings, FixParameters) {
  const auto settings =
      spec_of(with_x("G=1:2:3", {"--set", "pol=4", "--set", "b = 1e-5"})).settings;
  EXPECT_EQ(settings.size(), 2U);
  EXPECT_EQ(settings.at("pol"), 4.0);
  EXPECT_EQ(settings.at("b"), 1e-5);
}

/// A sweep of a model whose k2 follows from k1 and whose X_0 is a parameter of its own.
RunCommand run_of_chain(const ScratchFolder& folder, const Words& more,
                        const std::string& t = "exp=1,2") {
  const std::string path = folder.write(
      "chain.model",
      "model chain\ntime t to 1 step 0.1\nstate X = X_0*V\nparameter X_0 = 3\nparameter V = 2\n"
      "parameter k1 = 2\nparameter k2 = k1/2\nparameter `exp` = 1\nrate X = -k2*X*`exp`\n");
  Words words = {"run",       "--model", path, "--x",      "V=1:2:3", "--y",
                 "X_0=1:2:3", "--t",     t,    "--metric", "X.max"};
  words.insert(words.end(), more.begin(), more.end());
  return parse_run(words);
}

TEST(Settings, MayBeExpressionsOfOtherParameters) {
  const ScratchFolder folder;
  const SweepConfig sweep =
      run_of_chain(folder, {"--set", "k2 = 0.5*k1 + V", "--set", "k1=8/2", "--set", "X(0)=7"})
          .sweep;
  EXPECT_EQ(model_of(sweep)->formulas.at("k2"), "0.5*k1 + V");
  EXPECT_EQ(model_of(sweep)->formulas.at("k1"), "8/2");
  EXPECT_EQ(model_of(sweep)->formulas.size(), 2U);
  EXPECT_EQ(model_of(sweep)->settings.at("X(0)"), 7);
  EXPECT_EQ(model_of(sweep)->model.find_parameter("k1")->default_value, 4);
  EXPECT_EQ(model_of(sweep)->model.find_parameter("k2")->default_value, 4);
}

TEST(Settings, AreStoredAsTyped) {
  const ScratchFolder folder;
  const SweepConfig sweep =
      run_of_chain(folder, {"--set", "k2 = 0.5*k1", "--set", "`X(0)`=V"}).sweep;
  const std::string ini = to_ini(sweep);
  EXPECT_THAT(ini, HasSubstr("set = X(0)=V\nset = k2=0.5*k1\n"));
  const SweepConfig again = sweep_from_ini(ini, sweep.simulation->text());
  EXPECT_EQ(to_ini(again), ini);
  EXPECT_EQ(model_of(again)->model.find_parameter("X(0)")->formula_text, "V");
}

TEST(Settings, OfNumbersGoBeforeTheFormulasOfTheModel) {
  const ScratchFolder folder;
  const SweepConfig sweep = run_of_chain(folder, {"--set", "k2=5", "--set", "k1=k2"}).sweep;
  EXPECT_EQ(model_of(sweep)->settings.at("k2"), 5);
  EXPECT_FALSE(model_of(sweep)->model.find_parameter("k2")->formula);
  EXPECT_EQ(model_of(sweep)->formulas.at("k1"), "k2");
}

TEST(Settings, OnTheCommandLineReplaceThoseOfTheFile) {
  const ScratchFolder folder;
  const std::string file = folder.write("a.ini", "set = k2=3\nset = k1=2*V\n");
  const SweepConfig sweep = run_of_chain(folder, {file, "--set", "k2=2*V", "--set", "k1=4"}).sweep;
  EXPECT_EQ(model_of(sweep)->formulas.at("k2"), "2*V");
  EXPECT_EQ(model_of(sweep)->settings.at("k1"), 4);
  EXPECT_EQ(model_of(sweep)->formulas.size() + model_of(sweep)->settings.size(), 2U);
}

TEST(Settings, OfExpressionsThatMakeNoSenseAreRefused) {
  const ScratchFolder folder;
  const auto error = [&](const std::string& setting) {
    return usage_error_of([&] { run_of_chain(folder, {"--set", setting}); });
  };
  EXPECT_THAT(error("k2=2*k3"), StartsWith("--set k2=2*k3, column 6: unknown name 'k3'"));
  EXPECT_THAT(error("k2=X"),
              HasSubstr("column 4: the value of 'k2' depends on 'X' (which changes"));
  EXPECT_THAT(error("k2 = t"), HasSubstr("column 6: the value of 'k2' depends on 't'"));
  EXPECT_THAT(error("k1=2*k2"), HasSubstr("depends on itself (k1 needs k2 needs k1)"));
  EXPECT_THAT(error("k1=log(-V)"), HasSubstr("the value of 'k1' is not finite"));
  EXPECT_EQ(error("k1=V"), "no error");
}

TEST(Axes, OfParametersThatAFileCannotNameAreRefused) {
  const ScratchFolder folder;
  EXPECT_THAT(usage_error_of([&] { run_of_chain(folder, {}, "X(0)=1,2"); }),
              HasSubstr("no axis of a result file can be called 'X(0)'"));
}

TEST(Settings, BadOnesAreRefused) {
  EXPECT_THAT(error_of(with_x("G=1:2:3", {"--set", "pool=4"})),
              AllOf(StartsWith("--set pool=4"), HasSubstr("Did you mean 'pol'?")));
  EXPECT_THAT(error_of(with_x("G=1:2:3", {"--set", "pol"})), HasSubstr("it has no '='"));
  EXPECT_THAT(error_of(with_x("G=1:2:3", {"--set", "pol=4x"})), HasSubstr("number '4x'"));
  EXPECT_THAT(error_of(with_x("G=1:2:3", {"--set", "pol="})), StartsWith("--set pol=, column 5: "));
  EXPECT_THAT(error_of(with_x("G=1:2:3", {"--set", "pol=inf"})), HasSubstr("must be finite"));
  EXPECT_THAT(error_of(with_x("G=1:2:3", {"--set", "pol=1", "--set", "pol=2"})),
              HasSubstr("already set to 1"));
  EXPECT_THAT(error_of(with_x("G=1:2:3", {"--set", "G=1"})),
              AllOf(StartsWith("--set G=1"), HasSubstr("swept")));
  EXPECT_THAT(error_of(with_x("N_0=1:2:3", {"--set", "N(0)=1"})), HasSubstr("swept"));
}

}  // namespace
}  // namespace heatreel::config
