// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "heatreel/expr/value.hpp"
#include "heatreel/metric/metric.hpp"

namespace heatreel::metric {

/// A polynomial of degree 4 over one step, as dense output gives it, for θ from 0 to 1:
/// u(θ) = begin + θ·(rise + (1-θ)·(c1 + θ·(c2 + θ·c3))).
struct Path {
  expr::Value begin;
  expr::Value rise;  ///< u(1) - u(0)
  expr::Value c1;
  expr::Value c2;
  expr::Value c3;

  expr::Value at(expr::Value theta) const;
  expr::Value slope(expr::Value theta) const;      ///< du/dθ
  expr::Value curvature(expr::Value theta) const;  ///< d²u/dθ²
};

/// The place in [0, 1] where the path's slope passes through 0, if it has opposite signs at the
/// ends: Newton's method from the root of the slope's chord. Error control keeps the slope close to
/// a straight line over a step, so few iterations reach rounding.
expr::Value turning_point(const Path& path, expr::Value slope_begin, expr::Value slope_end);

/// How a state follows from the coordinate whose path is known.
enum class Scale {
  linear,       ///< it is the state
  cut_at_zero,  ///< it is the state where it is above 0; below, the state is 0
  logarithmic,  ///< it is the state's logarithm
};

/// A step of the tail as an integrator with error control knows it.
struct Segment {
  expr::Value time;   ///< at the step's beginning
  expr::Value width;  ///< its length
  Path path;
  expr::Value slope_begin;  ///< d(coordinate)/d(time) by the model's equations
  expr::Value slope_end;    ///< equal to slope_begin of the next segment
  Scale scale = Scale::linear;
};

/// Builds the reduction of one metric over segments that follow each other without a gap. Unlike
/// reductions over samples, these see the solution between the steps' ends.
Reduction build_reduction(expr::Graph& graph, const MetricSpec& metric, const Segment& segment);

}  // namespace heatreel::metric
