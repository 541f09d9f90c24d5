// SPDX-License-Identifier: GPL-3.0-or-later
#include "../../src/solve/kernels.hpp"

#include "solve/models.hpp"

#include <ctime>
#include <thread>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace heatreel::solve {
namespace {

using namespace std::chrono_literals;

SolverInput input_of(const model::Model& model) {
  const IntegrationOptions options{1.0, 0.1, 0.3, Integrator::automatic};
  return {model,   std::nullopt,
          {},      {{model.states[0].name, metric::Kind::mean}},
          options, program::Engine::automatic};
}

/// The processors' time that this process has used since; a busy machine does not change it.
class ComputingTime {
 public:
  double seconds() const { return static_cast<double>(std::clock() - begin_) / CLOCKS_PER_SEC; }

 private:
  std::clock_t begin_ = std::clock();
};

/// Each state depends on all others.
model::Model network(int states) {
  std::string text = "model network\ntime t to 1 step 0.1\n";
  for (int i = 0; i < states; ++i) {
    std::string sum;
    for (int j = 0; j < states; ++j) {
      sum += fmt::format("+{}*x{}", 1 + (i * 7 + j * 3) % 11, j);
    }
    text += fmt::format("state x{0} = 0.1\nrate x{0} = tanh({1})\n", i, sum);
  }
  return model::parse_model(text, "test");
}

TEST(Kernels, are_compiled_once_for_all_threads) {
  Kernels kernels(input_of(test::shipped("van-der-pol")));
  std::vector<const CompiledKernel*> seen(4);
  {
    std::vector<std::jthread> threads;
    for (const CompiledKernel*& mine : seen) {
      threads.emplace_back([&] { mine = &kernels.first({}); });
    }
  }
  const CompiledKernel* stiff = nullptr;
  while ((stiff = kernels.stiff(1ms)) == nullptr) {
  }
  EXPECT_EQ(stiff, kernels.stiff(0ms));
  EXPECT_NE(stiff, seen[0]);
  EXPECT_EQ(seen, std::vector(4, seen[0]));
  EXPECT_FALSE(compiling());
}

TEST(Kernels, end_within_a_compile_when_they_are_told_to) {
  Kernels kernels(input_of(network(100)));
  std::stop_source stop;
  bool cancelled = false;
  const ComputingTime until_cancelled;
  std::jthread first([&] {
    try {
      kernels.first(stop.get_token());
    } catch (const Cancelled&) {
      cancelled = true;
    }
  });
  while (!compiling()) {
    std::this_thread::sleep_for(1ms);
  }
  std::this_thread::sleep_for(20ms);
  stop.request_stop();
  first.join();
  EXPECT_TRUE(cancelled);
  const double cancelled_after = until_cancelled.seconds();
  EXPECT_FALSE(compiling());

  const ComputingTime whole;
  kernels.first({});  // what was cancelled can be done again
  EXPECT_LT(cancelled_after, whole.seconds() / 2);
}

TEST(Kernels, end_a_compile_in_the_background_with_themselves) {
  const SolverInput input = input_of(network(100));
  const ComputingTime until_ended;
  {
    Kernels kernels(input);
    while (!compiling()) {
      EXPECT_EQ(kernels.stiff(1ms), nullptr);
    }
  }
  const double ended_after = until_ended.seconds();
  EXPECT_FALSE(compiling());
  const ComputingTime whole;
  const CompiledKernel kernel(input, Method::rodas5p, false, {});
  EXPECT_LT(ended_after, whole.seconds() / 2);
}

TEST(CellSolvers, that_share_programs_compute_side_by_side) {
  const model::Model model = test::shipped("robertson");
  const grid::ParameterGrid grid(test::values("k1", {0.02, 0.03, 0.04, 0.05}),
                                 test::values("k2", {2e7, 3e7}), test::values("k3", {1e4, 2e4}));
  const std::vector<metric::MetricSpec> metrics{{model.states[0].name, metric::Kind::mean}};
  const IntegrationOptions options{1e3, 1.0, 0.3, Integrator::automatic};
  const ChunkResult alone = CellSolver(model, grid, {}, metrics, options).solve({0, 8});

  const SolverFactory make = cell_solvers(model, grid, {}, metrics, options);
  std::vector<ChunkResult> results(4);
  {
    std::vector<std::jthread> threads;
    for (ChunkResult& mine : results) {
      threads.emplace_back([&] { mine = make({})->solve({0, 8}); });
    }
  }
  for (const ChunkResult& result : results) {
    EXPECT_EQ(result.values, alone.values);
    EXPECT_EQ(result.status, alone.status);
  }
}

}  // namespace
}  // namespace heatreel::solve
