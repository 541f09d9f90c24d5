// SPDX-License-Identifier: GPL-3.0-or-later
#include "losses.hpp"

#include "row_bands.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "heatreel/base/text.hpp"

namespace heatreel::app {

namespace {

using store::ValueRange;

/// Colours of a map. Fewer numbers than that show as bands.
constexpr double colors_of_map = 256.0;

/// Of the largest Lyapunov exponent: an error that counts as converged.
constexpr double converged_part = 0.02;

/// Distance from a number to the next one towards 0 in its type; of 0, to the least one beside it.
template <class Number>
double distance_at(Number number) {
  const Number magnitude = std::abs(number);
  return magnitude == 0 ? std::numeric_limits<Number>::denorm_min()
                        : magnitude - std::nextafter(magnitude, Number{0});
}

double larger_end(const ValueRange& range) {
  return std::max(std::abs(range.min), std::abs(range.max));
}

/// Steps of float32 in a range, at its larger end.
double float32_steps(const ValueRange& range, double width) {
  return width / distance_at(static_cast<float>(larger_end(range)));
}

/// The shortest text that float32 reads as this number.
std::string float32_text(double number) {
  const auto text = fmt::format("{}", static_cast<float>(number));
  return base::format_exact(base::parse_double(text).value_or(number));
}

/// Whether float64 tells enough numbers of a range apart for all colours.
bool is_wide_for_float64(const ValueRange& range) {
  return range.max - range.min >= colors_of_map * distance_at(larger_end(range));
}

/// What to say of numbers that became equal, or of positive ones that became 0.
std::string vanished(const StoredNumbers& numbers) {
  const ValueRange& exact = *numbers.exact;
  const bool all_equal = numbers.stored->min == numbers.stored->max;
  const bool became_zero = static_cast<float>(exact.min) == 0.0F && exact.min != 0.0;
  if (all_equal && (is_wide_for_float64(exact) || became_zero)) {
    return fmt::format(
        "float32 made all numbers from {} to {} the same; --dtype float64 keeps them",
        base::format_exact(exact.min), base::format_exact(exact.max));
  }
  if (numbers.logarithmic && exact.min > 0.0 && became_zero) {
    return fmt::format(
        "float32 turned numbers as small as {:.3g} into 0; --dtype float64 keeps them", exact.min);
  }
  return "";
}

/// The numbers that have a colour of their own.
ValueRange shown(const StoredNumbers& numbers) {
  if (!numbers.colors) {
    return *numbers.stored;
  }
  return {std::max(numbers.stored->min, numbers.colors->min),
          std::min(numbers.stored->max, numbers.colors->max)};
}

std::optional<ValueRange> exact_range(const grid::Tally& tally) {
  return tally.min <= tally.max ? std::optional(ValueRange{tally.min, tally.max}) : std::nullopt;
}

StoredNumbers numbers_of(std::size_t metric, const store::FrameReader& reader,
                         const config::RunCommand& command,
                         const std::optional<SweepStatistics>& sweep) {
  StoredNumbers numbers;
  numbers.stored = reader.global_range(metric);
  if (sweep && metric < sweep->tallies.size()) {
    numbers.exact = exact_range(sweep->tallies[metric]);
  }
  const std::string& variable = reader.layout().metrics[metric].name;
  const config::RangeChoice& range = command.movie.range.of(variable);
  if (!command.video.empty() && range.kind == config::RangeChoice::Kind::fixed) {
    numbers.colors = {range.low, range.high};
  }
  numbers.logarithmic = command.movie.scale.of(variable) == render::ScaleKind::log;
  return numbers;
}

/// By metric of the sweep; 0 for those that are often missing.
std::vector<std::int64_t> missing_cells(const store::FrameReader& reader,
                                        const std::vector<simulate::Output>& metrics,
                                        const std::optional<SweepStatistics>& sweep,
                                        const StopRequest& stop) {
  std::vector<std::size_t> asked;
  for (std::size_t m = 0; m < metrics.size(); ++m) {
    if (!metrics[m].may_be_missing) {
      asked.push_back(m);
    }
  }
  std::vector<std::int64_t> counts(metrics.size());
  // What an earlier run has stored is known from the file alone.
  if (sweep && sweep->cells == reader.layout().grid.cells() && !sweep->tallies.empty()) {
    for (const std::size_t m : asked) {
      counts[m] = sweep->tallies[m].missing;
    }
  } else {
    const std::vector<std::int64_t> counted = count_missing(reader, asked, stop);
    for (std::size_t i = 0; i < asked.size(); ++i) {
      counts[asked[i]] = counted[i];
    }
  }
  return counts;
}

/// Cells that were computed well and whose number is of some sort, by metric of `metrics`. Reads
/// all committed frames, in bands of rows.
std::vector<std::int64_t> count_cells(const store::FrameReader& reader,
                                      const std::vector<std::size_t>& metrics,
                                      const StopRequest& stop,
                                      const std::function<bool(double)>& is_counted) {
  std::vector<std::int64_t> counts(metrics.size());
  const std::int64_t frames = metrics.empty() ? 0 : reader.layout().grid.frames();
  for (grid::FrameIndex frame = 0; frame < frames; ++frame) {
    if (!reader.committed(frame)) {
      continue;
    }
    visit_rows(reader, metrics, frame, [&](const RowBand& band) {
      stop.end_if_requested("counting the cells", "nothing is lost");
      for (std::size_t m = 0; m < metrics.size(); ++m) {
        for (std::size_t cell = 0; cell < band.status.size(); ++cell) {
          const bool well = !grid::is_failure(band.status[cell]);
          counts[m] += well && is_counted(band.metrics[m][cell]) ? 1 : 0;
        }
      }
    });
  }
  return counts;
}

/// How many Lyapunov exponents have not converged; "" if all have, or if their errors are not
/// known.
std::string unconverged(const store::FrameReader& reader,
                        const std::vector<simulate::Output>& metrics, const StopRequest& stop) {
  const auto exponent = std::ranges::find_if(
      metrics, [](const simulate::Output& metric) { return metric.standard_error.has_value(); });
  if (exponent == metrics.end()) {
    return "";
  }
  const auto range = reader.global_range(static_cast<std::size_t>(exponent - metrics.begin()));
  const double limit = range ? converged_part * larger_end(*range) : 0.0;
  const std::size_t asked = *exponent->standard_error;
  const std::int64_t count =
      count_cells(reader, {asked}, stop, [&](double error) { return error > limit; }).front();
  return count == 0 ? ""
                    : fmt::format(
                          "{}: not converged in {} of {} cells ({} is above {:g} % of the largest "
                          "exponent); a longer tail helps",
                          exponent->label, base::format_count(count),
                          base::format_count(reader.layout().grid.cells()), metrics[asked].label,
                          100.0 * converged_part);
}

}  // namespace

std::vector<std::int64_t> count_missing(const store::FrameReader& reader,
                                        const std::vector<std::size_t>& metrics,
                                        const StopRequest& stop) {
  return count_cells(reader, metrics, stop, [](double number) { return std::isnan(number); });
}

std::string float32_loss(const StoredNumbers& numbers) {
  if (!numbers.stored) {
    return "";
  }
  if (numbers.exact) {
    if (std::string words = vanished(numbers); !words.empty()) {
      return words;
    }
  }
  const ValueRange range = shown(numbers);
  const double width =
      numbers.colors ? numbers.colors->max - numbers.colors->min : range.max - range.min;
  const double steps = float32_steps(range, width);
  if (range.min >= range.max || steps >= colors_of_map) {
    return "";
  }
  return fmt::format(
      "float32 has no more than {:.0f} numbers from {} to {}; --dtype float64 keeps "
      "them apart",
      float32_steps(range, range.max - range.min) + 1.0, float32_text(range.min),
      float32_text(range.max));
}

std::vector<std::string> losses_in_words(const store::FrameReader& reader,
                                         const config::RunCommand& command,
                                         const std::optional<SweepStatistics>& sweep,
                                         const StopRequest& stop) {
  std::vector<std::string> lines;
  std::vector<simulate::Output> metrics = command.sweep.simulation->outputs();
  std::erase_if(metrics, [](const simulate::Output& output) { return output.label.empty(); });
  const std::vector<std::int64_t> missing = missing_cells(reader, metrics, sweep, stop);
  for (std::size_t m = 0; m < metrics.size(); ++m) {
    if (missing[m] > 0) {
      lines.push_back(fmt::format("{}: {} of {} cells have no value", metrics[m].label,
                                  base::format_count(missing[m]),
                                  base::format_count(reader.layout().grid.cells())));
    }
    if (command.sweep.value_type == store::ValueType::float32) {
      const std::string words = float32_loss(numbers_of(m, reader, command, sweep));
      if (!words.empty()) {
        lines.push_back(fmt::format("{}: {}", metrics[m].label, words));
      }
    }
  }
  if (std::string words = unconverged(reader, metrics, stop); !words.empty()) {
    lines.push_back(std::move(words));
  }
  return lines;
}

}  // namespace heatreel::app
