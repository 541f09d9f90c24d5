// SPDX-License-Identifier: GPL-3.0-or-later
#include "crossing.hpp"

#include <array>
#include <functional>

namespace heatreel::solve {

namespace {

constexpr std::array places{1.0 / 3.0, 2.0 / 3.0};
constexpr int iterations = 4;

/// A step as conditions see it.
class Course {
 public:
  Course(const Flow& flow, const StepStart& start, const Trial& trial)
      : flow_(flow), start_(start), trial_(trial) {}

  /// A node at the step's end.
  Value at_end(Value node) const { return flow_.quantity(node.id(), start_.end, trial_.z); }

  /// A node at a place θ of the step. A map has nothing within its steps.
  Value at(Value node, Value theta) const {
    return flow_.quantity(node.id(), start_.time + theta * start_.width,
                          coordinates_at(trial_, theta));
  }
  bool has_inside() const { return !trial_.paths.empty(); }

 private:
  const Flow& flow_;
  const StepStart& start_;
  const Trial& trial_;
};

/// 1 where a switch is not in its mode.
Value changed(Value live, Value mode) { return 1.0 - live.apply(expr::Op::equal, mode); }

Value least(const Switch& one, const std::function<Value(Value)>& at) {
  Value result = at(one.margins.front());
  for (std::size_t i = 1; i < one.margins.size(); ++i) {
    result = min(result, at(one.margins[i]));
  }
  return result;
}

/// The change of one switch: whether there is one, and its place.
struct Change {
  Value seen;
  Value theta;
};

Change find_change(const Switch& one, const Course& course, Value zero) {
  const auto end = [&](Value node) { return course.at_end(node); };
  Value seen = changed(end(one.live), one.mode);
  const Value whole = zero + 1.0;
  if (!course.has_inside()) {
    return {seen, whole};
  }
  const auto at = [&](Value theta) {
    return [&course, theta](Value node) { return course.at(node, theta); };
  };
  Value low = zero;
  Value high = whole;
  Value below = least(one, end);  // at `high`, where it is below 0
  Value above = least(one, at(zero));
  for (std::size_t i = places.size(); i-- > 0;) {
    const Value theta = zero.number(places[i]);
    const Value here = changed(at(theta)(one.live), one.mode);
    const Value margin = least(one, at(theta));
    // The first place that is beyond counts, and the last one before it that is not.
    below = select(here, margin, below);
    high = select(here, theta, high);
    seen = max(seen, here);
  }
  for (const double place : places) {
    const Value theta = zero.number(place);
    const Value before = theta < high;
    low = select(before, theta, low);
    above = select(before, least(one, at(theta)), above);
  }
  // Where a straight line between the bounds passes through 0.
  const auto guess = [&] { return low + (high - low) * (above / (above - below)); };
  for (int i = 0; i < iterations; ++i) {
    const Value theta = guess();
    const Value margin = least(one, at(theta));
    const Value beyond = margin < zero;
    high = select(beyond, theta, high);
    low = select(beyond, low, theta);
    below = select(beyond, margin, 0.5 * below);
    above = select(beyond, 0.5 * above, margin);
  }
  return {seen, guess()};
}

}  // namespace

Crossing find_crossing(const Flow& flow, const Switching& switching, const StepStart& start,
                       const Trial& trial, Value resolution) {
  const Value zero = start.width.number(0.0);
  const Course course(flow, start, trial);
  Value seen = zero;
  Value theta = zero + 1.0;
  for (const Switch& one : switching.switches.list()) {
    if (!one.timed) {
      const Change change = find_change(one, course, zero);
      theta = min(select(change.seen, change.theta, theta), theta);
      seen = max(seen, change.seen);
    }
  }
  const Value beyond = (1.0 - theta) * start.width;
  const Value too_late = seen * (resolution < beyond);
  return {seen, too_late, theta * start.width + 0.5 * resolution};
}

}  // namespace heatreel::solve
