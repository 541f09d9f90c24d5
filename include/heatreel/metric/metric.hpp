// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace heatreel::metric {

/// What is taken from a trajectory; docs/numerics.md defines each.
enum class Kind {
  amplitude,
  min,
  max,
  mean,
  standard_deviation,
  final,
  period,
  period_spread,
  period_fft,
  peaks,
  lyapunov,
  lyapunov_spread,
  time_above,
  first_time_above,
};

/// Names of the kinds, in their order.
std::vector<std::string> kind_names();

/// What has to be known of a kind.
struct Traits {
  const char* name;    ///< as a user types it
  const char* phrase;  ///< as a long name says it, of a quantity and, if there is one, a threshold
  enum class Dimension { quantity, time, per_time, none } dimension = Dimension::quantity;
  bool needs_threshold = false;
  /// Whether it looks for extremes inside segments.
  bool locates_extremes = false;
  /// Whether cells often lack this number: a cell at rest has no period. Any other metric is
  /// missing only where its quantity is not finite.
  bool may_be_missing = false;
  /// Whether it is one of the values that its quantity takes: an extreme, or the last one.
  bool is_value_taken = false;
  /// Whether it looks at the whole simulation; the others look at the tail alone.
  bool sees_transient = false;
  /// Whether it is taken from the maxima of its quantity; the rise to the first one may begin
  /// before the tail.
  bool counts_maxima = false;
  /// Maxima without which it has no value.
  int least_maxima = 0;
  /// Whether it is taken from a tangent vector that is followed beside the states.
  bool needs_tangent = false;
  /// Whether it is taken from the spectrum of samples.
  bool is_spectral = false;
  /// Whether whole periods before the tail may be skipped. A tangent vector has to find its
  /// direction, which can take longer than the states take.
  bool allows_skipping = true;
};

const Traits& traits(Kind kind);

/// One number taken from one simulation, such as `P.amplitude` or `N+P.time_above:100`.
struct MetricSpec {
  /// A state, or an expression over what the model knows, as typed; "" for kinds that belong to the
  /// whole model, see Traits::needs_tangent.
  std::string quantity;
  Kind kind = Kind::amplitude;
  std::optional<double> threshold = std::nullopt;  ///< finite; of the kinds that need one

  std::string label() const;  ///< `P.amplitude`, as a user types it
  /// `P_amplitude`, as the file and the movie bear it. Operators become words, so that different
  /// quantities may get the same name: `(N+P)/2` and `N+P/2`.
  std::string variable() const;
  /// `P_amplitude_error`, for the metric's estimated error.
  std::string error_variable() const;
  bool operator==(const MetricSpec&) const = default;
};

/// Whether a variable's name is an error_variable()'s.
bool is_error_variable(std::string_view name);

/// Parses `QUANTITY.KIND`, `QUANTITY.KIND:THRESHOLD`, or a kind alone that belongs to the whole
/// model. \throws base::UsageError that names `option`, for a text of another form, an unknown
/// kind, and a
///         threshold that is missing, no finite number, or not wanted. What the quantity means is
///         for the caller to check, who has the model.
MetricSpec parse_metric(std::string_view text, const std::string& option);

/// What is known about a quantity besides its text; "" where there is nothing.
struct QuantityWords {
  std::string description;
  std::string unit;
};

/// Long name and unit of a metric, from those of its quantity and of time.
std::string long_name(const MetricSpec& metric, const QuantityWords& quantity);
std::string unit(const MetricSpec& metric, const QuantityWords& quantity,
                 std::string_view time_unit);

}  // namespace heatreel::metric
