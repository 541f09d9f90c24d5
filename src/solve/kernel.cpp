// SPDX-License-Identifier: GPL-3.0-or-later
#include "kernel.hpp"

#include "integrator.hpp"
#include "observation.hpp"
#include "tangent.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <span>
#include <string>

#include <fmt/format.h>

#include "heatreel/expr/calculus.hpp"
#include "heatreel/metric/lyapunov.hpp"
#include "heatreel/program/division.hpp"
#include "heatreel/program/variance.hpp"

namespace heatreel::solve {

namespace {

using expr::Graph;
using expr::NodeId;

/// Of a step: lets 2600 / 0.1 be 26,000 steps although the quotient is a bit more.
constexpr double step_tolerance = 1e-9;

/// Names that no parameter can have.
constexpr const char* counter_name = "#step";

/// What rows get.
using Updates = std::map<NodeId, NodeId>;

class KernelBuilder {
 public:
  KernelBuilder(const model::Model& model, const IntegrationOptions& options)
      : model_(model), graph_(model.graph), counter_(graph_.input(counter_name)) {
    const double dt = model.discrete ? 1.0 : options.dt;
    const double steps = std::max(1.0, std::ceil(options.t_end / dt - step_tolerance));
    h_ = options.t_end / steps;
    kernel_.step = h_;
    const double first = std::ceil((1.0 - options.tail) * steps - step_tolerance * steps);
    kernel_.transient_steps = static_cast<std::int64_t>(std::clamp(first, 0.0, steps - 1.0));
    kernel_.tail_steps = static_cast<std::int64_t>(steps) - kernel_.transient_steps;
    for (const model::Parameter& parameter : model.parameters) {
      const NodeId node = graph_.input(parameter.name);
      fixed_.insert(node);
      kernel_.parameters.push_back(slots_.place(node));
    }
  }

  Kernel build(const std::vector<metric::MetricSpec>& metrics) {
    build_system(metric::needs_tangent(metrics) ? Tangent::followed : Tangent::none);
    kernel_.results.resize(metrics.size());
    for (std::size_t m = 0; m < metrics.size(); ++m) {
      if (!metric::traits(metrics[m].kind).needs_tangent) {
        set_result(m, add_metric(metrics[m]));
      }
    }
    build_step();
    for (std::size_t m = 0; m < metrics.size(); ++m) {
      if (metric::traits(metrics[m].kind).needs_tangent) {
        set_result(m, add_exponent());
      }
      if (is_value_of_state(model_, metrics[m])) {
        kernel_.solution.push_back(kernel_.results[m]);
      }
    }
    compile_programs();
    kernel_.slots = slots_.size();
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
    system_.rates = program::with_fewer_divisions(graph_, system_.rates, fixed_);
    next_or_slopes_ = model_.discrete ? map_step(graph_, system_, counter_)
                                      : slopes_at_step(graph_, system_, counter_, h_);
    for (std::size_t i = 0; i < model_.states.size(); ++i) {
      kernel_.solution.push_back(slots_.place(system_.states[i]));
      const NodeId initial = model_.states[i].initial;
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
      begin_row(component, tangent_start(i, n));
    }
  }

  /// Divides the tangent vector at a step's end by its length, if one is followed.
  void make_unit_tangent(std::vector<NodeId>& next) {
    expr::Values tangent;
    for (std::size_t i = model_.states.size(); i < next.size(); ++i) {
      tangent.emplace_back(graph_, next[i]);
    }
    if (!tangent.empty()) {
      growth_ = tangent_length(tangent);
    }
    for (std::size_t i = 0; i < tangent.size(); ++i) {
      next[model_.states.size() + i] = (tangent[i] / *growth_).id();
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

  /// A quantity at the beginning of the present step.
  Sample present(const model::Quantity& quantity) {
    const Value time(graph_, graph_.multiply(counter_, graph_.constant(h_)));
    std::map<std::string, NodeId, std::less<>> slopes{{system_.time_name, graph_.constant(1.0)}};
    for (std::size_t i = 0; i < next_or_slopes_.size(); ++i) {
      slopes.emplace(system_.state_names[i], next_or_slopes_[i]);
    }
    const auto slope = expr::derivatives(graph_, std::span(&quantity.node, 1), slopes).front();
    const std::vector<NodeId> nodes{quantity.node, slope.value_or(graph_.constant(0.0))};
    const auto here = expr::substitute(graph_, nodes, graph_, {{system_.time_name, time.id()}});
    return {time, Value(graph_, here[0]), Value(graph_, here[1])};
  }

  /// A quantity of a map at present. Its slope is what it grows by, 0 where it falls.
  Sample present_of_map(const model::Quantity& quantity) {
    const NodeId later = graph_.add(counter_, graph_.constant(1.0));
    std::map<std::string, NodeId, std::less<>> next{{system_.time_name, later}};
    for (std::size_t i = 0; i < next_or_slopes_.size(); ++i) {
      next.emplace(system_.state_names[i], next_or_slopes_[i]);
    }
    const auto at = [&](const std::map<std::string, NodeId, std::less<>>& inputs) {
      return Value(graph_,
                   expr::substitute(graph_, std::span(&quantity.node, 1), graph_, inputs)[0]);
    };
    const Value now = at({{system_.time_name, counter_}});
    return {Value(graph_, counter_), now, max(now.number(0.0), at(next) - now)};
  }

  /// The quantity at the sample before; rows that every sample overwrites.
  Sample previous(const std::string& quantity, const Sample& present) {
    const Value value(graph_, quantity + "#previous value");
    const Value slope(graph_, quantity + "#previous slope");
    const Value time = h_ * (Value(graph_, counter_) - 1.0);
    remembered_[value.id()] = present.value.id();
    remembered_[slope.id()] = present.slope.id();
    return {time, value, slope};
  }

  /// \returns the metric, of its accumulators after the last sample
  NodeId add_metric(const metric::MetricSpec& metric) {
    const model::Quantity quantity = quantity_of(graph_, model_, metric);
    const Sample now = model_.discrete ? present_of_map(quantity) : present(quantity);
    const Sample before = previous(metric.quantity, now);
    const Value width(graph_, graph_.constant(h_));
    const auto first = build_reduction(
        graph_, metric, model_.discrete ? segment_of_map(now, now) : segment_at(now));
    const auto next = build_reduction(
        graph_, metric,
        model_.discrete ? segment_of_map(before, now) : segment_between(before, now, width));
    for (const metric::Accumulator& accumulator : next.accumulators) {
      begin_row(graph_.input(accumulator.name), accumulator.initial);
    }
    // A metric that sees the transient has its first sample there, if there is a transient.
    const bool early = metric::traits(metric.kind).sees_transient && kernel_.transient_steps > 0;
    update(early ? updates_.first_of_transient : updates_.first_of_tail, first);
    if (early) {
      update(updates_.transient, next);
      update(updates_.first_of_tail, next);
    }
    update(updates_.tail, next);
    if (metric::traits(metric.kind).is_spectral) {
      const NodeId period = graph_.input(metric::spectral_period_name(metric));
      kernel_.traces.push_back({slots_.place(before.value.id()), slots_.place(period)});
      traced_.insert(before.value.id());
    }
    return next.result;
  }

  /// The tangent vector's growth is taken from the steps of the tail and not from samples.
  NodeId add_exponent() {
    const auto reduction = metric::lyapunov_reduction(*growth_, growth_->number(h_));
    for (const metric::Accumulator& accumulator : reduction.accumulators) {
      const NodeId row = graph_.input(accumulator.name);
      begin_row(row, accumulator.initial);
      grow_[row] = accumulator.update;
    }
    return reduction.result;
  }

  void set_result(std::size_t metric, NodeId value) {
    const NodeId result = graph_.input(fmt::format("#result {}", metric));
    kernel_.results[metric] = slots_.place(result);
    finish_.push_back({result, value});
  }

  /// Adds what a reduction does at a sample.
  void update(Updates& updates, const metric::Reduction& reduction) {
    for (const metric::Accumulator& accumulator : reduction.accumulators) {
      const NodeId row = graph_.input(accumulator.name);
      if (row != accumulator.update) {
        updates[row] = accumulator.update;
      }
    }
  }

  /// A row that lives through the simulation, however many metrics share it.
  void begin_row(NodeId row, double initial) {
    if (rows_.insert(row).second) {
      slots_.place(row);
      start_.push_back({row, graph_.constant(initial)});
    }
  }

  /// Samples are remembered where a metric looks back at them, or a spectrum needs them.
  void remember_samples() {
    std::vector<NodeId> roots = values_of(finish_);
    for (const auto& [row, value] : updates_.tail) {
      roots.push_back(value);
    }
    const std::vector<NodeId> read = expr::dependencies(graph_, roots);
    for (const auto& [row, value] : remembered_) {
      if (!std::binary_search(read.begin(), read.end(), row) && !traced_.contains(row)) {
        continue;
      }
      begin_row(row, std::numeric_limits<double>::quiet_NaN());
      updates_.first_of_tail[row] = value;
      updates_.tail[row] = value;
      if (!updates_.transient.empty()) {
        updates_.first_of_transient[row] = value;
        updates_.transient[row] = value;
      }
    }
  }

  static std::vector<program::Assignment> together(const Updates& updates,
                                                   const std::vector<program::Assignment>& step) {
    std::vector<program::Assignment> all;
    for (const auto& [row, value] : updates) {
      all.push_back({row, value});
    }
    all.insert(all.end(), step.begin(), step.end());
    return all;
  }

  void compile_programs() {
    remember_samples();
    count_steps_if_needed();
    const std::vector<program::Assignment> tail_step = together(grow_, step_);
    std::vector<program::Assignment> all = together(updates_.first_of_transient, tail_step);
    for (const Updates& updates : {updates_.transient, updates_.first_of_tail, updates_.tail}) {
      all = together(updates, all);
    }
    std::vector<NodeId> roots = values_of(all);
    const std::vector<NodeId> results = values_of(finish_);
    roots.insert(roots.end(), results.begin(), results.end());
    const std::vector<NodeId> hoisted = program::invariants_of(graph_, roots, fixed_);
    for (const NodeId invariant : hoisted) {
      start_.push_back({invariant, invariant});
    }
    const program::NodeSet invariants(hoisted.begin(), hoisted.end());
    const auto compiled = [&](const std::vector<program::Assignment>& assignments) {
      return program::compile(graph_, assignments, invariants, slots_);
    };
    kernel_.setup = program::compile(graph_, start_, {}, slots_);
    kernel_.first_of_transient = compiled(together(updates_.first_of_transient, step_));
    kernel_.transient = compiled(together(updates_.transient, step_));
    kernel_.first_of_tail = compiled(together(updates_.first_of_tail, tail_step));
    kernel_.tail = compiled(together(updates_.tail, tail_step));
    kernel_.observe = compiled(together(updates_.tail, {}));
    kernel_.finish = compiled(finish_);
  }

  /// Steps are counted where a rate or a metric depends on time.
  void count_steps_if_needed() {
    std::vector<NodeId> roots = values_of(together(updates_.tail, step_));
    const std::vector<NodeId> inputs = expr::dependencies(graph_, roots);
    if (std::find(inputs.begin(), inputs.end(), counter_) != inputs.end()) {
      slots_.place(counter_);
      start_.push_back({counter_, graph_.constant(0.0)});
      step_.push_back({counter_, graph_.add(counter_, graph_.constant(1.0))});
    }
  }

  static std::vector<NodeId> values_of(const std::vector<program::Assignment>& assignments) {
    std::vector<NodeId> values;
    values.reserve(assignments.size());
    for (const program::Assignment& assignment : assignments) {
      values.push_back(assignment.value);
    }
    return values;
  }

  const model::Model& model_;
  Graph graph_;
  NodeId counter_;
  double h_ = 0.0;
  program::NodeSet fixed_;  ///< inputs that are parameters
  System system_;
  /// At a step's beginning, the states' slopes; in a map, their next values.
  std::vector<NodeId> next_or_slopes_;
  program::NodeSet rows_;        ///< accumulators and remembered samples
  std::optional<Value> growth_;  ///< length of the tangent vector after a step, if one is followed
  Updates grow_;                 ///< what a step of the tail does to the exponent's rows
  std::vector<program::Assignment> start_;  ///< what setup does
  std::vector<program::Assignment> step_;   ///< what a step does to the states
  program::NodeSet traced_;                 ///< remembered for spectra
  Updates remembered_;                      ///< a sample's rows, and what they take over
  struct {
    Updates first_of_transient;
    Updates transient;
    Updates first_of_tail;
    Updates tail;
  } updates_;  ///< what a sample does to rows, by program
  std::vector<program::Assignment> finish_;
  program::SlotTable slots_;
  Kernel kernel_;
};

}  // namespace

Kernel build_kernel(const model::Model& model, const std::vector<metric::MetricSpec>& metrics,
                    const IntegrationOptions& options) {
  return KernelBuilder(model, options).build(metrics);
}

}  // namespace heatreel::solve
