// SPDX-License-Identifier: GPL-3.0-or-later
#include "config_test_support.hpp"

#include <bit>
#include <cmath>
#include <random>

#include <gmock/gmock.h>

namespace heatreel::config {
namespace {

/// Makes sweeps of the predator-prey model out of random bits.
class RandomSweeps {
 public:
  explicit RandomSweeps(unsigned seed) : random_(seed) {}

  SweepConfig next() {
    std::vector<std::string> names = model_.parameter_names();
    std::shuffle(names.begin(), names.end(), random_);
    solve::ParameterSettings settings;
    for (std::size_t i = 3; i < names.size() && random_() % 2 == 0; ++i) {
      settings[names[i]] = number();
    }
    solve::IntegrationOptions integration;
    integration.t_end = std::ldexp(unit(), static_cast<int>(random_() % 40));
    integration.integrator = static_cast<solve::Integrator>(random_() % 4);
    if (integration.integrator == solve::Integrator::rk4) {
      integration.dt = integration.t_end * unit() * 0.01;
    }
    integration.rtol = 1e-9 + 1e-3 * unit();
    integration.atol = 1e-3 * (1e-9 + unit());
    integration.max_steps = static_cast<std::int64_t>(1 + random_() % 1'000'000);
    integration.tail = unit();
    integration.early_stop = random_() % 2 == 0;
    integration.cell_timeout = random_() % 2 == 0 ? 0.0 : 100.0 * unit();
    std::optional<solve::TrustOptions> trust;
    if (random_() % 2 == 0) {
      trust = {unit(), *integration.atol / integration.rtol};
    }
    simulate::ModelSpec spec{
        model_,
        settings,
        {{"P", metric::Kind::period}, {"N", static_cast<metric::Kind>(random_() % 10)}},
        integration,
        trust};
    return {grid::ParameterGrid(axis(names[0]), axis(names[1]), axis(names[2])),
            std::make_shared<simulate::ModelSimulation>(std::move(spec)),
            random_() % 2 == 0 ? store::ValueType::float32 : store::ValueType::float64,
            static_cast<program::Simd>(random_() % 6)};
  }

 private:
  /// A number in (0, 1] with random bits to the last.
  double unit() { return (static_cast<double>(random_() >> 11) + 1.0) * 0x1p-53; }

  /// Any finite number of random bits, tiny and huge ones included.
  double number() {
    for (;;) {
      const auto value = std::bit_cast<double>(random_());
      if (std::isfinite(value) && std::abs(value) < 1e300) {
        return value;
      }
    }
  }

  grid::Axis axis(const std::string& name) {
    const auto count = static_cast<std::int64_t>(random_() % 100 + 2);
    const auto* parameter = model_.find_parameter(name);
    const auto plain = [&] {
      switch (random_() % 3) {
        case 0:
          return grid::Axis::range(name, number(), number(), count, grid::Spacing::linear);
        case 1:
          return grid::Axis::range(name, unit(), 1.0 + unit(), count, grid::Spacing::log);
        default:
          return grid::Axis::list(name, {number(), number(), number()});
      }
    }();
    return plain.described(parameter->unit, parameter->description);
  }

  model::Model model_ = load_model("predator-prey", "test");
  std::mt19937_64 random_;
};

TEST(SweepText, RandomSweepsComeBackToTheLastBit) {
  RandomSweeps sweeps(20130801);
  for (int trial = 0; trial < 300; ++trial) {
    const SweepConfig sweep = sweeps.next();
    const std::string ini = to_ini(sweep);
    const SweepConfig back = sweep_from_ini(ini, sweep.simulation->text());
    ASSERT_EQ(back.grid, sweep.grid) << ini;
    ASSERT_EQ(model_of(back)->settings, model_of(sweep)->settings) << ini;
    ASSERT_EQ(model_of(back)->metrics, model_of(sweep)->metrics) << ini;
    ASSERT_EQ(model_of(back)->integration.t_end, model_of(sweep)->integration.t_end) << ini;
    ASSERT_EQ(model_of(back)->integration.dt, model_of(sweep)->integration.dt) << ini;
    ASSERT_EQ(model_of(back)->integration.integrator, model_of(sweep)->integration.integrator)
        << ini;
    ASSERT_EQ(model_of(back)->integration.rtol, model_of(sweep)->integration.rtol) << ini;
    ASSERT_EQ(model_of(back)->integration.atol, model_of(sweep)->integration.atol) << ini;
    ASSERT_EQ(model_of(back)->integration.max_steps, model_of(sweep)->integration.max_steps) << ini;
    ASSERT_EQ(model_of(back)->integration.tail, model_of(sweep)->integration.tail) << ini;
    ASSERT_EQ(model_of(back)->integration.early_stop, model_of(sweep)->integration.early_stop)
        << ini;
    ASSERT_EQ(model_of(back)->integration.cell_timeout, model_of(sweep)->integration.cell_timeout)
        << ini;
    ASSERT_EQ(model_of(back)->trust.has_value(), model_of(sweep)->trust.has_value()) << ini;
    if (model_of(sweep)->trust) {
      ASSERT_EQ(model_of(back)->trust->tolerance, model_of(sweep)->trust->tolerance) << ini;
      ASSERT_EQ(model_of(back)->trust->smallest, model_of(sweep)->trust->smallest) << ini;
    }
    ASSERT_EQ(back.value_type, sweep.value_type) << ini;
    ASSERT_EQ(back.simd, sweep.simd) << ini;
    ASSERT_EQ(back.simulation->text(), sweep.simulation->text());
    ASSERT_EQ(to_ini(back), ini);
  }
}

TEST(SweepText, IsAFixedText) {
  const SweepConfig sweep =
      parse_run(run_with({"--set", "pol=4", "--set", "b=1e-5", "--metric", "N.max"})).sweep;
  EXPECT_EQ(to_ini(sweep),
            "model = predator-prey\nx = G=50:300:50\ny = rec=10:50:40\nt = kN=0.01,0.02\n"
            "set = b=1e-05\nset = pol=4\nmetric = P.amplitude\nmetric = N.max\n"
            "integrator = auto\nrtol = 1e-06\natol = auto\nmax-steps = 1000000\n"
            "t-end = 2600\ntail = 0.3\ndtype = float32\nsimd = auto\n");
}

TEST(SweepText, IsASweepFileThatRunAccepts) {
  const SweepConfig sweep = parse_run(run_with({"--tail", "25%"})).sweep;
  const ScratchFolder folder;
  const SweepConfig again = parse_run({"run", folder.write("again.ini", to_ini(sweep))}).sweep;
  EXPECT_EQ(again.grid, sweep.grid);
  EXPECT_EQ(to_ini(again), to_ini(sweep));
}

TEST(SweepText, OnePointAndNegativeZeroComeBack) {
  const SweepConfig sweep = parse_run({"run", "--model", "predator-prey", "--x", "G=5:9:1", "--y",
                                       "rec=7", "--t", "assoc_ddg=-0.0,1", "--metric", "P.max"})
                                .sweep;
  const SweepConfig back = sweep_from_ini(to_ini(sweep), sweep.simulation->text());
  EXPECT_EQ(back.grid, sweep.grid);
  EXPECT_TRUE(std::signbit(back.grid.t().value(0)));
}

TEST(SweepText, ATextThatWasTamperedWithIsRefused) {
  const SweepConfig sweep = parse_run(run_with({})).sweep;
  EXPECT_THAT(usage_error_of(
                  [&] { sweep_from_ini(to_ini(sweep) + "x = G=1\n", sweep.simulation->text()); }),
              ::testing::HasSubstr("is given twice"));
}

}  // namespace
}  // namespace heatreel::config
