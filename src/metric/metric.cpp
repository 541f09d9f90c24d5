// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/metric/metric.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <cstddef>

#include <fmt/format.h>

#include "heatreel/base/error.hpp"
#include "heatreel/base/text.hpp"

namespace heatreel::metric {

namespace {

/// Leaves room for a kind and a threshold in a name of a netCDF variable, which has 256 bytes.
constexpr std::size_t longest_quantity = 150;

using Dimension = Traits::Dimension;

/// In the order of Kind.
constexpr std::array<Traits, 14> kinds = {
    {{.name = "amplitude", .phrase = "amplitude of {}", .locates_extremes = true},
     {.name = "min", .phrase = "minimum of {}", .locates_extremes = true, .is_value_taken = true},
     {.name = "max", .phrase = "maximum of {}", .locates_extremes = true, .is_value_taken = true},
     {.name = "mean", .phrase = "mean of {}"},
     {.name = "std", .phrase = "standard deviation of {}"},
     {.name = "final",
      .phrase = "final value of {}",
      .is_value_taken = true,
      .allows_skipping = false},
     {.name = "period",
      .phrase = "period of {}",
      .dimension = Dimension::time,
      .locates_extremes = true,
      .may_be_missing = true,
      .counts_maxima = true,
      .least_maxima = 2},
     {.name = "period_spread",
      .phrase = "relative spread of the periods of {}",
      .dimension = Dimension::none,
      .locates_extremes = true,
      .may_be_missing = true,
      .counts_maxima = true,
      .least_maxima = 3},
     {.name = "period_fft",
      .phrase = "dominant spectral period of {}",
      .dimension = Dimension::time,
      .locates_extremes = true,
      .may_be_missing = true,
      .counts_maxima = true,
      .least_maxima = 5,
      .is_spectral = true},
     {.name = "peaks",
      .phrase = "number of maxima of {}",
      .dimension = Dimension::none,
      .locates_extremes = true,
      .counts_maxima = true},
     {.name = "lyapunov",
      .phrase = "largest Lyapunov exponent",
      .dimension = Dimension::per_time,
      .may_be_missing = true,
      .needs_tangent = true,
      .allows_skipping = false},
     {.name = "lyapunov_spread",
      .phrase = "standard error of the largest Lyapunov exponent",
      .dimension = Dimension::per_time,
      .may_be_missing = true,
      .needs_tangent = true,
      .allows_skipping = false},
     {.name = "time_above",
      .phrase = "time that {} is above {}",
      .dimension = Dimension::time,
      .needs_threshold = true,
      .locates_extremes = true},
     {.name = "first_time_above",
      .phrase = "first time that {} is above {}",
      .dimension = Dimension::time,
      .needs_threshold = true,
      .locates_extremes = true,
      .may_be_missing = true,
      .sees_transient = true,
      .allows_skipping = false}}};

/// Words for the characters of an expression that a name cannot bear.
std::string word(char c) {
  switch (c) {
    case '+':
      return "_plus_";
    case '-':
      return "_minus_";
    case '*':
      return "_times_";
    case '/':
      return "_over_";
    case '^':
      return "_to_the_";
    case '<':
      return "_below_";
    case '>':
      return "_above_";
    case '=':
      return "_equal_";
    case '!':
      return "_not_";
    case '.':
      return "p";
    default:
      return "_";
  }
}

/// An expression as a part of an identifier: no two underscores in a row that were not typed.
std::string as_identifier(std::string_view text) {
  std::string name;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_') {
      name += c;
      continue;
    }
    const bool power = text.substr(i, 2) == "**";
    const std::string next = power ? word('^') : word(c);
    i += power ? 1 : 0;
    const bool doubled = next.front() == '_' && (name.empty() || name.back() == '_');
    name += doubled ? next.substr(1) : next;
  }
  while (name.size() > 1 && name.back() == '_') {
    name.pop_back();
  }
  return base::is_identifier(name) ? name : "q_" + name;
}

/// 0.5 → "0p5", -1e-05 → "minus_1e_minus_05"
std::string threshold_name(double threshold) {
  const std::string name = base::format_exact(threshold);
  std::string result;
  for (const char c : name) {
    result += c == '-'   ? (result.empty() ? "minus_" : "_minus_")
              : c == '.' ? "p"
                         : std::string(1, c);
  }
  return result;
}

Kind read_kind(std::string_view name, std::string_view metric, const std::string& option) {
  const auto* const found = std::find_if(kinds.begin(), kinds.end(),
                                         [&](const Traits& known) { return known.name == name; });
  if (found == kinds.end()) {
    throw base::UsageError({fmt::format("{}: unknown kind '{}'", option, base::printable(name)),
                            fmt::format("in '{}'", base::printable(metric)),
                            base::suggest_name(name, kind_names())});
  }
  return static_cast<Kind>(found - kinds.begin());
}

/// \param text what stands behind the colon, if there is one
std::optional<double> read_threshold(Kind kind, const std::optional<std::string_view>& text,
                                     std::string_view metric, const std::string& option) {
  const Traits& kind_traits = traits(kind);
  const auto refuse = [&](const std::string& why, const std::string& suggestion) {
    throw base::UsageError(
        {fmt::format("{}: cannot read '{}'", option, base::printable(metric)), why, suggestion});
  };
  if (!kind_traits.needs_threshold) {
    if (text) {
      refuse(fmt::format("{} takes no threshold", kind_traits.name),
             "Leave out the ':' and what follows.");
    }
    return std::nullopt;
  }
  const std::string example = fmt::format("Write, for example, P.{}:100.", kind_traits.name);
  if (!text) {
    refuse(fmt::format("{} needs a threshold", kind_traits.name), example);
  }
  const std::optional<double> threshold = base::parse_double(base::trim(*text));
  if (!threshold || !std::isfinite(*threshold)) {
    refuse(fmt::format("'{}' is not a finite number", base::printable(*text)), example);
  }
  return *threshold == 0.0 ? 0.0 : *threshold;  // -0 would be another label for the same
}

}  // namespace

std::vector<std::string> kind_names() {
  std::vector<std::string> names;
  names.reserve(kinds.size());
  for (const Traits& kind : kinds) {
    names.emplace_back(kind.name);
  }
  return names;
}

const Traits& traits(Kind kind) { return kinds[static_cast<std::size_t>(kind)]; }

std::string MetricSpec::label() const {
  if (quantity.empty()) {
    return traits(kind).name;
  }
  const std::string name = fmt::format("{}.{}", quantity, traits(kind).name);
  return threshold ? fmt::format("{}:{}", name, base::format_exact(*threshold)) : name;
}

std::string MetricSpec::variable() const {
  if (quantity.empty()) {
    return traits(kind).name;
  }
  const std::string name = fmt::format("{}_{}", as_identifier(quantity), traits(kind).name);
  return threshold ? fmt::format("{}_{}", name, threshold_name(*threshold)) : name;
}

// No kind bears the name "error", so no variable() ends like this.
std::string MetricSpec::error_variable() const { return variable() + "_error"; }

bool is_error_variable(std::string_view name) { return name.ends_with("_error"); }

MetricSpec parse_metric(std::string_view text, const std::string& option) {
  const std::string_view trimmed = base::trim(text);
  for (const Kind kind : {Kind::lyapunov, Kind::lyapunov_spread}) {
    if (trimmed == traits(kind).name) {
      return {"", kind};
    }
  }
  const std::size_t colon = trimmed.find(':');
  const std::string_view head = trimmed.substr(0, colon);
  const std::size_t dot = head.rfind('.');
  const std::string_view quantity =
      base::trim(head.substr(0, dot == std::string_view::npos ? 0 : dot));
  if (quantity.empty() || quantity.back() == '.' || quantity.size() > longest_quantity) {
    const bool long_one = quantity.size() > longest_quantity;
    throw base::UsageError(
        {fmt::format("{}: cannot read '{}'", option, base::printable(text)),
         long_one ? fmt::format("a quantity has up to {} characters", longest_quantity)
                  : "a metric is STATE.KIND",
         long_one ? "Give the model a derived value for it." : "Write, for example, P.amplitude."});
  }
  const Kind kind = read_kind(base::trim(head.substr(dot + 1)), trimmed, option);
  const auto behind =
      colon == std::string_view::npos ? std::nullopt : std::optional(trimmed.substr(colon + 1));
  return {std::string(quantity), kind, read_threshold(kind, behind, trimmed, option)};
}

std::string long_name(const MetricSpec& metric, const QuantityWords& quantity) {
  const std::string level = metric.threshold
                                ? base::format_exact(*metric.threshold) +
                                      (quantity.unit.empty() ? "" : " " + quantity.unit)
                                : "";
  const std::string name =
      fmt::format(fmt::runtime(traits(metric.kind).phrase), metric.quantity, level);
  return quantity.description.empty() || metric.quantity.empty()
             ? name
             : fmt::format("{} ({})", name, quantity.description);
}

std::string unit(const MetricSpec& metric, const QuantityWords& quantity,
                 std::string_view time_unit) {
  switch (traits(metric.kind).dimension) {
    case Dimension::time:
      return std::string(time_unit);
    case Dimension::per_time:
      return time_unit.empty() ? "" : fmt::format("1/{}", time_unit);
    case Dimension::none:
      return "1";
    case Dimension::quantity:
      break;
  }
  return quantity.unit;
}

}  // namespace heatreel::metric
