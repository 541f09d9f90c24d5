// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "heatreel/expr/graph.hpp"

namespace heatreel::metric {

/// What is taken from a trajectory's tail.
enum class Kind { amplitude, min, max, mean, final, period };

/// Names of the kinds, in their order.
std::vector<std::string> kind_names();

/// One number taken from one simulation, such as `P.amplitude`.
struct MetricSpec {
  std::string state;
  Kind kind = Kind::amplitude;

  std::string label() const;     ///< `P.amplitude`, as a user types it
  std::string variable() const;  ///< `P_amplitude`, as the file and the movie bear it
  /// `P_amplitude_error`, for the metric's estimated error.
  std::string error_variable() const;
  bool operator==(const MetricSpec&) const = default;
};

/// Whether a variable's name is an error_variable()'s.
bool is_error_variable(std::string_view name);

/// Parses `STATE.KIND`.
/// \throws base::UsageError that names `option`, for a text of another form or an unknown kind.
/// Whether
///         the state exists is for the caller to check, who has the model.
MetricSpec parse_metric(std::string_view text, const std::string& option);

/// Long name and unit of a metric, from those of its state and of time.
std::string long_name(const MetricSpec& metric, std::string_view state_description);
std::string unit(const MetricSpec& metric, std::string_view state_unit, std::string_view time_unit);

/// What the integrator knows at a sample of the tail; nodes of the graph that is being built.
struct Sample {
  expr::NodeId time;
  expr::NodeId value;  ///< of the state
  expr::NodeId slope;  ///< d(value)/d(time) at the sample
};

/// A running quantity of a reduction: an input of the graph that is replaced by `update` at every
/// sample.
struct Accumulator {
  std::string name;      ///< the input's name; equal names are one accumulator
  double initial = 0.0;  ///< before the first sample
  expr::NodeId update = 0;
};

/// A metric as a streaming reduction in graph form: O(1) numbers a cell, whatever the trajectory's
/// length.
struct Reduction {
  std::vector<Accumulator> accumulators;
  expr::NodeId result = 0;  ///< of the accumulators after the last sample; NaN where undefined
};

/// Relative amplitude below which a trajectory counts as at rest and has no period: amplitude must
/// exceed this times the largest magnitude of the state in the tail. Damped oscillations that have
/// died away and rounding noise fall below it.
inline constexpr double rest_tolerance = 1e-3;

/// Builds the reduction of one metric in `graph`.
Reduction build_reduction(expr::Graph& graph, const MetricSpec& metric, const Sample& sample);

}  // namespace heatreel::metric
