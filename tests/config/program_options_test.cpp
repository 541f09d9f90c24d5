// SPDX-License-Identifier: GPL-3.0-or-later
#include "config_test_support.hpp"

#include <gmock/gmock.h>

namespace heatreel::config {
namespace {

using simulate::ProgramSpec;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

/// A sweep of a command, to which a test adds what it is about.
Words with_command(const std::string& command, const Words& more = {}) {
  Words words = {"run",       "--command", command,   "--x",      "G=1:5:3", "--y",
                 "rec=10,20", "--t",       "d=0:1:2", "--metric", "peak"};
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

Words with_worker(const Words& more) {
  Words words = with_command("sh", more);
  words[1] = "--worker";
  return words;
}

const std::string usual = "sh -c : {G} {rec} {d}";

ProgramSpec program_in(const Words& words) { return *program_of(parse_run(words).sweep); }

TEST(ProgramOptions, DescribeACommand) {
  const RunCommand run = parse_run(with_command(
      usual + " {k}", {"--set", "k=0.1", "--unit", "G=nM", "--unit", "peak=mM", "--metric", "when",
                       "--cell-timeout", "5", "--keep-mpi-environment"}));
  EXPECT_EQ(model_of(run.sweep), nullptr);
  const ProgramSpec spec = *program_of(run.sweep);
  EXPECT_EQ(spec.kind, ProgramSpec::Kind::command);
  EXPECT_EQ(spec.command, usual + " {k}");
  EXPECT_EQ(spec.program, "sh");
  EXPECT_THAT(spec.settings, ElementsAre(Pair("k", 0.1)));
  ASSERT_EQ(spec.metrics.size(), 2U);
  EXPECT_EQ(spec.metrics[0].name, "peak");
  EXPECT_EQ(spec.metrics[0].unit, "mM");
  EXPECT_EQ(spec.metrics[1].unit, "");
  EXPECT_EQ(spec.cell_timeout, 5.0);
  EXPECT_EQ(spec.mpi, simulate::MpiEnvironment::keep);
  EXPECT_EQ(run.sweep.grid.x().unit(), "nM");
  EXPECT_EQ(run.output, "sh.nc");
  EXPECT_THAT(run.video, HasSubstr("sh.mp4"));
}

TEST(ProgramOptions, DescribeAWorker) {
  const ProgramSpec lines = program_in(with_worker({}));
  EXPECT_EQ(lines.kind, ProgramSpec::Kind::worker);
  EXPECT_FALSE(lines.batch);
  EXPECT_EQ(program_in(with_worker({"--worker-batch", "1000"})).batch, 1000);
}

TEST(ProgramOptions, TravelAsText) {
  for (const Words& words :
       {with_command(usual + " {k} 'a \"b' {{}}", {"--set", "k=0.1", "--unit", "G=nM/h",
                                                   "--cell-timeout", "0.5", "--metric", "when"}),
        with_worker({"--worker-batch", "7", "--keep-mpi-environment", "--set", "k=1e-300"})}) {
    const SweepConfig sweep = parse_run(words).sweep;
    const SweepConfig back = sweep_from_ini(to_ini(sweep), sweep.simulation->text());
    EXPECT_EQ(to_ini(back), to_ini(sweep));
    const ProgramSpec& here = *program_of(sweep);
    const ProgramSpec& there = *program_of(back);
    EXPECT_EQ(there.kind, here.kind);
    EXPECT_EQ(there.command, here.command);
    EXPECT_EQ(there.settings, here.settings);
    EXPECT_EQ(there.units, here.units);
    EXPECT_EQ(there.batch, here.batch);
    EXPECT_EQ(there.cell_timeout, here.cell_timeout);
    EXPECT_EQ(there.mpi, here.mpi);
    EXPECT_EQ(back.simulation->outputs(), sweep.simulation->outputs());
    EXPECT_EQ(back.grid, sweep.grid);
  }
}

/// Another rank, and a file's reader, may be where the program is not.
TEST(ProgramOptions, ATextIsReadWhereTheProgramIsMissing) {
  std::string ini = to_ini(parse_run(with_worker({})).sweep);
  ini.replace(ini.find("worker = sh"), 11, "worker = ./nowhere");
  EXPECT_EQ(program_of(sweep_from_ini(ini, ""))->program, "./nowhere");
}

TEST(ProgramOptions, RefuseWhatIsNoCommand) {
  EXPECT_THAT(error_of(with_command("./no-such {G} {rec} {d}")),
              HasSubstr("there is no program ./no-such"));
  EXPECT_THAT(error_of(with_command("sh {G} {rec}")),
              HasSubstr("it does not hold {d}, so d would have no effect"));
  EXPECT_THAT(error_of(with_command(usual, {"--set", "k=1"})), HasSubstr("it does not hold {k}"));
  EXPECT_THAT(error_of(with_command(usual + " {q}")), HasSubstr("{q} is no parameter"));
  EXPECT_THAT(error_of(with_command(usual + " '")), HasSubstr("a ' is not closed"));
  EXPECT_THAT(error_of(with_command(usual + " #")), HasSubstr("it holds a '#'"));
  Words worker = with_worker({});
  worker[2] = "sh {G}";
  EXPECT_THAT(error_of(worker), HasSubstr("a worker gets the parameters on its standard input"));
}

TEST(ProgramOptions, RefuseNames) {
  const auto error = [](const Words& more) { return error_of(with_command(usual, more)); };
  EXPECT_THAT(error({"--metric", "P.amplitude"}), HasSubstr("'P.amplitude' is not a name"));
  EXPECT_THAT(error({"--metric", "peak"}), HasSubstr("this metric is given twice"));
  EXPECT_THAT(error({"--metric", "status"}), HasSubstr("the result file uses this name itself"));
  EXPECT_THAT(error({"--metric", "peak_error"}),
              HasSubstr("the result file uses this name itself"));
  EXPECT_THAT(error({"--metric", "G"}), HasSubstr("the result file uses the name 'G' itself"));
  EXPECT_THAT(error({"--set", "a-b=1"}), HasSubstr("'a-b' is not a name"));
  EXPECT_THAT(error({"--set", "cell=1"}), HasSubstr("this name is the cell's index"));
  EXPECT_THAT(error({"--set", "G=1"}), HasSubstr("parameter G is swept along an axis"));
  EXPECT_THAT(error({"--unit", "g=nM"}), HasSubstr("no parameter and no metric is called 'g'"));
  EXPECT_THAT(error({"--unit", "G=nM", "--unit", "G=mM"}), HasSubstr("G already has the unit nM"));
  EXPECT_THAT(error_of(with_worker({"--set", "k=2*G"})),
              HasSubstr("a program's parameter is a number"));
}

TEST(ProgramOptions, RefuseOptionsOfOtherSimulations) {
  for (const Words& more : std::vector<Words>{{"--trust"},
                                              {"--rtol", "1e-3"},
                                              {"--t-end", "10"},
                                              {"--tail", "10%"},
                                              {"--integrator", "rk4"},
                                              {"--no-early-stop"}}) {
    EXPECT_THAT(error_of(with_command(usual, more)),
                HasSubstr(more[0] + " cannot be combined with --command (it is about how heatreel"))
        << more[0];
  }
  EXPECT_THAT(error_of(run_with({"--unit", "G=nM"})),
              HasSubstr("it is about programs that simulate"));
  EXPECT_THAT(error_of(run_with({"--worker-batch", "3"})),
              HasSubstr("it is about programs that simulate"));
  EXPECT_THAT(error_of(run_with({"--command", "sh"})),
              HasSubstr("--command cannot be combined with --model"));
  EXPECT_THAT(error_of(with_command(usual, {"--worker-batch", "3"})),
              HasSubstr("there is no --worker"));
  EXPECT_THAT(error_of({"run", "--x", "a=1"}), HasSubstr("--model is missing"));
}

}  // namespace
}  // namespace heatreel::config
