// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

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

/// Cubic Hermite path: from `begin` by `rise`, with du/dθ at both ends.
Path cubic_path(expr::Value begin, expr::Value rise, expr::Value slope_begin,
                expr::Value slope_end);

/// The path of degree 4 that goes through `middle` at θ = 1/2 besides.
Path quartic_path(expr::Value begin, expr::Value rise, expr::Value middle, expr::Value slope_begin,
                  expr::Value slope_end);

/// How a quantity follows from the coordinate whose path is known.
enum class Scale {
  linear,       ///< it is the quantity
  cut_at_zero,  ///< it is the quantity where it is above 0; below, the quantity is 0
  logarithmic,  ///< it is the quantity's logarithm
};

/// How far a segment is to be looked into.
enum class Reading {
  /// Extremes are located between the ends, integrals taken by Gauss's formula.
  dense,
  /// Extremes are those of the ends, integrals taken by the trapezoidal rule; maxima are still
  /// timed between the ends. All segments have the same width. For many cheap steps.
  ends,
  /// There is nothing between the ends, and a segment's value is that at its end. For maps.
  samples,
};

/// A step of the simulation as metrics see it.
struct Segment {
  expr::Value time;   ///< at the step's beginning
  expr::Value width;  ///< its length
  Path path;
  expr::Value end;          ///< the coordinate at the step's end
  expr::Value slope_begin;  ///< d(coordinate)/d(time)
  expr::Value slope_end;    ///< equal to slope_begin of the next segment
  Scale scale = Scale::linear;
  Reading reading = Reading::dense;
  /// Whether it has no width: the quantity jumps, or its slope does. If there is an extreme, it is
  /// at the beginning.
  bool is_corner = false;
};

/// A running quantity of a reduction: an input of the graph that is replaced by `update` at every
/// segment.
struct Accumulator {
  std::string name;      ///< the input's name; equal names are one accumulator
  double initial = 0.0;  ///< before the first segment
  expr::NodeId update = 0;
  /// Nothing if any segment may change the accumulator, else 1 where the segment may. Where another
  /// update of the same accumulator has nothing here, that one holds elsewhere. Segments without
  /// width always take this one.
  std::optional<expr::NodeId> when = std::nullopt;
};

/// A metric as a streaming reduction in graph form: O(1) numbers a cell, whatever the trajectory's
/// length.
struct Reduction {
  std::vector<Accumulator> accumulators;
  expr::NodeId result = 0;  ///< of the accumulators after the last segment; NaN where undefined
};

/// Relative amplitude below which a trajectory counts as at rest and has no period: amplitude must
/// exceed this times the largest magnitude of the quantity in the tail. So must the rise to a
/// maximum and the fall from it; of a logarithm they must exceed this itself. Damped oscillations
/// that have died away and rounding noise fall below it.
inline constexpr double rest_tolerance = 1e-3;

/// Builds the reduction of one metric over segments that follow each other without a gap. A segment
/// without width shows a single point, which makes no maximum. \pre no `lyapunov`, which is not
/// taken from segments (see lyapunov.hpp)
Reduction build_reduction(expr::Graph& graph, const MetricSpec& metric, const Segment& segment);

/// What a metric that counts maxima does with the segments before the tail: it follows the rise to
/// the first maximum in the tail, which may begin there. \see Traits::counts_maxima
std::vector<Accumulator> build_approach(expr::Graph& graph, const MetricSpec& metric,
                                        const Segment& segment);

/// Name of the accumulator that a reduction for Kind::period_fft takes the spectrum's period from;
/// no segment changes it. Whoever samples the quantity (see spectrum.hpp) puts it there.
std::string spectral_period_name(const MetricSpec& metric);

/// Name of the accumulator of metrics that count maxima with the number of those so far.
std::string maxima_name(const MetricSpec& metric);

}  // namespace heatreel::metric
