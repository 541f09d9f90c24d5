// SPDX-License-Identifier: GPL-3.0-or-later
#include "attempt.hpp"

#include "crossing.hpp"
#include "cycle_watch.hpp"
#include "forcing.hpp"
#include "observation.hpp"

#include <limits>

#include <fmt/format.h>

namespace heatreel::solve {

namespace {

// Step control after Hairer, Nørsett & Wanner, Solving Ordinary Differential Equations I, II.4.
constexpr double safety = 0.9;
constexpr double strongest_cut = 0.2;
constexpr double strongest_growth = 5.0;

/// The first guess of a step moves the coordinates by this part of themselves.
constexpr double first_part = 0.01;

/// Below this part of the time passed, or of the whole time, a step gets nowhere.
constexpr double time_resolution = 4.5e-16;
constexpr double shortest_part = 1e-22;

/// Part of what matters of a tangent vector's component that is always added to the component, so
/// that it may pass through 0.
constexpr double tangent_part = 1e-3;

/// Part of the tolerance that a step may use up, since errors of steps add up. Measured on the
/// predator–prey model's slowly damped cells, whose period is the most sensitive number.
constexpr double margin = 0.5;

/// Part of the whole time below which a step is not cut for an expression: where it jumps or has no
/// bounds, nothing would be short enough.
constexpr double least_for_paths = 1e-10;

// Evidence is counted as in Hairer's DOPRI5, which waits for 15 steps: here the stiff method, which
// settles a cell at rest in a few steps, costs little more than the explicit one.
constexpr double stiff_after = 6.0;
constexpr double calm_after = 6.0;

// Where no atol is given: parts of a state's largest magnitude so far to which rtol holds, and of
// all states' largest magnitude that is rounding.
constexpr double small_part = 1e-6;
constexpr double noise_part = 1e-15;
constexpr double least_tolerance = 1e-280;

/// Up to this error, a square, a refused step shows a magnitude too. Without it, a step that is
/// refused because of rounding would be followed by smaller ones with smaller tolerances for ever.
constexpr double known_error = 1e4;

// A state that starts at 0 as a power of time has the same relative error however short the first
// step is. Up to this part of the whole time, and up to this part of what the state becomes, the
// error is let pass.
constexpr double beginning = 1e-12;
constexpr double beginning_error = 0.02;

/// Of rtol and of the width that a step would have: how far a step may go beyond the place where a
/// mode changes.
constexpr double crossing_part = 1e-3;

/// Of a step: a time that misses a multiple of the width by less is taken for it.
constexpr double grid_tolerance = 1e-9;

constexpr double infinity = std::numeric_limits<double>::infinity();

class AttemptBuilder {
 public:
  AttemptBuilder(expr::Graph& graph, const Flow& flow, const IntegrationOptions& options)
      : flow_(flow), options_(options), row_(graph), zero_(graph, graph.constant(0.0)) {
    for (std::size_t i = 0; i < flow.size(); ++i) {
      largest_.push_back(largest_row(i));
    }
  }

  Attempt build(const Goal& goal) {
    return controls_error(goal.method) || goal.switching != nullptr ? tried(goal) : fixed(goal);
  }

  std::vector<program::Assignment> begin(Method method, bool switches) {
    Values z;
    for (std::size_t i = 0; i < flow_.size(); ++i) {
      z.push_back(flow_.start(i));
    }
    const Values slopes = switches ? Values(z.size(), zero_) : flow_.rates(zero_, z);
    for (std::size_t i = 0; i < flow_.size(); ++i) {
      set(flow_.coordinates()[i], z[i]);
      if (method != Method::map) {
        set(slope_row(flow_, i), slopes[i]);
      }
    }
    for (const Value row : {flow_.time(), row_.steps, row_.condition}) {
      set(row, zero_);
    }
    if (controls_error(method)) {
      for (std::size_t i = 0; i < flow_.size(); ++i) {
        if (has_largest(i)) {
          largest_[i] = abs(z[i]);
          set(largest_row(i), largest_[i]);
        }
      }
      set(row_.width, switches ? zero_ : first_width(z, slopes));
      set(row_.stiff, zero_);
      set(row_.calm, zero_);
    }
    return std::move(updates_);
  }

  std::vector<program::Assignment> enter(Method method, const Entry& entry) {
    if (controls_error(method)) {
      const Value first = first_width(flow_.coordinates(), entry.slopes());
      set(row_.width, select(row_.width <= zero_, first, row_.width));
    }
    set(row_.condition, zero_);
    return std::move(updates_);
  }

 private:
  /// A step that is kept if its error is small enough and no mode changes within it.
  Attempt tried(const Goal& goal) {
    StepStart start = next_step(goal);
    Trial trial = trial_of(goal, start);
    const Value active = (start.time < number(goal.target)) * (row_.steps < most_steps(goal)) *
                         (row_.condition <= zero_);
    const bool controlled = controls_error(goal.method);
    Values allowed = tolerances(start.z, trial.z);
    for (std::size_t i = 0; controlled && i < flow_.size(); ++i) {
      if (has_largest(i)) {
        allowed[i] = allowed[i] + begins(i, start.width) * (beginning_error * abs(trial.z[i]));
      }
    }
    const Value error = controlled ? largest_error(goal, start, trial, allowed) : zero_;
    const Value good = error <= 1.0;
    Value accepted = active * good;
    std::optional<Crossing> crossing;
    if (goal.switching != nullptr) {
      const Value resolution =
          max(crossing_part * options_.rtol * natural_width(goal), time_resolution * start.time);
      crossing = find_crossing(flow_, *goal.switching, start, trial, resolution);
      accepted = accepted * (1.0 - crossing->too_late);
    }
    const std::optional<Value> growth = make_unit_tangent(start, trial);
    keep(accepted, start, trial, goal.method);
    for (std::size_t i = 0; controlled && i < flow_.size(); ++i) {
      if (has_largest(i)) {
        set(largest_row(i), select(active * (error <= known_error),
                                   max(abs(trial.z[i]), largest_row(i)), largest_row(i)));
      }
    }
    set(flow_.time(),
        select(accepted,
               goal.watched ? after_cycles(goal, {start, trial, allowed, accepted}) : start.end,
               start.time));
    set(row_.steps, row_.steps + active);
    if (controlled) {
      const Value next = adapted(start.width, error, good);
      const Value moved = crossing ? active * (1.0 - good * crossing->too_late) : active;
      set(row_.width, select(moved, next, row_.width));
    }
    Value condition = judged(start, trial, active, good, goal);
    if (crossing) {
      condition = select(accepted * max(crossing->ends, row_.stop <= start.end),
                         number(static_cast<double>(Condition::switched)), condition);
      const Value short_of = select(good * crossing->too_late, crossing->width, number(infinity));
      set(row_.reach, select(active, short_of, row_.reach));
    }
    set(row_.condition, condition);
    return {std::move(updates_), std::move(start), std::move(trial), accepted, growth};
  }

  /// The width that a step would have if nothing ended it.
  Value natural_width(const Goal& goal) const {
    if (controls_error(goal.method)) {
      return row_.width;
    }
    // To the next multiple of the width, also after a step that was shorter.
    const Value h = number(goal.width);
    const Value passed = (flow_.time() / h + grid_tolerance).apply(expr::Op::floor);
    return (passed + 1.0) * h - flow_.time();
  }

  StepStart next_step(const Goal& goal) {
    const Value time = flow_.time();
    Value end = number(goal.target);
    Value natural = natural_width(goal);
    if (controls_error(goal.method)) {
      natural = min(natural, number(options_.max_step));
      natural = goal.forced ? min(natural, longest_row(time.graph())) : natural;
    }
    if (goal.switching != nullptr) {
      end = min(end, row_.stop);
      natural = min(natural, row_.reach);
    }
    const Value remaining = end - time;
    // Two equal steps rather than a long and a tiny one.
    const Value fitted = controls_error(goal.method)
                             ? select(remaining < 2.0 * natural, 0.5 * remaining, natural)
                             : natural;
    const Value reaches = remaining <= natural;
    const Value width = select(reaches, remaining, fitted);
    const Values z = flow_.coordinates();
    StepStart start{time, select(reaches, end, time + width), width, z, slope_rows(flow_), {}, {}};
    if (controls_error(goal.method)) {
      start.scale = tolerances(z, z);
      start.below = start.scale;
      for (std::size_t i = 0; i < flow_.size(); ++i) {
        if (has_largest(i)) {
          start.below[i] = select(begins(i, width), number(infinity), start.scale[i]);
        }
      }
    }
    return start;
  }

  /// 1 where a state has been 0 until now, and the step is as short as a first one may be.
  Value begins(std::size_t i, Value width) const {
    return (largest_[i] <= zero_) * (width <= number(beginning * options_.t_end));
  }

  Trial trial_of(const Goal& goal, const StepStart& start) const {
    switch (goal.method) {
      case Method::map:
        return map_step(flow_, start);
      case Method::rk4:
        return runge_kutta_4(flow_, start);
      case Method::rodas5p:
        return rodas5p(flow_, start, goal.watches_path);
      case Method::dopri5:
        break;
    }
    return dormand_prince(flow_, start);
  }

  Value most_steps(const Goal& goal) const {
    return number(controls_error(goal.method) ? static_cast<double>(options_.max_steps) : infinity);
  }

  /// Steps are counted so that rounding errors of the time do not add up.
  Attempt fixed(const Goal& goal) {
    const Value h = number(goal.width);
    StepStart start{
        flow_.time(), (row_.steps + 1.0) * h, h, flow_.coordinates(), slope_rows(flow_), {}, {}};

    Trial trial = trial_of(goal, start);
    const std::optional<Value> growth = make_unit_tangent(start, trial);
    const Value always = number(1.0);
    keep(always, start, trial, goal.method);
    set(flow_.time(), start.end);
    set(row_.steps, row_.steps + 1.0);
    return {std::move(updates_), std::move(start), std::move(trial), always, growth};
  }

  /// A first guess, in which the coordinates change by a part of themselves.
  Value first_width(const Values& z, const Values& slopes) const {
    Value size = zero_;
    Value speed = zero_;
    const Values scale = tolerances(z, z);
    for (std::size_t i = 0; i < flow_.size(); ++i) {
      size = size + (z[i] / scale[i]) * (z[i] / scale[i]);
      speed = speed + (slopes[i] / scale[i]) * (slopes[i] / scale[i]);
    }
    const double whole = options_.t_end;
    const Value guess = first_part * sqrt(size / speed);
    return min(number(first_part * whole), max(guess, number(1e-9 * whole)));
  }

  Value number(double value) const { return zero_.number(value); }

  void set(Value row, Value value) { updates_.push_back({row.id(), value.id()}); }

  /// Error that each coordinate may have in a step.
  Values tolerances(const Values& begin, const Values& end) const {
    const Value least = noise_part * largest_of_all() + least_tolerance;
    Values result;
    for (std::size_t i = 0; i < flow_.size(); ++i) {
      result.push_back(tolerance(i, begin, end, least));
    }
    return result;
  }

  /// \param least what follows from all states, where no atol is given
  Value tolerance(std::size_t i, const Values& begin, const Values& end, Value least) const {
    const double rtol = margin * options_.rtol;
    if (flow_.logarithmic(i)) {
      return number(rtol);  // an error of ln y is a relative error of y
    }
    const Value size = max(abs(begin[i]), abs(end[i]));
    if (flow_.is_tangent(i)) {
      return rtol * (size + tangent_part * flow_.tangent_scale(i, begin));
    }
    if (options_.atol) {
      return rtol * size + margin * *options_.atol;
    }
    return rtol * (size + small_part * largest_[i]) + least;
  }

  /// The largest magnitude of a state so far.
  Value largest_row(std::size_t i) const { return {zero_.graph(), fmt::format("#largest {}", i)}; }

  /// Whether the tolerance of coordinate i follows the state's magnitude.
  bool has_largest(std::size_t i) const {
    return !options_.atol && !flow_.logarithmic(i) && !flow_.is_tangent(i);
  }

  Value largest_of_all() const {
    Value largest = zero_;
    for (std::size_t i = 0; i < flow_.size(); ++i) {
      largest = has_largest(i) ? max(largest_[i], largest) : largest;
    }
    return largest;
  }

  /// Mean of the squares of the errors in units of their tolerances: up to 1 is good.
  Value squared_error(const Trial& trial, const Values& allowed) const {
    Value sum = zero_;
    Value middle = zero_;
    for (std::size_t i = 0; i < flow_.size(); ++i) {
      const Value part = trial.error[i] / allowed[i];
      sum = sum + part * part;
      if (!trial.middle_error.empty()) {
        const Value within = trial.middle_error[i] / allowed[i];
        middle = middle + within * within;
      }
    }
    return 1.0 / static_cast<double>(flow_.size()) * max(middle, sum);
  }

  /// The square of the solution's error or of that of an expression's path, if this is larger.
  Value largest_error(const Goal& goal, const StepStart& start, const Trial& trial,
                      const Values& allowed) const {
    Value error = squared_error(trial, allowed);
    const Value long_enough = number(least_for_paths * options_.t_end) < start.width;
    for (const expr::NodeId node : goal.expressions) {
      const Value part =
          long_enough * path_error(flow_, start, trial, node, margin * options_.rtol, allowed);
      error = max(part * part, error);  // NaN of the solution stays NaN
    }
    return error;
  }

  /// Divides the tangent vector at the trial's end by its length there, and its slope likewise.
  /// \returns the length; NaN where the vector has lost what it needs
  std::optional<Value> make_unit_tangent(const StepStart& start, Trial& trial) const {
    if (flow_.states() == flow_.size()) {
      return std::nullopt;
    }
    trial.z = flow_.without_held(trial.z, flow_.held(start.end, trial.z));
    const Value length = tangent_length(std::span(trial.z).subspan(flow_.states()));
    for (std::size_t i = flow_.states(); i < flow_.size(); ++i) {
      trial.z[i] = trial.z[i] / length;
      trial.slope[i] = trial.slope[i] / length;
    }
    const Value unknown = number(std::numeric_limits<double>::quiet_NaN());
    return select(flow_.comes_back(start.z, trial.z), unknown, length);
  }

  void keep(Value accepted, const StepStart& start, const Trial& trial, Method method) {
    for (std::size_t i = 0; i < flow_.size(); ++i) {
      set(start.z[i], select(accepted, trial.z[i], start.z[i]));
      if (method != Method::map) {
        set(start.slope[i], select(accepted, trial.slope[i], start.slope[i]));
      }
    }
  }

  /// The step's end, or later by whole periods where the lane repeats itself.
  Value after_cycles(const Goal& goal, const WatchedStep& step) {
    CycleWatch watch(flow_, step);
    const Value skipped = watch.skipped(goal.target - step.start.end);
    updates_.insert(updates_.end(), watch.updates().begin(), watch.updates().end());
    seen_ = watch.complete();
    return step.start.end + skipped;
  }

  /// The width of the next step; NaN as an error makes it as short as can be. For methods of order
  /// 5 it changes by error^(-1/5) = u^(-4/5), u = error^(1/4). A call of log and exp would cost a
  /// program all registers, so the power is Padé's approximant at u = 1: right to 1 % for errors
  /// from 1/16 to 16, and short of the growth or cut that is due beyond.
  Value adapted(Value width, Value error, Value good) const {
    const Value u = sqrt(sqrt(sqrt(error)));  // `error` is a square
    const Value best = safety * ((0.9 + 0.1 * u) / (0.1 + 0.9 * u));
    const Value factor = max(min(number(strongest_growth), best), number(strongest_cut));
    const Value next = width * factor;
    // A step that was fitted to the target says little about the ones after it.
    const Value fitted = good * (width < row_.width);
    return select(fitted, max(next, row_.width), next);
  }

  /// The condition after the step: finds lanes that are stiff, whose steps get nowhere, or that
  /// have been watched for long enough.
  Value judged(const StepStart& start, const Trial& trial, Value active, Value good,
               const Goal& goal) {
    const Value least = time_resolution * start.time + shortest_part * options_.t_end;
    const Value stuck = active * (1.0 - good) * (start.width <= least);
    Value condition = select(stuck, number(static_cast<double>(Condition::stuck)), row_.condition);
    if (seen_) {
      condition = select(*seen_, number(static_cast<double>(Condition::watched)), condition);
    }
    if (goal.hand_over && trial.stiff) {
      const Value seen = *trial.stiff;
      const Value accepted = active * good;
      const Value calm = select(seen, zero_, row_.calm + 1.0);
      const Value forgotten = select(calm < calm_after, row_.stiff, zero_);
      const Value stiff = select(seen, row_.stiff + 1.0, forgotten);
      set(row_.calm, select(accepted, calm, row_.calm));
      set(row_.stiff, select(accepted, stiff, row_.stiff));
      condition = select(accepted * (stiff_after <= stiff),
                         number(static_cast<double>(Condition::stiff)), condition);
    }
    return condition;
  }

  const Flow& flow_;
  const IntegrationOptions& options_;
  Progress row_;
  Value zero_;
  Values largest_;             ///< magnitudes of the states so far, where tolerances follow them
  std::optional<Value> seen_;  ///< 1 where a watched lane has passed all maxima
  std::vector<program::Assignment> updates_;
};

}  // namespace

Progress::Progress(expr::Graph& graph)
    : width(graph, "#width"),
      steps(graph, "#steps"),
      condition(graph, "#condition"),
      stiff(graph, "#stiff"),
      calm(graph, "#calm"),
      stop(graph, "#stop"),
      reach(graph, "#reach") {}

Value slope_row(const Flow& flow, std::size_t i) {
  expr::Graph& graph = flow.time().graph();
  const expr::NodeId coordinate = flow.coordinates()[i].id();
  return {graph, graph.input_name(graph.node(coordinate).input) + " slope"};
}

Values slope_rows(const Flow& flow) {
  Values rows;
  for (std::size_t i = 0; i < flow.size(); ++i) {
    rows.push_back(slope_row(flow, i));
  }
  return rows;
}

bool controls_error(Method method) { return method == Method::dopri5 || method == Method::rodas5p; }

Attempt build_attempt(expr::Graph& graph, const Flow& flow, const IntegrationOptions& options,
                      const Goal& goal) {
  return AttemptBuilder(graph, flow, options).build(goal);
}

std::vector<program::Assignment> build_start(expr::Graph& graph, const Flow& flow,
                                             const IntegrationOptions& options, Method method,
                                             bool switches) {
  return AttemptBuilder(graph, flow, options).begin(method, switches);
}

std::vector<program::Assignment> build_entry(expr::Graph& graph, const Flow& flow,
                                             const IntegrationOptions& options, Method method,
                                             const Entry& entry) {
  return AttemptBuilder(graph, flow, options).enter(method, entry);
}

}  // namespace heatreel::solve
