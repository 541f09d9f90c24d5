// SPDX-License-Identifier: GPL-3.0-or-later
#include "option_values.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <filesystem>
#include <optional>
#include <utility>

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

MetricValue split_metric(const Given& given) {
  const auto equals = given.text.rfind('=');
  if (equals == std::string::npos) {
    return {"", given};
  }
  Given value = given;
  value.text = std::string(base::trim(std::string_view(given.text).substr(equals + 1)));
  return {metric::parse_metric(given.text.substr(0, equals), given.label()).variable(), value};
}

ContourChoice read_contours(const Given& given) {
  constexpr int usual = 7;
  constexpr std::int64_t most = 32;
  if (given.text == "auto") {
    return {{}, usual};
  }
  if (given.text.starts_with("auto:")) {
    const auto number = base::parse_int(given.text.substr(5));
    if (!number || *number < 1 || *number > most) {
      refuse(given, fmt::format("auto:N draws 1 to {} lines", most), "Write auto:7, say.");
    }
    return {{}, static_cast<int>(*number)};
  }
  ContourChoice choice;
  for (const std::string& part : read_list(given, static_cast<std::size_t>(most))) {
    choice.levels.push_back(read_finite(given, part));
  }
  return choice;
}

AspectChoice read_aspect(const Given& given) {
  using Kind = AspectChoice::Kind;
  if (given.text == "equal" || given.text == "auto") {
    return {given.text == "equal" ? Kind::equal : Kind::free};
  }
  const auto sides = base::split(given.text, ':');
  if (sides.size() != 2) {
    refuse(given, "it is neither 'equal', 'auto' nor W:H", "Write 4:3, say.");
  }
  const double ratio = read_piece(given, sides[0]) / read_piece(given, sides[1]);
  constexpr double most = 20.0;
  if (!(ratio >= 1.0 / most && ratio <= most)) {
    refuse(given,
           fmt::format("a heat map is at most {} times as wide as high, or as high as wide", most),
           "Write 4:3, say.");
  }
  return {Kind::fixed, ratio};
}

double read_length(const Given& given) {
  constexpr double mm_an_inch = 25.4;
  const std::array<std::pair<std::string_view, double>, 4> units = {
      {{"mm", 1.0}, {"cm", 10.0}, {"in", mm_an_inch}, {"pt", mm_an_inch / 72.0}}};
  constexpr double least = 20.0;
  constexpr double most = 1000.0;
  for (const auto& [name, mm] : units) {
    if (given.text.ends_with(name)) {
      const auto number = given.text.substr(0, given.text.size() - name.size());
      const double length = read_piece(given, number) * mm;
      if (!(length >= least && length <= most)) {
        refuse(given, fmt::format("it must be {:g} to {:g} mm", least, most), "");
      }
      return length;
    }
  }
  refuse(given, "it has no unit", "Write 85mm, 8.5cm, 3.35in or 240pt.");
}

std::pair<int, int> read_grid_shape(const Given& given) {
  constexpr std::int64_t most = 20;
  const auto sides = base::split(given.text, 'x');
  const auto rows = base::parse_int(sides.front());
  const auto columns = base::parse_int(sides.back());
  if (sides.size() != 2 || !rows || !columns || *rows < 1 || *columns < 1 || *rows > most ||
      *columns > most) {
    refuse(given, fmt::format("it is not ROWSxCOLUMNS, each from 1 to {}", most),
           "Write 2x3 for two rows of three.");
  }
  return {static_cast<int>(*rows), static_cast<int>(*columns)};
}

std::string read_path(const Given& given, std::initializer_list<std::string_view> endings,
                      const std::string& what, const std::string& suggestion) {
  constexpr std::array<std::string_view, 20> known = {
      ".mp4", ".m4v",  ".mov", ".mkv",  ".avi", ".webm", ".gif", ".webp", ".png", ".apng",
      ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".pdf",  ".svg", ".eps",  ".ps",  ".nc"};
  std::string ending = std::filesystem::path(read_text(given)).extension().string();
  std::transform(ending.begin(), ending.end(), ending.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const bool misleads = std::find(known.begin(), known.end(), ending) != known.end();
  if (misleads && std::find(endings.begin(), endings.end(), ending) == endings.end()) {
    refuse(given, fmt::format("{}, not {}", what, ending), suggestion);
  }
  return given.text;
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

namespace {

/// `7` or `0-4`; nothing if it is neither.
std::optional<FrameSpan> parse_span(std::string_view text) {
  const auto dash = text.find('-');
  const auto first = base::parse_int(base::trim(text.substr(0, dash)));
  const auto last =
      dash == std::string_view::npos ? first : base::parse_int(base::trim(text.substr(dash + 1)));
  const bool good = first && last && *first >= 0 && *first <= *last;
  return good ? std::optional(FrameSpan{*first, *last}) : std::nullopt;
}

FrameChoice read_frame(const Given& given, const std::string& text) {
  if (text == "last") {
    return LastFrame{};
  }
  if (text == "all") {
    return EveryFrame{};
  }
  if (const auto equals = text.find('='); equals != std::string::npos) {
    return FrameAt{std::string(base::trim(text.substr(0, equals))),
                   read_finite(given, text.substr(equals + 1))};
  }
  const auto span = parse_span(text);
  if (!span) {
    refuse(given, fmt::format("'{}' is not a frame", base::printable(text)),
           "Write numbers from 0 on, 0-4, last, all, or NAME=VALUE of the t axis.");
  }
  return *span;
}

}  // namespace

std::vector<FrameChoice> read_frames(const Given& given) {
  constexpr std::size_t most = 10000;
  std::vector<FrameChoice> frames;
  for (const std::string& part : read_list(given, most)) {
    frames.push_back(read_frame(given, part));
  }
  return frames;
}

}  // namespace heatreel::config
