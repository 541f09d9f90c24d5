// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/simulate/program_simulation.hpp"

#include "support/scratch_folder.hpp"

#include <cmath>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

#include <gmock/gmock.h>
#include <unistd.h>

#include "heatreel/base/clock.hpp"
#include "heatreel/base/error.hpp"
#include "heatreel/simulate/make_solvers.hpp"

namespace heatreel::simulate {
namespace {

using grid::CellStatus;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

/// 3 × 2 × 2 cells: a = 1, 2, 3 along x; b = 10, 20; c = 0, 100.
grid::ParameterGrid small_grid() {
  using grid::Axis;
  return {Axis::list("a", {1, 2, 3}), Axis::list("b", {10, 20}), Axis::list("c", {0, 100})};
}

constexpr grid::ChunkRange all_of_frame = {0, 6};

/// Braces as a command holds them that are not for parameters.
std::string with_double_braces(const std::string& text) {
  std::string doubled;
  for (const char c : text) {
    doubled += std::string(c == '{' || c == '}' ? 2 : 1, c);
  }
  return doubled;
}

/// A command of the shell, which gets a, b and c as $1, $2 and $3.
ProgramSpec shell_command(const std::string& script, double cell_timeout = 0.0) {
  ProgramSpec spec;
  spec.command = "sh -c '" + with_double_braces(script) + "' sh {a} {b} {c}";
  spec.program = "sh";
  spec.metrics = {{"P", "nM"}};
  spec.cell_timeout = cell_timeout;
  return spec;
}

/// A worker in Python. \param answer statements that answer `line`; `cell` is its JSON
ProgramSpec python_worker(const support::ScratchFolder& folder, const std::string& answer,
                          double cell_timeout = 0.0) {
  std::ofstream(folder / "worker.py") << "import json, math, os, sys, time\n"
                                         "say = lambda text: print(text, flush=True)\n"
                                         "for line in sys.stdin:\n"
                                         "    cell = json.loads(line)\n"
                                      << answer;
  ProgramSpec spec;
  spec.kind = ProgramSpec::Kind::worker;
  spec.command = "python3 " + folder / "worker.py";
  spec.program = "python3";
  spec.metrics = {{"P", ""}};
  spec.cell_timeout = cell_timeout;
  return spec;
}

std::unique_ptr<solve::Solver> solver(const ProgramSpec& spec, const grid::ParameterGrid& grid,
                                      const std::stop_token& stop = {}) {
  return make_solvers(std::make_shared<ProgramSimulation>(spec), grid)(stop);
}

solve::ChunkResult solve(const ProgramSpec& spec, const grid::ChunkRange& range = all_of_frame) {
  return solver(spec, small_grid())->solve(range);
}

/// The result of one cell.
solve::ChunkResult solve_one(const ProgramSpec& spec) { return solve(spec, {0, 1}); }

/// Processes whose environment or command line holds a text.
int processes_with(const char* file, const std::string& text) {
  int found = 0;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator("/proc", error)) {
    found += support::read_file(entry.path() / file).find(text) != std::string::npos ? 1 : 0;
  }
  return found;
}

/// Children of this process that have ended and were not waited for.
int zombies() {
  int found = 0;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    const std::string status = support::read_file(entry.path() / "status");
    found += status.find("PPid:\t" + std::to_string(getpid()) + "\n") != std::string::npos &&
                     status.find("State:\tZ") != std::string::npos
                 ? 1
                 : 0;
  }
  return found;
}

class Programs : public ::testing::Test {
 protected:
  Programs() { std::signal(SIGPIPE, SIG_IGN); }  // as main() does
  ~Programs() override { EXPECT_EQ(zombies(), 0); }

  support::ScratchFolder folder_;
};

TEST_F(Programs, CommandGetsParametersAndGivesMetrics) {
  ProgramSpec spec = shell_command("echo P=$(($1 + $2 + $3)); echo Q=$4");
  spec.command += " {d}";
  spec.settings["d"] = 0.5;
  spec.metrics.push_back({"Q", ""});
  const solve::ChunkResult result = solve(spec, {6, 12});
  EXPECT_THAT(result.values[0], ElementsAre(111, 112, 113, 121, 122, 123));
  EXPECT_THAT(result.values[1], Each(0.5));
  EXPECT_THAT(result.status, Each(CellStatus::ok));
  EXPECT_THAT(result.error, IsEmpty());
}

TEST_F(Programs, BadCellsOfACommandStayTheirOwn) {
  const solve::ChunkResult result =
      solve(shell_command("[ $1$2 != 210 ] || { echo first >&2; echo no such rate >&2; exit 3; }; "
                          "echo P=$1"));
  EXPECT_THAT(result.status, ElementsAre(CellStatus::ok, CellStatus::failed, CellStatus::ok,
                                         CellStatus::ok, CellStatus::ok, CellStatus::ok));
  EXPECT_TRUE(std::isnan(result.values[0][1]));
  EXPECT_EQ(result.values[0][2], 3.0);
  EXPECT_EQ(result.error, "ended with exit code 3: no such rate");
}

TEST_F(Programs, CommandThatGivesNoNumberFails) {
  const auto error = [](const std::string& script) {
    const solve::ChunkResult result = solve_one(shell_command(script));
    EXPECT_THAT(result.status, ElementsAre(CellStatus::failed)) << script;
    EXPECT_TRUE(std::isnan(result.values[0][0]));
    return result.error;
  };
  EXPECT_EQ(error("kill -SEGV $$"), "ended by SIGSEGV");
  EXPECT_EQ(error("kill -PIPE $$"), "ended by SIGPIPE");
  EXPECT_EQ(error(":"), "its output cannot be used, it is empty");
  EXPECT_EQ(error("echo oops; echo why >&2"),
            "its output cannot be used, it has no 'P': 'oops': why");
  EXPECT_THAT(error("yes | head -c 9000000"), HasSubstr("an answer of more than 4.0 MiB"));
}

TEST_F(Programs, InfiniteAndMissingNumbersAreNoFailures) {
  const solve::ChunkResult infinite = solve_one(shell_command("echo inf"));
  EXPECT_THAT(infinite.status, ElementsAre(CellStatus::not_finite));
  EXPECT_TRUE(std::isnan(infinite.values[0][0]));
  const solve::ChunkResult missing = solve_one(shell_command("echo nan"));
  EXPECT_THAT(missing.status, ElementsAre(CellStatus::ok));
  EXPECT_TRUE(std::isnan(missing.values[0][0]));
}

TEST_F(Programs, MuchStandardErrorIsNoObstacle) {
  const solve::ChunkResult result =
      solve_one(shell_command("yes warning | head -c 3000000 >&2; echo P=7"));
  EXPECT_EQ(result.values[0][0], 7.0);
}

TEST_F(Programs, SilentCommandIsGivenUp) {
  const base::Stopwatch watch;
  for (const char* script :
       {"sleep 1000", "exec >&- 2>&-; sleep 1000", "trap : TERM; sleep 1000"}) {
    const solve::ChunkResult result = solve_one(shell_command(script, 0.3));
    EXPECT_THAT(result.status, ElementsAre(CellStatus::time_limit));
    EXPECT_EQ(result.error, "no answer within 0.3 s");
  }
  EXPECT_GT(watch.seconds(), 0.9);
  EXPECT_LT(watch.seconds(), 60.0);
}

TEST_F(Programs, WhatACommandLeavesBehindIsEnded) {
  const base::Stopwatch watch;
  const solve::ChunkResult result = solve_one(shell_command("sleep 987654 & echo P=1"));
  EXPECT_THAT(result.status, ElementsAre(CellStatus::ok));
  EXPECT_LT(watch.seconds(), 60.0);
  EXPECT_EQ(solve_one(shell_command("sleep 987654 & sleep 987654", 0.2)).status[0],
            CellStatus::time_limit);
  // Whoever has taken the orphans over needs a moment to see their end.
  for (int i = 0; i < 500 && processes_with("cmdline", "987654") > 0; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  EXPECT_EQ(processes_with("cmdline", "987654"), 0);
}

TEST_F(Programs, HaveNoInputAndNoOtherDescriptors) {
  const int held = ::dup(2);
  EXPECT_EQ(solve_one(shell_command("cat; echo P=$(ls /proc/self/fd | wc -l)")).values[0][0],
            4.0);  // 0, 1, 2, and that of ls
  ::close(held);
}

TEST_F(Programs, DoNotSeeTheMpiJob) {
  ::setenv("OMPI_COMM_WORLD_RANK", "3", 1);
  ::setenv("PMIX_RANK", "3", 1);
  ::setenv("SLURM_PROCID", "3", 1);
  ::setenv("SLURM_JOB_ID", "77", 1);
  ProgramSpec spec = shell_command(
      "echo P=${OMPI_COMM_WORLD_RANK:-0}${PMIX_RANK:-0}${SLURM_PROCID:-0}"
      "$SLURM_JOB_ID");
  EXPECT_EQ(solve_one(spec).values[0][0], 77.0);
  spec.mpi = MpiEnvironment::keep;
  EXPECT_EQ(solve_one(spec).values[0][0], 33377.0);
}

TEST_F(Programs, ThatCannotBeStartedAreErrors) {
  ProgramSpec spec = shell_command("");
  spec.command = "./no-such-program {a} {b} {c}";
  EXPECT_THROW(solve_one(spec), base::RuntimeError);
  EXPECT_FALSE(find_program("./no-such-program"));
  EXPECT_FALSE(find_program("no-such-program-anywhere"));
  EXPECT_FALSE(find_program("/tmp"));
  EXPECT_THAT(find_program("sh").value_or(""), HasSubstr("/sh"));
}

TEST_F(Programs, WorkerGetsLinesOfJson) {
  ProgramSpec spec = python_worker(
      folder_,
      "    assert list(cell) == ['cell', 'a', 'b', 'c', 'd'], cell\n"
      "    assert type(cell['a']) is float and type(cell['cell']) is int, cell\n"
      "    say(json.dumps({'P': cell['a'] + cell['b'] + cell['c'] + cell['d'] + 1000 * "
      "cell['cell']}))\n");
  spec.settings["d"] = 0.1 + 0.2;
  const solve::ChunkResult result = solve(spec, {7, 9});
  EXPECT_THAT(result.error, IsEmpty());
  EXPECT_THAT(result.values[0], ElementsAre(112 + (0.1 + 0.2) + 7000, 113 + (0.1 + 0.2) + 8000));
}

TEST_F(Programs, WorkerIsStartedAgainAfterABadCell) {
  const ProgramSpec spec = python_worker(folder_,
                                         "    if cell['cell'] == 2: sys.exit('bad luck')\n"
                                         "    if cell['cell'] == 4: os.kill(os.getpid(), 11)\n"
                                         "    say('%d' % os.getpid())\n");
  const solve::ChunkResult result = solve(spec);
  EXPECT_THAT(result.status, ElementsAre(CellStatus::ok, CellStatus::ok, CellStatus::failed,
                                         CellStatus::ok, CellStatus::failed, CellStatus::ok));
  EXPECT_EQ(result.error, "ended with exit code 1: bad luck");
  const std::vector<double>& processes = result.values[0];
  EXPECT_EQ(processes[0], processes[1]);
  EXPECT_NE(processes[1], processes[3]);
  EXPECT_NE(processes[3], processes[5]);
}

TEST_F(Programs, WorkerThatGivesNoNumberIsStartedAgain) {
  const auto error = [&](const std::string& at_cell_1) {
    const solve::ChunkResult result = solve(
        python_worker(folder_, "    if cell['cell'] == 1:\n" + at_cell_1 + "    say(cell['a'])\n"),
        {0, 3});
    EXPECT_THAT(result.status, ElementsAre(CellStatus::ok, CellStatus::failed, CellStatus::ok))
        << at_cell_1;
    EXPECT_EQ(result.values[0][2], 3.0);
    return result.error;
  };
  EXPECT_THAT(error("        say('hello'); continue\n"), HasSubstr("'hello'"));
  EXPECT_EQ(error("        say('{\"error\": \"no root\"}'); continue\n"), "no root");
  EXPECT_THAT(error("        say('x' * 9000000); continue\n"), HasSubstr("more than 4.0 MiB"));
  EXPECT_THAT(error("        os.write(1, b'y' * 9000000)\n"), HasSubstr("more than 4.0 MiB"));
  EXPECT_EQ(error("        os.close(1); time.sleep(1000)\n"), "standard output is closed");
  EXPECT_EQ(error("        sys.exit(0)\n"), "ended without an answer");
}

/// Its second line could be taken for the answer to the next cell.
TEST_F(Programs, WorkerThatAlwaysWritesMoreThanItIsAskedForFails) {
  for (const std::string pause : {"0", "0.001"}) {
    const solve::ChunkResult result =
        solve(python_worker(folder_, "    say(cell['a']); time.sleep(" + pause + "); say('99')\n"));
    EXPECT_THAT(result.status, Each(CellStatus::failed));
    EXPECT_EQ(result.error, "its answer cannot be used, a second line follows it");
  }
}

TEST_F(Programs, WorkerThatOnceWritesMoreThanItIsAskedForIsStartedAgain) {
  const solve::ChunkResult result =
      solve(python_worker(folder_,
                          "    say('%g%s' % (cell['a'], '\\n99' if cell['cell'] == 1 else ''))\n"),
            {0, 3});
  EXPECT_THAT(result.error, IsEmpty());
  EXPECT_THAT(result.values[0], ElementsAre(1.0, 2.0, 3.0));
}

/// However late the second line comes.
TEST_F(Programs, AnswerThatNamesItsCellIsNotTakenForThatOfAnother) {
  const ProgramSpec spec =
      python_worker(folder_,
                    "    answer = json.dumps({'cell': cell['cell'], 'P': cell['a']})\n"
                    "    say(answer)\n"
                    "    if cell['cell'] == 1: time.sleep(0.1); say(answer)\n");
  const solve::ChunkResult result = solve(spec);
  EXPECT_THAT(result.error, IsEmpty());
  EXPECT_THAT(result.values[0], ElementsAre(1.0, 2.0, 3.0, 1.0, 2.0, 3.0));
}

TEST_F(Programs, CellFailsOnlyIfANewWorkerFailsAtIt) {
  const solve::ChunkResult result =
      solve(python_worker(folder_,
                          "    done = globals().get('done', 0) + 1\n"
                          "    if done > 2: sys.exit('out of memory')\n"
                          "    say(cell['a'])\n"));
  EXPECT_THAT(result.error, IsEmpty());
  EXPECT_THAT(result.values[0], ElementsAre(1.0, 2.0, 3.0, 1.0, 2.0, 3.0));
}

TEST_F(Programs, SilentWorkerIsGivenUp) {
  const solve::ChunkResult result =
      solve(python_worker(folder_,
                          "    if cell['cell'] == 1: time.sleep(1000)\n"
                          "    say(cell['a'])\n",
                          0.3),
            {0, 3});
  EXPECT_THAT(result.status, ElementsAre(CellStatus::ok, CellStatus::time_limit, CellStatus::ok));
  EXPECT_EQ(result.error, "no answer within 0.3 s");
}

TEST_F(Programs, WorkerGetsBatches) {
  ProgramSpec spec = python_worker(
      folder_,
      "    assert list(cell) == ['cell', 'a', 'b', 'c'], cell\n"
      "    n = len(cell['cell'])\n"
      "    say(json.dumps({'P': [a + b for a, b in zip(cell['a'], cell['b'])], 'n': [n] * "
      "n}))\n");
  spec.metrics.push_back({"n", ""});
  spec.batch = 4;
  EXPECT_EQ(ProgramSimulation(spec).cells_at_once(), 4);
  const solve::ChunkResult result = solve(spec);
  EXPECT_THAT(result.error, IsEmpty());
  EXPECT_THAT(result.values[0], ElementsAre(11, 12, 13, 21, 22, 23));
  EXPECT_THAT(result.values[1], ElementsAre(4, 4, 4, 4, 2, 2));
}

TEST_F(Programs, OneBadCellOfABatchStaysItsOwn) {
  ProgramSpec spec = python_worker(folder_,
                                   "    if 2 in cell['cell']: sys.exit('two')\n"
                                   "    say(json.dumps({'P': cell['a']}))\n");
  spec.batch = 6;
  const solve::ChunkResult result = solve(spec);
  EXPECT_THAT(result.status, ElementsAre(CellStatus::ok, CellStatus::ok, CellStatus::failed,
                                         CellStatus::ok, CellStatus::ok, CellStatus::ok));
  EXPECT_EQ(result.values[0][5], 3.0);
  EXPECT_EQ(result.error, "ended with exit code 1: two");
}

TEST_F(Programs, LargeMessagesGoBothWays) {
  ProgramSpec spec = python_worker(folder_, "    say(json.dumps({'P': cell['a']}))\n");
  spec.batch = 100'000;
  const grid::ParameterGrid grid(grid::Axis::range("a", 0, 99'999, 100'000, grid::Spacing::linear),
                                 grid::Axis::list("b", {1}), grid::Axis::list("c", {1}));
  const solve::ChunkResult result = solver(spec, grid)->solve({0, 100'000});
  EXPECT_THAT(result.error, IsEmpty());
  EXPECT_EQ(result.values[0][99'999], 99'999.0);
}

TEST_F(Programs, StopsAtOnce) {
  for (const bool worker : {false, true}) {
    const ProgramSpec spec =
        worker ? python_worker(folder_, "    time.sleep(1000)\n") : shell_command("sleep 1000");
    std::stop_source stop;
    const auto sleeping = solver(spec, small_grid(), stop.get_token());
    const std::jthread stopper([&] {
      std::this_thread::sleep_for(std::chrono::milliseconds(200));
      stop.request_stop();
    });
    EXPECT_THROW(sleeping->solve(all_of_frame), solve::Cancelled);
  }
}

TEST_F(Programs, TellWhatTheyAre) {
  ProgramSpec spec = shell_command("");
  spec.settings["d"] = 2.0;
  spec.units["d"] = "s";
  const ProgramSimulation command(spec);
  EXPECT_EQ(command.kind(), "command");
  EXPECT_EQ(command.name(), "sh");
  EXPECT_EQ(command.cells_at_once(), 1);
  EXPECT_THAT(command.outputs(), ElementsAre(Output{"P", "P", "nM", "P"}));
  EXPECT_THAT(command.fixed(), ElementsAre(Fixed{"d", "s", 2.0}));
}

}  // namespace
}  // namespace heatreel::simulate
