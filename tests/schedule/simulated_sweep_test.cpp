// SPDX-License-Identifier: GPL-3.0-or-later
// The simulation of docs/scaling.md against cases whose answer is known.
#include "../../bench/scaling/simulated_sweep.hpp"

#include <gtest/gtest.h>

namespace heatreel::bench {
namespace {

constexpr MachineCosts free_machine = {.receive = 0.0,
                                       .send = 0.0,
                                       .latency = 0.0,
                                       .nap = 1e-9,
                                       .pause = 0.0,
                                       .sync = 0.0,
                                       .frame = 0.0,
                                       .collective_per_rank = 0.0,
                                       .bytes_per_second = 1e300};

/// 8 frames of 100 cells that take a second each.
constexpr schedule::JobShape shape = {.cells_per_frame = 100, .frames = 8, .ranks = 4};

CellCosts costs_of(CostKind kind) {
  return {.kind = kind, .mean_seconds = 1.0, .cells_per_frame = 100, .cells = 800};
}

/// All of a rank's cells in one piece. The clock stands still but for orders and for what is free:
/// a step of `receive` at rank 0 is charged where a test sets it.
SimulatedResult of_static_partition(const CellCosts& costs, MachineCosts machine) {
  machine.nap = 0.5;
  return simulate(
      shape, costs, machine, [] { return static_partition(shape); }, 1);
}

TEST(SimulatedSweep, EqualSharesOfEqualCellsLoseNothing) {
  const auto result = of_static_partition(costs_of(CostKind::uniform), free_machine);
  EXPECT_NEAR(result.seconds, 200.0, 1.0) << "800 cells of a second on 4 ranks";
  EXPECT_NEAR(result.efficiency, 1.0, 0.005);
  EXPECT_EQ(result.chunks, 4);
  EXPECT_EQ(result.load, 0.0);
}

TEST(SimulatedSweep, AShareThatIsDearerDecides) {
  // The last tenth costs 10/1.9 each, so the last quarter takes 80 × 10/1.9 + 120 × 1/1.9 seconds.
  const auto result = of_static_partition(costs_of(CostKind::late), free_machine);
  EXPECT_NEAR(result.seconds, 920.0 / 1.9, 1.0);
  EXPECT_NEAR(result.efficiency, 200.0 / (920.0 / 1.9), 0.002);
}

TEST(SimulatedSweep, MessagesAreRankZerosLoad) {
  MachineCosts machine = free_machine;
  machine.receive = 3.0;
  machine.send = 1.0;
  // 4 requests, 4 orders, 4 reports that ask again, and the order to stop.
  const auto result = of_static_partition(costs_of(CostKind::uniform), machine);
  EXPECT_NEAR(result.load * result.seconds, 8 * 3.0 + 5 * 1.0, 1e-9);
}

TEST(SimulatedSweep, TheCoordinatorLosesNothingToWhatIsFree) {
  const auto result = simulate(
      shape, costs_of(CostKind::uniform),
      {.receive = 0.0, .send = 0.0, .latency = 0.0, .nap = 1e-2, .commits_cost = false},
      [] { return std::make_unique<HeatreelSchedule>(shape, schedule::CommitPolicy{}); }, 2);
  EXPECT_NEAR(result.efficiency, 1.0, 0.01);
  EXPECT_EQ(result.chunks, 800) << "a cell of a second is handed out alone";
}

TEST(SimulatedSweep, ACommitTakesItsBytesTwice) {
  MachineCosts machine = free_machine;
  machine.bytes_per_second = 10.0;
  EXPECT_NEAR(machine.commit_seconds(1, 50.0, 3), 10.0, 1e-9) << "written and read back";
  machine.frame = 2.0;
  machine.sync = 1.0;
  EXPECT_NEAR(machine.commit_seconds(1, 50.0, 3), 10.0 + 6.0 + 2.0, 1e-9);
}

TEST(CellCosts, TheSumOfAllKindsIsTheirMean) {
  for (const CostKind kind : {CostKind::uniform, CostKind::clustered, CostKind::late}) {
    EXPECT_NEAR(costs_of(kind).seconds({0, 800}), 800.0, 1e-9);
    EXPECT_NEAR(costs_of(kind).seconds({0, 130}) + costs_of(kind).seconds({130, 800}), 800.0, 1e-9);
  }
  const CellCosts lognormal = costs_of(CostKind::lognormal);
  double sum = 0.0;
  for (std::int64_t chunk = 0; chunk < 100000; ++chunk) {
    sum += lognormal.seconds({10 * chunk, 10 * chunk + 10});
  }
  EXPECT_NEAR(sum / 1e6, 1.0, 0.05);
}

}  // namespace
}  // namespace heatreel::bench
