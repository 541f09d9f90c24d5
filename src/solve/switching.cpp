// SPDX-License-Identifier: GPL-3.0-or-later
#include "switching.hpp"

#include "attempt.hpp"

#include <limits>
#include <utility>

#include <fmt/format.h>

namespace heatreel::solve {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// Parts of the time that has passed and of the whole time that are a moment.
constexpr double moment = 4e-15;
constexpr double first_moment = 1e-18;

/// All nodes but triggers in which a switch may be.
void collect_nodes(model::Model& model, std::vector<std::optional<model::Quantity>>& quantities,
                   std::vector<expr::NodeId*>& nodes) {
  for (model::State& state : model.states) {
    nodes.push_back(&state.rate);
  }
  for (model::Event& event : model.events) {
    for (std::optional<expr::NodeId>* const part : {&event.delay, &event.priority}) {
      if (*part) {
        nodes.push_back(&**part);
      }
    }
    for (model::Assignment& assignment : event.assignments) {
      nodes.push_back(&assignment.value);
    }
  }
  for (std::optional<model::Quantity>& quantity : quantities) {
    if (quantity) {
      nodes.push_back(&quantity->node);
    }
  }
}

}  // namespace

std::optional<Switching> find_switching(expr::Graph& graph, model::Model& model,
                                        std::vector<std::optional<model::Quantity>>& quantities,
                                        const program::NodeSet& fixed) {
  std::vector<expr::NodeId*> nodes;
  for (model::Event& event : model.events) {
    nodes.push_back(&event.trigger);
  }
  if (!model.discrete) {
    collect_nodes(model, quantities, nodes);
  }
  std::vector<expr::NodeId> roots;
  for (const expr::NodeId* const node : nodes) {
    roots.push_back(*node);
  }
  Switches switches(graph, roots, fixed, model.time_name, !model.discrete);
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    *nodes[i] = roots[i];
  }
  if (switches.empty() && model.events.empty()) {
    return std::nullopt;
  }
  return Switching{std::move(switches), model.events};
}

Value Switching::trigger_row(std::size_t i) const {
  return {switches.graph(), fmt::format("#trigger {}", i)};
}

Entry::Entry(const Flow& flow, const Switching& switching, double t_end, bool slopes)
    : flow_(flow),
      switching_(switching),
      time_(flow.time()),
      later_(time_ + (moment * time_ + first_moment * t_end)) {
  find_modes();
  if (slopes) {
    slopes_ = here(flow.rates(later_, flow.coordinates()));
    for (std::size_t i = 0; i < slopes_.size(); ++i) {
      set(slope_row(flow, i), slopes_[i]);
    }
  }
  find_stop();
  for (std::size_t i = 0; i < switching.events.size(); ++i) {
    add_event(i);
  }
}

Value Entry::now(expr::NodeId node) const {
  return here({flow_.quantity(node, later_, flow_.coordinates())}).front();
}

/// Each from those before it.
void Entry::find_modes() {
  for (const Switch& one : switching_.switches.list()) {
    const Value mode = now(one.live.id());
    modes_.push_back(mode);
    set(one.mode, mode);
  }
}

void Entry::find_stop() {
  Value stop = time_.number(infinity);
  for (const Switch& one : switching_.switches.list()) {
    for (std::size_t i = 0; one.timed && i < one.margins.size(); ++i) {
      const Value slope = now(one.slopes[i].id());
      const Value due = later_ - now(one.margins[i].id()) / slope;
      stop = select(slope < 0.0, min(due, stop), stop);
    }
  }
  const Progress progress(time_.graph());
  set(progress.stop, stop);
  set(progress.reach, time_.number(infinity));
}

void Entry::add_event(std::size_t number) {
  const model::Event& event = switching_.events[number];
  const auto row = [&](const std::string& what, expr::NodeId node) {
    const Value place(time_.graph(), fmt::format("#event {} {}", number, what));
    set(place, now(node));
    return place;
  };
  EventRows rows{row("trigger", event.trigger), std::nullopt, std::nullopt, {}, {}};
  if (event.delay) {
    rows.delay = row("delay", *event.delay);
  }
  if (event.priority) {
    rows.priority = row("priority", *event.priority);
  }
  for (std::size_t i = 0; i < event.assignments.size(); ++i) {
    const model::Assignment& assignment = event.assignments[i];
    const Value place(time_.graph(), fmt::format("#event {} coordinate {}", number, i));
    set(place, flow_.coordinate(assignment.state, now(assignment.value)));
    rows.targets.push_back(flow_.coordinates()[assignment.state]);
    rows.coordinates.push_back(place);
  }
  events_.push_back(std::move(rows));
}

}  // namespace heatreel::solve
