// SPDX-License-Identifier: GPL-3.0-or-later
// Published problems against their solutions, which tests/solve/data/ivp_reference.py describes.
#include "solve/models.hpp"
#include "support/ivp_problems.hpp"

#include <cmath>
#include <fstream>
#include <map>
#include <optional>
#include <utility>

#include <gtest/gtest.h>

#include "heatreel/base/text.hpp"

namespace heatreel::solve {
namespace {

/// Values of states at the end, by the problem's name.
std::map<std::string, std::vector<std::pair<std::string, double>>, std::less<>> references() {
  std::map<std::string, std::vector<std::pair<std::string, double>>, std::less<>> result;
  std::ifstream file(HEATREEL_SOURCE_DIR "/tests/solve/data/ivp-reference.csv");
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    const auto fields = base::split(line, ',');
    result[std::string(fields.at(0))].emplace_back(fields.at(1),
                                                   base::parse_double(fields.at(2)).value());
  }
  return result;
}

struct Problem {
  std::string name;
  model::Model model;
  double t_end;
  ParameterSettings settings = {};
  double factor = 10.0;  ///< relative errors may be so many times rtol
  std::optional<double> atol = std::nullopt;
};

model::Model read(const std::string& text) { return model::parse_model(text, "test"); }

class Ivp : public testing::TestWithParam<std::pair<Integrator, double>> {
 protected:
  /// Each state that is not `negligible` has its error within the bound.
  static void expect_solution(const Problem& problem, double negligible = 0.0) {
    const auto [integrator, rtol] = GetParam();
    IntegrationOptions how;
    how.t_end = problem.t_end;
    how.integrator = integrator;
    how.rtol = rtol;
    how.atol = problem.atol;
    const auto reference = references().at(problem.name);
    std::vector<metric::MetricSpec> metrics;
    for (const auto& [state, value] : reference) {
      metrics.push_back({state, metric::Kind::final});
    }
    const ChunkResult result = test::one_cell(problem.model, metrics, how, problem.settings);
    ASSERT_EQ(result.status[0], grid::CellStatus::ok);
    for (std::size_t i = 0; i < reference.size(); ++i) {
      const auto& [state, value] = reference[i];
      if (std::abs(value) > negligible) {
        EXPECT_LE(std::abs(result.values[i][0] / value - 1.0), problem.factor * rtol)
            << problem.name << ", " << state << ": " << result.values[i][0] << " instead of "
            << value;
      }
    }
  }
};

TEST_P(Ivp, hires) { expect_solution({"hires", read(ivp::hires()), 321.8122}); }

TEST_P(Ivp, pollution) { expect_solution({"pollution", read(ivp::pollution()), 60}); }

TEST_P(Ivp, oregonator) { expect_solution({"oregonator", read(ivp::oregonator()), 360}); }

// The first state ends as exp(-7900), the last one is its product. The one between ends at 1e-12 of
// its largest value, far below what the default atol looks at.
TEST_P(Ivp, e5) {
  expect_solution({"e5", read(ivp::e5()), 1e13, {}, 100}, 1e-100);
  expect_solution({"e5", read(ivp::e5()), 1e13, {}, 10, 1e-30}, 1e-100);
}

TEST_P(Ivp, robertson) { expect_solution({"robertson", test::shipped("robertson"), 1e11}); }

TEST_P(Ivp, van_der_pol) {
  expect_solution({"van-der-pol-1e3", test::shipped("van-der-pol"), 2e3, {{"mu", 1e3}}});
  expect_solution({"van-der-pol-1e6", test::shipped("van-der-pol"), 2e6, {{"mu", 1e6}}});
}

TEST_P(Ivp, ring_modulator) {
  expect_solution({"ring-modulator", read(ivp::ring_modulator()), 1e-3, {}, 100});
}

// Of what has reacted, no more than rounding is left.
TEST_P(Ivp, medical_akzo) {
  expect_solution({"medical-akzo", read(ivp::medical_akzo(50)), 20}, 1e-10);
}

TEST_P(Ivp, hodgkin_huxley) {
  expect_solution(
      {"hodgkin-huxley", test::shipped("hodgkin-huxley"), 80, {{"on", 10}, {"off", 60}}});
}

// Close encounters make errors grow: scipy's RK45 has up to 1,800 times rtol, its DOP853 up to 600.
TEST_P(Ivp, pleiades) { expect_solution({"pleiades", read(ivp::pleiades()), 3, {}, 1000}); }

std::string name_of(const testing::TestParamInfo<std::pair<Integrator, double>>& how) {
  return test::name_of(how.param.first) + "_1em" +
         std::to_string(-std::lround(std::log10(how.param.second)));
}

INSTANTIATE_TEST_SUITE_P(Tolerances, Ivp,
                         testing::ValuesIn(std::vector<std::pair<Integrator, double>>{
                             {Integrator::automatic, 1e-4},
                             {Integrator::automatic, 1e-6},
                             {Integrator::automatic, 1e-8},
                             {Integrator::rodas5p, 1e-4},
                             {Integrator::rodas5p, 1e-6},
                             {Integrator::rodas5p, 1e-8}}),
                         name_of);

}  // namespace
}  // namespace heatreel::solve
