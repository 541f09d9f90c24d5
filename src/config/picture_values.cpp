// SPDX-License-Identifier: GPL-3.0-or-later
#include "option_values.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "heatreel/base/text.hpp"
#include "heatreel/metric/metric.hpp"

namespace heatreel::config {

namespace {

/// The parts of the value between commas, without white space around them; each at most once.
std::vector<std::string> read_list(const Given& given, std::size_t most) {
  std::vector<std::string> parts;
  for (const std::string_view part : base::split(given.text, ',')) {
    parts.emplace_back(base::trim(part));
    if (std::count(parts.begin(), parts.end(), parts.back()) > 1) {
      refuse(given, fmt::format("'{}' is given twice", base::printable(parts.back())), "");
    }
  }
  if (parts.size() > most) {
    refuse(given, fmt::format("there are more than {}", most), "");
  }
  return parts;
}

double read_percent(const Given& given, std::string_view text) {
  const double percent = read_piece(given, text.substr(1));
  if (!(percent >= 0.0 && percent <= 100.0)) {
    refuse(given, "percentiles are from 0 to 100", "Give percentiles such as p1:p99.");
  }
  return percent;
}

}  // namespace

double read_finite(const Given& given, std::string_view text) {
  const double value = read_piece(given, text);
  if (!std::isfinite(value)) {
    refuse(given, fmt::format("'{}' is not finite", base::printable(text)), "");
  }
  return value;
}

RangeChoice read_range(const Given& given) {
  using Kind = RangeChoice::Kind;
  if (given.text == "auto" || given.text == "per-frame") {
    return {given.text == "auto" ? Kind::automatic : Kind::per_frame};
  }
  const auto ends = base::split(given.text, ':');
  if (ends.size() != 2) {
    refuse(given, "it is neither 'auto', 'per-frame', LO:HI nor pLO:pHI",
           "Give a range such as 0:250 or p1:p99.");
  }
  if (ends[0].starts_with('p') && ends[1].starts_with('p')) {
    const double low = read_percent(given, ends[0]);
    const double high = read_percent(given, ends[1]);
    if (!(low < high)) {
      refuse(given, "pLO must be below pHI", "Give percentiles such as p1:p99.");
    }
    return {Kind::percentiles, low, high};
  }
  const double low = read_piece(given, ends[0]);
  const double high = read_piece(given, ends[1]);
  if (!std::isfinite(low) || !std::isfinite(high) || !(low < high)) {
    refuse(given, "LO and HI must be finite and LO below HI", "Give a range such as 0:250.");
  }
  return {Kind::fixed, low, high};
}

std::vector<double> read_numbers(const Given& given, std::size_t most) {
  std::vector<double> numbers;
  for (const std::string& part : read_list(given, most)) {
    numbers.push_back(read_finite(given, part));
  }
  return numbers;
}

std::string read_label(const Given& given, std::string_view text) {
  return base::is_identifier(text) ? std::string(text)
                                   : metric::parse_metric(text, given.label()).label();
}

std::vector<std::string> read_panels(const Given& given) {
  constexpr std::size_t most = 4;
  std::vector<std::string> labels;
  for (const std::string& part : read_list(given, most)) {
    labels.push_back(read_label(given, part));
    if (std::count(labels.begin(), labels.end(), labels.back()) > 1) {
      refuse(given, fmt::format("'{}' is given twice", labels.back()), "");
    }
  }
  if (labels.size() < 2) {
    refuse(given, "it is one metric only", "Give two to four, or use --metric.");
  }
  return labels;
}

std::vector<std::optional<std::int64_t>> read_frames(const Given& given) {
  constexpr std::size_t most = 10000;
  std::vector<std::optional<std::int64_t>> frames;
  for (const std::string& part : read_list(given, most)) {
    const auto frame = base::parse_int(part);
    if (part != "last" && (!frame || *frame < 0)) {
      refuse(given, fmt::format("'{}' is not a frame", base::printable(part)),
             "Frames are counted from 0; 'last' is the last one.");
    }
    frames.push_back(frame);
  }
  return frames;
}

}  // namespace heatreel::config
