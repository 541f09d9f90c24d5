// SPDX-License-Identifier: GPL-3.0-or-later
#include "kernel.hpp"

#include "division.hpp"
#include "integrator.hpp"
#include "tangent.hpp"
#include "variance.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>

#include <fmt/format.h>

#include "heatreel/base/contract.hpp"
#include "heatreel/metric/lyapunov.hpp"

namespace heatreel::solve {

namespace {

using expr::Graph;
using expr::NodeId;

/// Of a step: lets 2600 / 0.1 be 26,000 steps although the quotient is a bit more.
constexpr double step_tolerance = 1e-9;

/// Names that no parameter can have.
constexpr const char* counter_name = "#step";

class KernelBuilder {
 public:
  KernelBuilder(const model::Model& model, const IntegrationOptions& options)
      : model_(model), graph_(model.graph), counter_(graph_.input(counter_name)) {
    const double dt = model.discrete ? 1.0 : options.dt;
    const double steps = std::max(1.0, std::ceil(options.t_end / dt - step_tolerance));
    h_ = options.t_end / steps;
    const double first = std::ceil((1.0 - options.tail) * steps - step_tolerance * steps);
    kernel_.transient_steps = static_cast<std::int64_t>(std::clamp(first, 0.0, steps));
    kernel_.tail_steps = static_cast<std::int64_t>(steps) - kernel_.transient_steps;
    for (const model::Parameter& parameter : model.parameters) {
      const NodeId node = graph_.input(parameter.name);
      fixed_.insert(node);
      kernel_.parameters.push_back(slots_.place(node));
    }
  }

  Kernel build(const std::vector<metric::MetricSpec>& metrics) {
    build_system(metric::needs_tangent(metrics) ? Tangent::followed : Tangent::none);
    for (const metric::MetricSpec& metric : metrics) {
      add_metric(metric);
    }
    build_step();
    compile_programs();
    collect_constants();
    return std::move(kernel_);
  }

 private:
  void build_system(Tangent tangent) {
    for (const model::State& state : model_.states) {
      system_.state_names.push_back(state.name);
      system_.states.push_back(graph_.input(state.name));
      system_.rates.push_back(state.rate);
      system_.nonnegative.push_back(state.nonnegative);
    }
    if (tangent == Tangent::followed) {
      add_tangent();
    }
    system_.time_name = model_.time_name;
    system_.rates = with_fewer_divisions(graph_, system_.rates, fixed_);
    slopes_ = model_.discrete ? rises_at_step(graph_, system_, counter_)
                              : slopes_at_step(graph_, system_, counter_, h_);
    for (std::size_t i = 0; i < model_.states.size(); ++i) {
      kernel_.states.push_back(slots_.place(system_.states[i]));
      const NodeId initial = graph_.input(model_.states[i].initial_name);
      const bool nonnegative = system_.nonnegative[i];
      start_.push_back({system_.states[i], nonnegative ? cut_off(graph_, initial) : initial});
    }
  }

  void add_tangent() {
    const std::size_t n = model_.states.size();
    const std::vector<NodeId> rates = variation(graph_, model_);
    for (std::size_t i = 0; i < n; ++i) {
      const std::string name = tangent_name(model_.states[i].name);
      const NodeId component = graph_.input(name);
      system_.state_names.push_back(name);
      system_.states.push_back(component);
      system_.rates.push_back(rates[i]);
      slots_.place(component);
      start_.push_back({component, graph_.constant(tangent_start(i, n))});
    }
  }

  /// Divides the tangent vector by its length, which the tail takes as its growth in the step.
  void make_unit_tangent(std::vector<NodeId>& next) {
    expr::Values tangent;
    for (std::size_t i = model_.states.size(); i < next.size(); ++i) {
      tangent.emplace_back(graph_, next[i]);
    }
    if (tangent.empty()) {
      return;
    }
    const expr::Value length = tangent_length(tangent);
    for (std::size_t i = 0; i < tangent.size(); ++i) {
      next[model_.states.size() + i] = (tangent[i] / length).id();
    }
    for (const metric::Accumulator& accumulator :
         metric::lyapunov_accumulators(graph_, length.id(), graph_.constant(h_))) {
      add_accumulator(accumulator, grow_);
    }
  }

  void build_step() {
    std::vector<NodeId> next = model_.discrete ? map_step(graph_, system_, counter_)
                                               : runge_kutta_4(graph_, system_, counter_, h_);
    make_unit_tangent(next);
    for (std::size_t i = 0; i < next.size(); ++i) {
      step_.push_back({system_.states[i], next[i]});
    }
  }

  void add_metric(const metric::MetricSpec& metric) {
    const NodeId result = graph_.input(fmt::format("#result {}", kernel_.results.size()));
    kernel_.results.push_back(slots_.place(result));
    finish_.push_back({result, metric.kind == metric::Kind::lyapunov
                                   ? metric::lyapunov_result(graph_)
                                   : reduce(metric)});
  }

  /// Result of a metric that is taken from samples.
  NodeId reduce(const metric::MetricSpec& metric) {
    const auto found =
        std::find(system_.state_names.begin(), system_.state_names.end(), metric.state);
    HEATREEL_REQUIRE(found != system_.state_names.end());
    const auto state = static_cast<std::size_t>(found - system_.state_names.begin());
    const metric::Sample sample{graph_.multiply(counter_, graph_.constant(h_)),
                                system_.states[state], slopes_[state]};
    const metric::Reduction reduction = metric::build_reduction(graph_, metric, sample);
    for (const metric::Accumulator& accumulator : reduction.accumulators) {
      add_accumulator(accumulator, update_);
    }
    return reduction.result;
  }

  void add_accumulator(const metric::Accumulator& accumulator, std::vector<Assignment>& updates) {
    const NodeId node = graph_.input(accumulator.name);
    if (accumulators_.insert(node).second) {
      slots_.place(node);
      updates.push_back({node, accumulator.update});
      start_.push_back({node, graph_.constant(accumulator.initial)});
    }
  }

  void compile_programs() {
    std::vector<Assignment> tail = update_;
    tail.insert(tail.end(), grow_.begin(), grow_.end());
    tail.insert(tail.end(), step_.begin(), step_.end());
    count_steps_if_needed(tail);
    std::vector<NodeId> roots = values_of(tail);
    const std::vector<NodeId> results = values_of(finish_);
    roots.insert(roots.end(), results.begin(), results.end());
    const std::vector<NodeId> hoisted = invariants_of(graph_, roots, fixed_);
    for (const NodeId invariant : hoisted) {
      start_.push_back({invariant, invariant});
    }
    const NodeSet invariants(hoisted.begin(), hoisted.end());
    kernel_.setup = compile(graph_, start_, {}, slots_);
    kernel_.transient = compile(graph_, step_, invariants, slots_);
    kernel_.tail = compile(graph_, tail, invariants, slots_);
    kernel_.observe = compile(graph_, update_, invariants, slots_);
    kernel_.finish = compile(graph_, finish_, invariants, slots_);
  }

  /// Steps are counted where a rate or a metric depends on time.
  void count_steps_if_needed(std::vector<Assignment>& tail) {
    const std::vector<NodeId> inputs = expr::dependencies(graph_, values_of(tail));
    if (std::find(inputs.begin(), inputs.end(), counter_) == inputs.end()) {
      return;
    }
    slots_.place(counter_);
    const Assignment count{counter_, graph_.add(counter_, graph_.constant(1.0))};
    start_.push_back({counter_, graph_.constant(0.0)});
    step_.push_back(count);
    tail.push_back(count);
  }

  static std::vector<NodeId> values_of(const std::vector<Assignment>& assignments) {
    std::vector<NodeId> values;
    values.reserve(assignments.size());
    for (const Assignment& assignment : assignments) {
      values.push_back(assignment.value);
    }
    return values;
  }

  void collect_constants() {
    for (Slot slot = 0; slot < slots_.size(); ++slot) {
      const expr::Node& node = graph_.node(slots_.nodes()[slot]);
      if (node.op == expr::Op::constant) {
        kernel_.constants.push_back({slot, node.value});
      }
    }
    kernel_.slots = slots_.size();
  }

  const model::Model& model_;
  Graph graph_;
  NodeId counter_;
  double h_ = 0.0;
  NodeSet fixed_;  ///< inputs that are parameters
  System system_;
  std::vector<NodeId> slopes_;  ///< of the states at a step's beginning
  NodeSet accumulators_;
  std::vector<Assignment> start_;   ///< what setup does
  std::vector<Assignment> step_;    ///< what a step does to the states
  std::vector<Assignment> update_;  ///< what a sample does to the accumulators
  std::vector<Assignment> grow_;    ///< what a step of the tail does to the tangent vector's
  std::vector<Assignment> finish_;
  SlotTable slots_;
  Kernel kernel_;
};

}  // namespace

Kernel build_kernel(const model::Model& model, const std::vector<metric::MetricSpec>& metrics,
                    const IntegrationOptions& options) {
  return KernelBuilder(model, options).build(metrics);
}

}  // namespace heatreel::solve
