// SPDX-License-Identifier: GPL-3.0-or-later
#include "../../src/solve/trial.hpp"

#include "../../src/solve/attempt.hpp"
#include "solve/models.hpp"

#include <cmath>
#include <functional>
#include <map>

#include <gtest/gtest.h>

namespace heatreel::solve {
namespace {

using Inputs = std::map<std::string, double, std::less<>>;

/// Steps of one width by a method, computed node by node with libm.
class FixedSteps {
 public:
  FixedSteps(const model::Model& model, Method method)
      : graph_(model.graph),
        flow_(graph_, model, fixed_),
        start_(step_start()),
        trial_(method == Method::dopri5 ? dormand_prince(flow_, start_) : rodas5p(flow_, start_)) {
    for (const model::Parameter& parameter : model.parameters) {
      numbers_[parameter.name] = parameter.default_value;
    }
    for (std::size_t i = 0; i < flow_.size(); ++i) {
      numbers_[name(start_.z[i])] = evaluate(flow_.start(i));
    }
    numbers_["t"] = 0.0;
    const Values slopes = flow_.rates(flow_.time(), start_.z);
    for (std::size_t i = 0; i < flow_.size(); ++i) {
      numbers_[name(start_.slope[i])] = evaluate(slopes[i]);
    }
  }

  void advance(double width) {
    numbers_["#width"] = width;
    Inputs next = numbers_;
    next["t"] = evaluate(start_.end);
    for (std::size_t i = 0; i < flow_.size(); ++i) {
      next[name(start_.z[i])] = evaluate(trial_.z[i]);
      next[name(start_.slope[i])] = evaluate(trial_.slope[i]);
    }
    numbers_ = next;
  }

  double coordinate(std::size_t i) const { return evaluate(start_.z[i]); }
  double evaluate(Value value) const { return expr::evaluate(graph_, value.id(), numbers_); }
  void set_width(double width) { numbers_["#width"] = width; }
  Value number(double value) const { return start_.time.number(value); }
  const Trial& trial() const { return trial_; }

 private:
  StepStart step_start() {
    const Value width(graph_, "#width");
    StepStart start{flow_.time(), flow_.time() + width, width, flow_.coordinates(), {}, {}, {}};
    for (std::size_t i = 0; i < flow_.size(); ++i) {
      start.slope.push_back(slope_row(flow_, i));
    }
    return start;
  }

  std::string name(Value value) const { return graph_.input_name(graph_.node(value.id()).input); }

  program::NodeSet fixed_;
  expr::Graph graph_;
  Flow flow_;
  StepStart start_;
  Trial trial_;
  Inputs numbers_;
};

/// A nonlinear system that depends on time, with a known solution:
/// y = sin(t) + 2 and x = exp(cos(t)).
model::Model driven() {
  return model::parse_model(
      "model driven\ntime t to 1 step 0.1\nstate y = 2\nstate x = 2.718281828459045\n"
      "rate y = cos(t) + (sin(t) + 2)^2 - y^2\n"
      "rate x = -x*(y - 2) + (exp(cos(t)) - x)*y\n",
      "test");
}

double error_at_2(const model::Model& model, Method method, int steps) {
  FixedSteps run(model, method);
  for (int n = 0; n < steps; ++n) {
    run.advance(2.0 / steps);
  }
  return std::hypot(run.coordinate(0) - std::sin(2.0) - 2.0,
                    run.coordinate(1) - std::exp(std::cos(2.0)));
}

class TrialOfMethod : public testing::TestWithParam<Method> {};

TEST_P(TrialOfMethod, converges_with_order_five) {
  const model::Model model = driven();
  const double coarse = error_at_2(model, GetParam(), 40);
  const double fine = error_at_2(model, GetParam(), 80);
  EXPECT_NEAR(std::log2(coarse / fine), 5.0, 0.2) << coarse << " " << fine;
}

TEST_P(TrialOfMethod, estimates_an_error_of_order_five) {
  const model::Model model = driven();
  const auto estimate = [&](double width) {
    FixedSteps run(model, GetParam());
    run.set_width(width);
    return std::abs(run.evaluate(run.trial().error[1]));
  };
  EXPECT_NEAR(std::log2(estimate(0.02) / estimate(0.01)), 5.0, 0.3);
}

TEST_P(TrialOfMethod, follows_the_solution_between_the_steps_ends) {
  const model::Model model = driven();
  const auto worst = [&](double width) {
    FixedSteps run(model, GetParam());
    run.set_width(width);
    double error = 0.0;
    for (const double theta : {0.0, 0.1, 0.25, 0.5, 0.77, 0.9, 1.0}) {
      const double y = run.evaluate(run.trial().paths[0].at(run.number(theta)));
      error = std::max(error, std::abs(y - 2.0 - std::sin(theta * width)));
    }
    return error;
  };
  EXPECT_LT(worst(0.1), 1e-6);
  EXPECT_GT(std::log2(worst(0.1) / worst(0.05)), 4.5);
}

TEST_P(TrialOfMethod, has_a_path_whose_derivatives_are_right) {
  FixedSteps run(driven(), GetParam());
  run.set_width(0.5);
  const metric::Path& path = run.trial().paths[1];
  const auto at = [&](double theta) { return run.evaluate(path.at(run.number(theta))); };
  for (const double theta : {0.0, 0.3, 0.8, 1.0}) {
    const double d = 1e-4;
    EXPECT_NEAR(run.evaluate(path.slope(run.number(theta))),
                (at(theta + d) - at(theta - d)) / (2 * d), 1e-7);
    EXPECT_NEAR(run.evaluate(path.curvature(run.number(theta))),
                (at(theta + d) - 2 * at(theta) + at(theta - d)) / (d * d), 1e-5);
  }
}

INSTANTIATE_TEST_SUITE_P(Methods, TrialOfMethod, testing::Values(Method::dopri5, Method::rodas5p),
                         [](const auto& method) {
                           return method.param == Method::dopri5 ? "dopri5" : "rodas5p";
                         });

TEST(Rodas5p, damps_what_is_stiff) {
  // One step of width 1 for y' = -1e6·(y - 1), from 2: an L-stable method ends next to 1.
  FixedSteps run(model::parse_model("model fast\ntime t to 1 step 1\nstate y = 2\n"
                                    "rate y = -1e6*(y - 1)\n",
                                    "test"),
                 Method::rodas5p);
  run.advance(1.0);
  EXPECT_NEAR(run.coordinate(0), 1.0, 1e-4);
}

TEST(DormandPrince, tells_stiffness) {
  const model::Model model = model::parse_model(
      "model fast\ntime t to 1 step 1\nstate y = 1.5\nrate y = -10*(y - 1)\n", "test");
  const auto stiff = [&](double width) {
    FixedSteps run(model, Method::dopri5);
    run.set_width(width);
    return run.evaluate(*run.trial().stiff);
  };
  EXPECT_EQ(stiff(0.1), 0.0);
  EXPECT_EQ(stiff(0.3), 1.0);
}

TEST(Flow, takes_logarithms_of_states_that_are_factors_of_their_rates) {
  const model::Model model = model::parse_model(
      "model mixed\ntime t to 1 step 1\nstate a = 2 nonnegative\nstate b = 3 nonnegative\n"
      "state c = 4\nrate a = a*b - a^2/(1 + a)\nrate b = 1 - b\nrate c = -c\n",
      "test");
  expr::Graph graph = model.graph;
  const program::NodeSet fixed;
  const Flow flow(graph, model, fixed);
  EXPECT_TRUE(flow.logarithmic(0));
  EXPECT_FALSE(flow.logarithmic(1));
  EXPECT_TRUE(flow.cut_at_zero(1));
  EXPECT_FALSE(flow.logarithmic(2));
  EXPECT_FALSE(flow.cut_at_zero(2));
  const Inputs numbers{{"a#z", std::log(2.0)}, {"b#z", 3.0}, {"c#z", 4.0}, {"t", 0.0}};
  const Values rates = flow.rates(flow.time(), flow.coordinates());
  EXPECT_NEAR(expr::evaluate(graph, rates[0].id(), numbers), 3.0 - 2.0 / 3.0, 1e-15);
  EXPECT_NEAR(expr::evaluate(graph, rates[1].id(), numbers), -2.0, 1e-15);
}

TEST(Flow, does_not_lead_below_zero) {
  const model::Model model = model::parse_model(
      "model sink\ntime t to 1 step 1\nstate y = 1 nonnegative\nrate y = y^2 - 4\n", "test");
  expr::Graph graph = model.graph;
  const program::NodeSet fixed;
  const Flow flow(graph, model, fixed);
  const Value rate = flow.rates(flow.time(), flow.coordinates())[0];
  const auto at = [&](double z) { return expr::evaluate(graph, rate.id(), {{"y#z", z}}); };
  EXPECT_EQ(at(1.0), -3.0);
  EXPECT_EQ(at(0.0), 0.0);
  EXPECT_EQ(at(-5.0), 0.0);
  EXPECT_TRUE(std::isnan(at(NAN)));
}

TEST(Flow, has_the_jacobian_of_its_rates) {
  const model::Model model = test::shipped("predator-prey");
  expr::Graph graph = model.graph;
  program::NodeSet fixed;
  for (const model::Parameter& parameter : model.parameters) {
    fixed.insert(graph.input(parameter.name));
  }
  const Flow flow(graph, model, fixed);
  const Values rates = flow.rates(flow.time(), flow.coordinates());
  const Jacobian jacobian = flow.jacobian();
  Inputs numbers{{"N#z", std::log(7.0)}, {"P#z", std::log(40.0)}};
  for (const model::Parameter& parameter : model.parameters) {
    numbers[parameter.name] = parameter.default_value;
  }
  const std::array<std::string, 2> names{"N#z", "P#z"};
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_FALSE(jacobian.by_time[i]);
    for (std::size_t j = 0; j < 2; ++j) {
      Inputs up = numbers;
      Inputs down = numbers;
      up[names[j]] += 1e-5;
      down[names[j]] -= 1e-5;
      const double slope =
          (expr::evaluate(graph, rates[i].id(), up) - expr::evaluate(graph, rates[i].id(), down)) /
          2e-5;
      const auto& entry = jacobian.by_coordinate[i][j];
      const double derivative = entry ? expr::evaluate(graph, entry->id(), numbers) : 0.0;
      EXPECT_NEAR(derivative, slope, 1e-8) << i << j;
    }
  }
}

}  // namespace
}  // namespace heatreel::solve
