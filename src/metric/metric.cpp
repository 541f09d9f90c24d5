// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/metric/metric.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include <fmt/format.h>

#include "heatreel/base/error.hpp"
#include "heatreel/base/text.hpp"

namespace heatreel::metric {

namespace {

struct KindWords {
  const char* name;    ///< as a user types it
  const char* phrase;  ///< as a long name says it
};

/// In the order of Kind.
constexpr std::array<KindWords, 6> kinds = {{{"amplitude", "amplitude"},
                                             {"min", "minimum"},
                                             {"max", "maximum"},
                                             {"mean", "mean"},
                                             {"final", "final value"},
                                             {"period", "period"}}};

const KindWords& words(Kind kind) { return kinds[static_cast<std::size_t>(kind)]; }

}  // namespace

std::vector<std::string> kind_names() {
  std::vector<std::string> names;
  names.reserve(kinds.size());
  for (const KindWords& kind : kinds) {
    names.emplace_back(kind.name);
  }
  return names;
}

std::string MetricSpec::label() const { return fmt::format("{}.{}", state, words(kind).name); }

std::string MetricSpec::variable() const { return fmt::format("{}_{}", state, words(kind).name); }

// No kind bears the name "error", so no variable() ends like this.
std::string MetricSpec::error_variable() const { return variable() + "_error"; }

bool is_error_variable(std::string_view name) { return name.ends_with("_error"); }

MetricSpec parse_metric(std::string_view text, const std::string& option) {
  const std::string_view trimmed = base::trim(text);
  const std::size_t dot = trimmed.rfind('.');
  if (dot == std::string_view::npos || !base::is_identifier(trimmed.substr(0, dot))) {
    throw base::UsageError({fmt::format("{}: cannot read '{}'", option, base::printable(text)),
                            "a metric is STATE.KIND", "Write it like P.amplitude."});
  }
  const std::string_view kind = trimmed.substr(dot + 1);
  const auto* const found = std::find_if(
      kinds.begin(), kinds.end(), [&](const KindWords& known) { return known.name == kind; });
  if (found == kinds.end()) {
    throw base::UsageError({fmt::format("{}: unknown kind '{}'", option, base::printable(kind)),
                            fmt::format("in '{}'", base::printable(trimmed)),
                            base::suggest_name(kind, kind_names())});
  }
  return {std::string(trimmed.substr(0, dot)), static_cast<Kind>(found - kinds.begin())};
}

std::string long_name(const MetricSpec& metric, std::string_view state_description) {
  const char* const phrase = words(metric.kind).phrase;
  if (state_description.empty()) {
    return fmt::format("{} of {}", phrase, metric.state);
  }
  return fmt::format("{} of {} ({})", phrase, metric.state, state_description);
}

std::string unit(const MetricSpec& metric, std::string_view state_unit,
                 std::string_view time_unit) {
  return std::string(metric.kind == Kind::period ? time_unit : state_unit);
}

}  // namespace heatreel::metric
