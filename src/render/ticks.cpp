// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/render/ticks.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <span>
#include <utility>

#include <fmt/format.h>

#include "heatreel/base/contract.hpp"
#include "heatreel/base/text.hpp"
#include "heatreel/render/number_text.hpp"

namespace heatreel::render {

namespace {

/// digits × 10^exponent, the double nearest to that decimal number; beyond a double's range, 0.
double decimal_value(std::int64_t digits, int exponent) {
  return base::parse_double(fmt::format("{}e{}", digits, exponent)).value_or(0.0);
}

/// Multiples first·step … last·step of a decimal step × 10^exponent.
struct DecimalSteps {
  std::int64_t step = 1;
  int exponent = 0;
  double first = 0.0;
  double last = 0.0;
  double count() const { return last - first + 1.0; }
};

DecimalSteps steps_between(double low, double high, std::int64_t step, int exponent) {
  // An end that is a multiple but for rounding counts as one.
  constexpr double tolerance = 1e-9;
  const double width = decimal_value(step, exponent);
  return {step, exponent, std::ceil(low / width - tolerance), std::floor(high / width + tolerance)};
}

/// The finest steps that give at most max_count multiples.
DecimalSteps choose_steps(double low, double high, int max_count) {
  const double ideal = high / max_count - low / max_count;
  int exponent = static_cast<int>(std::floor(std::log10(ideal))) - 1;
  for (;; ++exponent) {
    for (const std::int64_t step : {10, 20, 25, 50}) {
      const DecimalSteps steps = steps_between(low, high, step, exponent - 1);
      if (steps.count() <= max_count) {
        return steps;
      }
    }
  }
}

/// The power of 1000 that labels are written in, so that none is long; 0 for usual numbers.
int common_exponent(double largest) {
  constexpr int usual_low = -3;
  constexpr int usual_high = 4;
  const int magnitude = static_cast<int>(std::floor(std::log10(largest) + 1e-9));
  if (magnitude >= usual_low && magnitude <= usual_high) {
    return 0;
  }
  return static_cast<int>(std::floor(magnitude / 3.0)) * 3;
}

/// m × 10^exponent on a log axis: "0.2", "500", "10⁻⁷", "2×10⁸".
Tick log_tick(int digit, int exponent, bool written_out) {
  const double value = decimal_value(digit, exponent);
  if (written_out) {
    return {value, exponent < 0 ? decimal_text(digit, -exponent) : value_text(value, 6)};
  }
  const std::string power = power_of_ten(exponent);
  return {value, digit == 1 ? power : fmt::format("{}×{}", digit, power)};
}

/// Ticks at `digits` of every stride-th decade within [low, high], written in one style.
std::vector<Tick> decade_ticks(double low, double high, std::span<const int> digits, int stride) {
  const int first = static_cast<int>(std::floor(std::log10(low)));
  const int last = static_cast<int>(std::ceil(std::log10(high)));
  const bool written_out = low >= 1e-3 && high <= 1e5;
  std::vector<Tick> ticks;
  for (int exponent = first; exponent <= last; ++exponent) {
    if (exponent % stride != 0) {
      continue;
    }
    for (const int digit : digits) {
      Tick tick = log_tick(digit, exponent, written_out);
      if (tick.value >= low * (1.0 - 1e-12) && tick.value <= high * (1.0 + 1e-12)) {
        ticks.push_back(std::move(tick));
      }
    }
  }
  return ticks;
}

constexpr std::array<int, 1> decades_only = {1};
constexpr std::array<int, 3> one_two_five = {1, 2, 5};
constexpr std::array<int, 9> all_digits = {1, 2, 3, 4, 5, 6, 7, 8, 9};

/// With more decades, there is no room for the digits between.
constexpr int most_decades = 12;

std::vector<double> minor_ticks(double low, double high) {
  const bool crowded = std::log10(high) - std::log10(low) > most_decades;
  std::vector<double> values;
  const std::span<const int> digits =
      crowded ? std::span<const int>(decades_only) : std::span<const int>(all_digits);
  for (const Tick& tick : decade_ticks(low, high, digits, 1)) {
    values.push_back(tick.value);
  }
  return values;
}

}  // namespace

TickSet linear_ticks(double low, double high, int max_count) {
  HEATREEL_REQUIRE(low < high && max_count >= 2);
  const double largest = std::max(std::abs(low), std::abs(high));
  const double quarter = high / 4 - low / 4;
  // Where neighbouring steps are hardly different numbers, or at the ends of a double's range,
  // there are no round ticks to speak of.
  if (quarter < largest * 1e-13 || quarter < 1e-300 || largest > 1e305) {
    return single_tick(low);
  }
  DecimalSteps steps = choose_steps(low, high, max_count);
  while (steps.step % 10 == 0) {
    steps.step /= 10;
    ++steps.exponent;
  }
  TickSet set;
  set.exponent = common_exponent(largest);
  const int decimals = std::max(0, set.exponent - steps.exponent);
  const auto first = static_cast<std::int64_t>(steps.first);
  const auto last = static_cast<std::int64_t>(steps.last);
  for (std::int64_t k = first; k <= last; ++k) {
    const std::int64_t digits = k * steps.step;
    std::int64_t shown = digits;
    for (int e = set.exponent; e < steps.exponent; ++e) {
      shown *= 10;
    }
    set.major.push_back({decimal_value(digits, steps.exponent), decimal_text(shown, decimals)});
  }
  return set;
}

TickSet whole_ticks(double low, double high, int max_count) {
  const double least = std::floor(high) - std::ceil(low);
  if (least == 0.0) {
    return single_tick(std::floor(high));
  }
  TickSet set = linear_ticks(
      low, high, std::max(2, std::min(max_count, static_cast<int>(std::min(least, 1e6)) + 1)));
  std::erase_if(set.major, [](const Tick& tick) { return tick.value != std::floor(tick.value); });
  return set;
}

TickSet log_ticks(double low, double high, int max_count) {
  HEATREEL_REQUIRE(low > 0.0 && low < high && max_count >= 2);
  const double decades = std::log10(high) - std::log10(low);
  const auto limit = static_cast<std::size_t>(max_count);
  TickSet set;
  if (decades < 3.0) {
    set.major = decade_ticks(low, high, one_two_five, 1);
  }
  if (set.major.size() < 3 || set.major.size() > limit) {
    set.major = decade_ticks(low, high, decades_only, 1);
    if (set.major.size() < 2) {
      return linear_ticks(low, high, max_count);
    }
  }
  for (int stride = 2; set.major.size() > limit; ++stride) {
    std::vector<Tick> fewer = decade_ticks(low, high, decades_only, stride);
    set.major = fewer.size() < 2 ? std::vector<Tick>{set.major.front(), set.major.back()}
                                 : std::move(fewer);
  }
  set.minor = minor_ticks(low, high);
  return set;
}

TickSet symlog_ticks(double low, double high, double linear_width, int max_count) {
  HEATREEL_REQUIRE(low < high && max_count >= 2);
  const auto in_range = [&](double value) { return value >= low && value <= high; };
  const auto limit = static_cast<std::size_t>(max_count);
  const double largest = std::max(std::abs(low), std::abs(high));
  TickSet set;
  int stride = 0;
  do {
    ++stride;
    set.major = in_range(0.0) ? std::vector<Tick>{{0.0, "0"}} : std::vector<Tick>{};
    for (const Tick& tick : decade_ticks(linear_width, largest, decades_only, stride)) {
      if (in_range(-tick.value)) {
        set.major.push_back({-tick.value, std::string(minus_sign) + tick.label});
      }
      if (in_range(tick.value)) {
        set.major.push_back(tick);
      }
    }
  } while (set.major.size() > limit && stride < most_decades);
  std::sort(set.major.begin(), set.major.end(),
            [](const Tick& a, const Tick& b) { return a.value < b.value; });
  const bool usable = set.major.size() >= 2 && set.major.size() <= limit;
  return usable ? set : linear_ticks(low, high, max_count);
}

TickSet single_tick(double value) {
  constexpr int significant = 6;
  TickSet set;
  set.major.push_back({value, value_text(value, significant)});
  return set;
}

}  // namespace heatreel::render
