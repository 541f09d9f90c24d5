// SPDX-License-Identifier: GPL-3.0-or-later
#include "kernel.hpp"

#include "cycle_watch.hpp"
#include "forcing.hpp"
#include "judging.hpp"
#include "observation.hpp"
#include "switch_rows.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "heatreel/metric/lyapunov.hpp"

namespace heatreel::solve {

namespace {

using expr::Graph;
using expr::NodeId;

Graph stopping_copy(const Graph& graph, const std::stop_token& stop) {
  Graph copy = graph;
  copy.stop_on(stop);
  return copy;
}

/// Inputs that are parameters, in the model's order.
std::vector<NodeId> parameter_nodes(Graph& graph, const model::Model& model) {
  std::vector<NodeId> nodes;
  for (const model::Parameter& parameter : model.parameters) {
    nodes.push_back(graph.input(parameter.name));
  }
  return nodes;
}

/// Steps after which a cell is watched for the first time. Cells that come to rest take fewer.
constexpr double first_watch = 1500.0;
constexpr const char* limit_name = "#limit";
constexpr const char* worked_name = "#worked";
constexpr const char* finite_name = "#finite";
constexpr const char* verdict_name = "#verdict";

class KernelBuilder {
 public:
  KernelBuilder(const model::Model& model, const std::vector<metric::MetricSpec>& metrics,
                const IntegrationOptions& options, Method method, bool hand_over, Series series,
                const std::stop_token& stop)
      : model_(model),
        metrics_(metrics),
        options_(options),
        method_(method),
        hand_over_(hand_over),
        series_(series),
        graph_(stopping_copy(model.graph, stop)),
        parameters_(parameter_nodes(graph_, model)),
        fixed_(parameters_.begin(), parameters_.end()),
        quantities_(quantities_of(graph_, model, metrics)),
        switching_(find_switching(graph_, model_, quantities_, fixed_)),
        subjects_(subjects_of(graph_, model_, metrics, quantities_)),
        flow_(graph_, model_, fixed_,
              metric::needs_tangent(metrics) ? Tangent::followed : Tangent::none,
              controls_error(method) ? Coordinates::natural : Coordinates::linear),
        start_(build_start(graph_, flow_, options, method, switches())) {
    if (controls_error(method)) {
      find_forcing();
    }
  }

  Kernel build() {
    if (controls_error(method_)) {
      add_controlled_phases();
    } else {
      add_fixed_phases();
    }
    if (switching_) {
      add_switching();
    }
    place_rows();
    compile_programs();
    collect_slots();
    return std::move(kernel_);
  }

 private:
  bool switches() const { return switching_.has_value(); }
  const Switching* switching() const { return switching_ ? &*switching_ : nullptr; }

  void find_forcing() {
    std::vector<NodeId> rates;
    for (const model::State& state : model_.states) {
      rates.push_back(state.rate);
    }
    const std::vector<NodeId> forcing =
        solve::find_forcing(graph_, rates, fixed_, model_.time_name);
    if (!forcing.empty()) {
      scan_ = scan_forcing(graph_, forcing, model_.time_name, options_.t_end);
    }
    for (const program::Assignment& row : scan_) {
      start_.push_back({row.target, graph_.constant(0.0)});
    }
  }

  /// Whether something looks at what is within the steps of a phase.
  bool looks_within(bool tail) const {
    return switching_ || std::any_of(metrics_.begin(), metrics_.end(), [&](const auto& metric) {
             const metric::Traits& traits = metric::traits(metric.kind);
             return metric.kind != metric::Kind::final && !traits.needs_tangent &&
                    (tail || traits.sees_transient);
           });
  }

  void add_controlled_phases() {
    kernel_.max_steps = static_cast<double>(options_.max_steps);
    const double tail_begin = options_.t_end * (1.0 - options_.tail);
    Goal goal{method_, tail_begin, 0.0, hand_over_, false, switching(), !scan_.empty()};
    goal.watches_path = looks_within(false);
    goal.expressions = expressions_inside(quantities_, metrics_, false);
    add_phase(PhaseKind::transient, goal, 0);
    if (!switching_ && may_skip_cycles(flow_, metrics_, options_)) {
      goal.watched = true;
      add_phase(PhaseKind::watched, goal, 0);
      prepare_watch();
    }
    goal.watched = false;
    goal.watches_path = looks_within(true);
    goal.target = options_.t_end;
    goal.expressions = expressions_inside(quantities_, metrics_, true);
    add_phase(PhaseKind::tail, goal, 0);
  }

  void add_fixed_phases() {
    const StepGrid grid = step_grid(model_, options_);
    kernel_.fixed_steps = !switching_;
    kernel_.max_steps = std::numeric_limits<double>::infinity();
    const auto time = [&](std::int64_t step) { return static_cast<double>(step) * grid.width; };
    Goal goal{method_, time(grid.before_tail), grid.width, false, false, switching()};
    add_phase(PhaseKind::transient, goal, grid.before_tail);
    goal.target = time(grid.all);
    add_phase(PhaseKind::tail, goal, grid.all);
  }

  void prepare_watch() {
    const CycleMemory memory(flow_);
    for (const program::Assignment& row : memory.empty()) {
      kernel_.memory.push_back({slots_.place(row.target), graph_.node(row.value).value});
    }
  }

  void add_phase(PhaseKind kind, const Goal& goal, std::int64_t last_step) {
    Attempt attempt = build_attempt(graph_, flow_, options_, goal);
    Updates updates = observe(attempt, kind == PhaseKind::tail);
    if (series_ == Series::states) {
      trace_states(attempt, updates.usual);
    }
    for (const auto& [row, initial] : accumulators_) {
      if (kind != PhaseKind::tail) {
        before_tail_.insert(row);
      }
    }
    for (const auto& [row, value] : updates.usual) {
      attempt.updates.push_back({row, value});
    }
    rarely_.push_back(rarely(updates));
    kernel_.phases.push_back({kind, goal.target, last_step, {}});
    updates_.push_back(std::move(attempt.updates));
    stages_.push_back(std::move(attempt.trial.stages));
  }

  /// What a step does to accumulators, by their rows.
  struct Updates {
    std::map<NodeId, NodeId> usual;
    std::map<NodeId, std::pair<Value, Value>> rare;  ///< where a condition holds, and what it sets
  };

  /// Updates of the metrics by an accepted step. The tail has all accumulators.
  Updates observe(const Attempt& attempt, bool tail) {
    Updates updates;
    finish_.clear();
    for (std::size_t m = 0; m < metrics_.size(); ++m) {
      if (tail || metric::traits(metrics_[m].kind).sees_transient) {
        const metric::Reduction reduction = reduce(attempt, m, updates.usual);
        accumulate(reduction.accumulators, attempt.accepted, updates);
        finish_.push_back({graph_.input(fmt::format("#result {}", m)), reduction.result});
      } else if (metric::traits(metrics_[m].kind).counts_maxima) {
        const metric::Segment segment = segment_of(flow_, attempt, *quantities_[m]);
        accumulate(metric::build_approach(graph_, metrics_[m], segment), attempt.accepted, updates);
      }
    }
    judge_by(attempt, tail, updates);
    return updates;
  }

  /// What verdicts take from a step.
  void judge_by(const Attempt& attempt, bool tail, Updates& updates) {
    for (const auto& [judged, quantity] : subjects_) {
      const metric::Segment segment = segment_of(flow_, attempt, quantity);
      accumulate(tail ? metric::build_evidence(graph_, judged, segment)
                      : metric::build_magnitude(graph_, judged, segment),
                 attempt.accepted, updates);
    }
  }

  void accumulate(const std::vector<metric::Accumulator>& accumulators, Value accepted,
                  Updates& updates) {
    for (const metric::Accumulator& accumulator : accumulators) {
      const Value row(graph_, accumulator.name);
      const Value update(graph_, accumulator.update);
      accumulators_[row.id()] = accumulator.initial;
      if (accumulator.when && method_ != Method::map) {
        const Value when = accepted * Value(graph_, *accumulator.when);
        updates.rare.insert_or_assign(row.id(), std::pair(when, update));
      } else if (update.id() != row.id()) {
        updates.usual[row.id()] = select(accepted, update, row).id();
      }
    }
  }

  /// The same for a segment without width.
  void accumulate_corner(const std::vector<metric::Accumulator>& accumulators,
                         std::map<NodeId, NodeId>& updates) {
    for (const metric::Accumulator& accumulator : accumulators) {
      const NodeId row = graph_.input(accumulator.name);
      accumulators_[row] = accumulator.initial;
      updates[row] = accumulator.update;
    }
  }

  /// Rare updates where one is due, and the usual ones elsewhere.
  program::Rarely rarely(const Updates& updates) {
    program::Rarely rarely;
    Value any(graph_, graph_.constant(0.0));
    for (const auto& [row, update] : updates.rare) {
      const auto usual = updates.usual.find(row);
      const Value otherwise(graph_, usual == updates.usual.end() ? row : usual->second);
      const auto& [when, value] = update;
      any = max(any, when);
      rarely.assignments.push_back({row, select(when, value, otherwise).id()});
    }
    rarely.condition = any.id();
    return rarely;
  }

  /// What an accepted step does to a metric. \param updates of rows besides its accumulators
  metric::Reduction reduce(const Attempt& attempt, std::size_t m,
                           std::map<NodeId, NodeId>& updates) {
    const metric::MetricSpec& metric = metrics_[m];
    if (metric::traits(metric.kind).needs_tangent) {
      const double tail = options_.t_end * options_.tail;
      return metric.kind == metric::Kind::lyapunov
                 ? metric::lyapunov_reduction(*attempt.growth, attempt.start.width)
                 : metric::lyapunov_spread_reduction(*attempt.growth, attempt.start.width, tail);
    }
    const metric::Segment segment = segment_of(flow_, attempt, *quantities_[m]);
    if (metric::traits(metric.kind).is_spectral) {
      PathTrace& path = traces_[metric.quantity];
      path = trace(metric.quantity, segment, attempt.accepted, updates);
      path.maxima = slots_.place(graph_.input(metric::maxima_name(metric)));
      periods_[metric.quantity] = slots_.place(graph_.input(metric::spectral_period_name(metric)));
    }
    return metric::build_reduction(graph_, metric, segment);
  }

  /// Leaves a segment's path in rows, for samples to be taken from it.
  PathTrace trace(const std::string& quantity, const metric::Segment& segment, Value accepted,
                  std::map<NodeId, NodeId>& updates) {
    const auto row = [&](const char* part, Value value) {
      const NodeId node = graph_.input(fmt::format("{}#path {}", quantity, part));
      updates[node] = value.id();
      accumulators_[node] = 0.0;
      return slots_.place(node);
    };
    const metric::Path& path = segment.path;
    const Value width = select(accepted, segment.width, segment.width.number(0.0));
    return {row("time", segment.time), row("width", width), row("begin", path.begin),
            row("rise", path.rise),    row("c1", path.c1),  row("c2", path.c2),
            row("c3", path.c3),        segment.scale,       std::nullopt};
  }

  /// Traces are the same in all phases.
  void trace_states(const Attempt& attempt, std::map<NodeId, NodeId>& updates) {
    kernel_.state_traces.clear();
    for (std::size_t i = 0; i < flow_.states(); ++i) {
      const std::string& name = model_.states[i].name;
      const metric::Segment segment = segment_of(flow_, attempt, {graph_.input(name), i});
      kernel_.state_traces.push_back(trace(name, segment, attempt.accepted, updates));
    }
  }

  /// What lanes do where something ends a step, and how its rows begin.
  void add_switching() {
    const Entry entry(flow_, *switching_, options_.t_end, method_ != Method::map);
    SwitchRows& rows = switch_rows_.emplace(*switching_, kernel_.phases.size(), entry.events());
    rows.enter.insert(rows.enter.begin(), entry.updates().begin(), entry.updates().end());
    for (const program::Assignment& row : build_entry(graph_, flow_, options_, method_, entry)) {
      rows.enter.push_back(row);
    }
    add_corners(entry, rows);
    std::set<NodeId> begun;
    for (const program::Assignment& row : start_) {
      begun.insert(row.target);
    }
    for (const auto& [row, value] : rows.begin()) {
      if (begun.insert(row).second) {
        start_.push_back({row, graph_.constant(value)});
      }
    }
  }

  /// What metrics see of a switch.
  void add_corners(const Entry& entry, SwitchRows& rows) {
    const metric::Reading reading = reading_of(method_);
    for (std::size_t m = 0; m < metrics_.size(); ++m) {
      if (!quantities_[m]) {
        continue;
      }
      const metric::Segment segment =
          rows.add_corner(flow_, entry, metrics_[m].quantity, *quantities_[m], reading);
      const metric::Reduction reduction = metric::build_reduction(graph_, metrics_[m], segment);
      for (std::size_t phase = 0; phase < rows.corners.size(); ++phase) {
        if (kernel_.phases[phase].kind == PhaseKind::tail ||
            metric::traits(metrics_[m].kind).sees_transient) {
          accumulate_corner(reduction.accumulators, rows.corners[phase]);
        }
      }
    }
    for (const auto& [judged, quantity] : subjects_) {
      const metric::Segment segment =
          rows.add_corner(flow_, entry, judged.quantity, quantity, reading);
      accumulate_corner(metric::build_evidence(graph_, judged, segment), rows.corners.back());
    }
  }

  /// All inputs of the programs, and how they begin.
  void place_rows() {
    for (const NodeId parameter : parameters_) {
      kernel_.parameters.push_back(slots_.place(parameter));
    }
    const double most = kernel_.max_steps;
    const NodeId limit = graph_.input(limit_name);
    start_.push_back(
        {limit, graph_.constant(kernel_.memory.empty() ? most : std::min(most, first_watch))});
    std::optional<NodeId> worked;
    if (options_.cell_timeout > 0.0) {
      worked = graph_.input(worked_name);
      start_.push_back({*worked, graph_.constant(0.0)});
    }
    for (const auto& [row, initial] : accumulators_) {
      if (before_tail_.contains(row)) {
        start_.push_back({row, graph_.constant(initial)});
      } else {
        tail_.emplace(slots_.place(row), initial);
      }
    }
    for (const program::Assignment& assignment : start_) {
      slots_.place(assignment.target);
    }
    for (const program::Assignment& assignment : finish_) {
      kernel_.results.push_back(slots_.place(assignment.target));
    }
    check_solution();
    judge();
    const Progress progress(graph_);
    kernel_.time = slots_.at(flow_.time().id());
    kernel_.steps = slots_.at(progress.steps.id());
    kernel_.condition = slots_.at(progress.condition.id());
    kernel_.limit = slots_.at(limit);
    if (worked) {
      kernel_.worked = slots_.at(*worked);
    }
  }

  /// Where the logarithm of a state is integrated, the state may be infinite and its logarithm
  /// finite.
  void check_solution() {
    Value sum = flow_.time().number(0.0);
    for (const model::State& state : model_.states) {
      sum = sum + 0.0 * flow_.quantity(graph_.input(state.name), flow_.time(), flow_.coordinates());
    }
    const NodeId row = graph_.input(finite_name);
    finish_.push_back({row, sum.id()});
    kernel_.solution.push_back(slots_.place(row));
    for (std::size_t m = 0; m < metrics_.size(); ++m) {
      if (is_value_of_state(model_, metrics_[m])) {
        kernel_.solution.push_back(kernel_.results[m]);
      }
    }
  }

  void judge() {
    const auto number = [&](double value) { return Value(graph_, graph_.constant(value)); };
    const Value verdict =
        solve::judge(flow_, method_, subjects_, number(kernel_.phases.front().target),
                     number(kernel_.phases.back().target));
    const NodeId row = graph_.input(verdict_name);
    finish_.push_back({row, verdict.id()});
    kernel_.verdict = slots_.place(row);
  }

  void compile_programs() {
    std::vector<NodeId> roots;
    for (const std::vector<program::Assignment>& updates : updates_) {
      for (const program::Assignment& update : updates) {
        roots.push_back(update.value);
      }
    }
    if (switch_rows_) {
      switch_rows_->collect_values(roots);
    }
    for (const program::Stages& stages : stages_) {
      for (const program::Stage& stage : stages.list) {
        for (const auto& [row, value] : stage.keeps) {
          roots.push_back(value);
        }
      }
    }
    for (const std::vector<program::Assignment>* const rows : {&scan_, &finish_}) {
      for (const program::Assignment& row : *rows) {
        roots.push_back(row.value);
      }
    }
    for (const program::Rarely& rarely : rarely_) {
      for (const program::Assignment& row : rarely.assignments) {
        roots.push_back(row.value);
      }
    }
    const std::vector<NodeId> hoisted = program::invariants_of(graph_, roots, fixed_);
    std::vector<program::Assignment> take_over;
    for (const NodeId invariant : hoisted) {
      take_over.push_back({invariant, invariant});
    }
    start_.insert(start_.end(), take_over.begin(), take_over.end());
    const program::NodeSet invariants(hoisted.begin(), hoisted.end());
    kernel_.begin = program::compile(graph_, start_, {}, slots_);
    kernel_.take_over = program::compile(graph_, take_over, {}, slots_);
    for (std::size_t i = 0; i < updates_.size(); ++i) {
      kernel_.phases[i].program =
          program::compile(graph_, updates_[i], invariants, slots_, stages_[i], rarely_[i]);
    }
    kernel_.finish = program::compile(graph_, finish_, invariants, slots_);
    if (!scan_.empty()) {
      kernel_.scan = program::compile(graph_, scan_, invariants, slots_);
    }
    if (switch_rows_) {
      kernel_.switching = switch_rows_->compile(graph_, invariants, slots_);
    }
  }

  void collect_slots() {
    std::set<program::Slot> left_out;  // of what makes a cell
    for (const InitialNumber& row : kernel_.memory) {
      left_out.insert(row.slot);
    }
    for (const program::Assignment& row : finish_) {
      left_out.insert(slots_.at(row.target));
    }
    for (program::Slot slot = 0; slot < slots_.size(); ++slot) {
      if (left_out.contains(slot)) {
        continue;
      }
      if (!tail_.contains(slot)) {
        kernel_.carried.push_back(slot);
      }
      const expr::Node& node = graph_.node(slots_.nodes()[slot]);
      if (node.op == expr::Op::input) {
        kernel_.rows.emplace(graph_.input_name(node.input), slot);
      }
    }
    for (const auto& [slot, initial] : tail_) {
      kernel_.carried.push_back(slot);
      kernel_.tail.push_back(initial);
    }
    kernel_.slots = slots_.size();

    for (const auto& [quantity, trace] : traces_) {
      kernel_.traces.push_back(trace);
      kernel_.periods.push_back(periods_.at(quantity));
    }
    for (std::size_t i = 0; i < kernel_.state_traces.size(); ++i) {
      kernel_.coordinates.push_back(slots_.at(flow_.coordinates()[i].id()));
    }
  }

  model::Model model_;  ///< its rates are over modes
  const std::vector<metric::MetricSpec>& metrics_;
  const IntegrationOptions& options_;
  Method method_;
  bool hand_over_;
  Series series_;
  Graph graph_;
  std::vector<NodeId> parameters_;
  program::NodeSet fixed_;
  std::vector<std::optional<model::Quantity>> quantities_;  ///< by metric
  std::optional<Switching> switching_;
  std::vector<Subject> subjects_;
  Flow flow_;
  std::vector<program::Assignment> start_;                 ///< what begin does
  std::vector<std::vector<program::Assignment>> updates_;  ///< of each phase
  std::vector<program::Rarely> rarely_;                    ///< of each phase
  std::vector<program::Stages> stages_;                    ///< of each phase
  std::vector<program::Assignment> scan_;
  std::vector<program::Assignment> finish_;
  std::optional<SwitchRows> switch_rows_;    ///< where something can end a step
  std::map<NodeId, double> accumulators_;    ///< with their initial values
  std::set<NodeId> before_tail_;             ///< accumulators of other phases
  std::map<program::Slot, double> tail_;     ///< the others, with their initial values
  std::map<std::string, PathTrace> traces_;  ///< by quantity
  std::map<std::string, program::Slot> periods_;
  program::SlotTable slots_;
  Kernel kernel_;
};

}  // namespace

Kernel build_kernel(const model::Model& model, const std::vector<metric::MetricSpec>& metrics,
                    const IntegrationOptions& options, Method method, bool hand_over, Series series,
                    const std::stop_token& stop) {
  return KernelBuilder(model, metrics, options, method, hand_over, series, stop).build();
}

}  // namespace heatreel::solve
