// SPDX-License-Identifier: GPL-3.0-or-later
// What reductions of a quantity share: its extremes, and the search for its maxima. Accumulators
// are named after what they hold, with a '#' that no parameter's name can have, so reductions of
// one quantity share them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "heatreel/metric/segment.hpp"

namespace heatreel::metric {

/// How places of extremes inside dense segments are found.
enum class Extremes {
  located,  ///< by Newton's method
  guessed,  ///< where the chord of the slope passes through 0: for those who need four digits
};

/// Builds reductions of one quantity over segments.
class QuantityReducer {
 public:
  QuantityReducer(expr::Graph& graph, std::string quantity, const Segment& segment,
                  Extremes extremes = Extremes::located);

 protected:
  using Value = expr::Value;
  using Values = expr::Values;

  bool dense() const { return segment_.reading == Reading::dense; }
  bool has_inside() const { return segment_.reading != Reading::samples && !segment_.is_corner; }

  Value number(double value) const { return {graph_, graph_.constant(value)}; }
  std::string named(const std::string& what) const { return quantity_ + "#" + what; }
  Value accumulator(const std::string& name) const { return {graph_, name}; }

  /// In an update, the accumulator is what it was before the segment; in a result, what it is
  /// after the last one.
  Value set(const std::string& name, double initial, Value update,
            std::optional<Value> when = std::nullopt);

  /// An accumulator that changes only with the search for maxima.
  Value follow(const std::string& name, double initial, Value update);

  /// One that takes a value only where `condition` holds.
  Value keep(const std::string& name, Value condition, Value value);

  /// The quantity where its coordinate is given.
  Value quantity_at(Value coordinate) const;

  /// Extremes so far: of the segments' ends alone, or of all that they hold.
  Value lowest_end() const;
  Value highest_end() const;
  Value lowest() const;
  Value highest() const;
  Value minimum();
  Value maximum();

  /// 1 where the amplitude is more than a rest's.
  Value moving();

  /// How far the coordinate must rise to a maximum and fall from it, where it was between two
  /// extremes.
  Value prominence(Value low, Value high) const;

  /// 1 where the segment turns, or may fall far enough from a candidate, or is the tail's first
  /// one. No other changes anything in the search for maxima: between two extremes, they are told
  /// by the segment at hand.
  Value search() const;

  Value time_of(const Values& top) const;

  /// The top that was the last for which a condition held.
  Values keep_top(const std::string& which, Value condition, const Values& top);

  /// A maximum that counts.
  struct Peak {
    Value candidate;  ///< 1 where the segment holds a top that may come to count
    Value confirmed;  ///< 1 where the fall from it becomes long enough within this segment
    Values top;
    Value height;  ///< the coordinate at it
    Value count;   ///< of those before
  };

  /// Follows rises and falls: a top is a candidate once the rise to it was long enough, gives way
  /// to a higher one, and counts once the fall from it is long enough. Rounding noise of a cell
  /// that comes to rest thus makes no maxima, however large the tail's amplitude is. The rise may
  /// have begun before the tail. A candidate from there has no time, and does not count.
  Peak peak();

  /// The search for maxima before the tail, at the segments' ends alone. How long a rise must be is
  /// told by what it leads from and to: what came before a transient does not matter.
  void approach();

  expr::Graph& graph_;
  std::string quantity_;
  const Segment& segment_;
  Value tops_;     ///< 1 where the segment holds a maximum
  Value bottoms_;  ///< 1 where it holds a minimum
  Value turns_;    ///< 1 where it holds either
  Value theta_;    ///< of the maximum or minimum
  Value turn_;     ///< the coordinate there
  Reduction reduction_;

 private:
  Values top_of_segment() const;
};

}  // namespace heatreel::metric
