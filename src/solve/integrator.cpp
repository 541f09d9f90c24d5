// SPDX-License-Identifier: GPL-3.0-or-later
#include "integrator.hpp"

#include <map>
#include <utility>

namespace heatreel::solve {

namespace {

using expr::Graph;
using expr::NodeId;
using Nodes = std::vector<NodeId>;

class StepBuilder {
 public:
  StepBuilder(Graph& graph, const System& system, NodeId counter, double h)
      : graph_(graph), system_(system), counter_(counter), h_(h) {}

  /// f at n·h + part·h, for a state vector.
  Nodes rates(double part, const Nodes& states) {
    std::map<std::string, NodeId, std::less<>> arguments;
    for (std::size_t i = 0; i < states.size(); ++i) {
      arguments.emplace(system_.state_names[i], states[i]);
    }
    arguments.emplace(system_.time_name,
                      graph_.multiply(graph_.add(counter_, constant(part)), constant(h_)));
    return expr::substitute(graph_, system_.rates, graph_, arguments);
  }

  /// states + factor·slopes, with non-negative states cut off.
  Nodes advanced(double factor, const Nodes& slopes) {
    Nodes result;
    for (std::size_t i = 0; i < slopes.size(); ++i) {
      result.push_back(graph_.add(system_.states[i], graph_.multiply(constant(factor), slopes[i])));
    }
    return limited(std::move(result));
  }

  /// With non-negative states cut off; what is cut does not depend on where it came from.
  Nodes limited(Nodes states) {
    const std::size_t n = system_.nonnegative.size();
    for (std::size_t i = 0; i < n; ++i) {
      if (system_.nonnegative[i]) {
        const NodeId below = graph_.less(states[i], constant(0.0));
        states[i] = cut_off(graph_, states[i]);
        if (i + n < states.size()) {
          states[i + n] = graph_.select(below, constant(0.0), states[i + n]);
        }
      }
    }
    return states;
  }

  /// a + factor·b
  Nodes combined(const Nodes& a, double factor, const Nodes& b) {
    Nodes result;
    for (std::size_t i = 0; i < a.size(); ++i) {
      result.push_back(graph_.add(a[i], graph_.multiply(constant(factor), b[i])));
    }
    return result;
  }

 private:
  NodeId constant(double value) { return graph_.constant(value); }

  Graph& graph_;
  const System& system_;
  NodeId counter_;
  double h_;
};

}  // namespace

Nodes slopes_at_step(Graph& graph, const System& system, NodeId counter, double h) {
  return StepBuilder(graph, system, counter, h).rates(0.0, system.states);
}

Nodes map_step(Graph& graph, const System& system, NodeId counter) {
  StepBuilder step(graph, system, counter, 1.0);
  return step.limited(step.rates(0.0, system.states));
}

Nodes runge_kutta_4(Graph& graph, const System& system, NodeId counter, double h) {
  StepBuilder step(graph, system, counter, h);
  // Programs compute nodes in the order in which they are made: slopes are summed as they come, so
  // that few of them are alive at once.
  const Nodes k1 = step.rates(0.0, system.states);
  const Nodes k2 = step.rates(0.5, step.advanced(h / 2, k1));
  Nodes sum = step.combined(k1, 2.0, k2);
  const Nodes k3 = step.rates(0.5, step.advanced(h / 2, k2));
  sum = step.combined(sum, 2.0, k3);
  const Nodes k4 = step.rates(1.0, step.advanced(h, k3));
  return step.advanced(h / 6, step.combined(sum, 1.0, k4));
}

NodeId cut_off(Graph& graph, NodeId value) { return graph.max(graph.constant(0.0), value); }

}  // namespace heatreel::solve
