// SPDX-License-Identifier: GPL-3.0-or-later
#include "option_values.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "heatreel/base/text.hpp"

namespace heatreel::config {

namespace {

constexpr int width_least = 320;
constexpr int width_most = 3840;
constexpr int height_least = 240;
constexpr int height_most = 2160;

/// Checks one side of a picture. H.264 in 4:2:0 halves the colour planes, hence even sizes.
int read_side(const Given& given, std::string_view side, std::string_view text, int least,
              int most) {
  const auto value = base::parse_int(text);
  const auto suggestion = "Give WIDTHxHEIGHT such as 1280x720.";
  if (!value) {
    refuse(given, fmt::format("the {} '{}' is not a whole number", side, base::printable(text)),
           suggestion);
  }
  if (*value < least || *value > most) {
    refuse(given, fmt::format("the {} must be {} to {} pixels", side, least, most), suggestion);
  }
  if (*value % 2 != 0) {
    refuse(given, fmt::format("the {} {} is odd, and H.264 needs even sizes", side, *value),
           fmt::format("Try {}.", *value + 1));
  }
  return static_cast<int>(*value);
}

/// Takes a unit such as `M` or `MiB` off the end of `text`. \returns what it stands for; 1 if there
/// is none.
std::uint64_t take_unit(std::string_view& text) {
  constexpr std::string_view letters = "KMGT";
  for (const std::string_view ending : {"iB", "B"}) {
    if (text.ends_with(ending)) {
      text.remove_suffix(ending.size());
      break;
    }
  }
  const auto power = text.empty() ? std::string_view::npos : letters.find(text.back());
  if (power == std::string_view::npos) {
    return 1;
  }
  text.remove_suffix(1);
  return std::uint64_t{1} << (10 * (power + 1));
}

/// The seconds of `H:MM:SS`, with or without hours, and of `D-HH:MM:SS`; nothing if it is neither.
std::optional<double> parse_clock(std::string_view text) {
  double days = 0.0;
  const auto dash = text.find('-');
  if (dash != std::string_view::npos) {
    const auto whole = base::parse_int(text.substr(0, dash));
    if (!whole || *whole < 0) {
      return std::nullopt;
    }
    days = static_cast<double>(*whole);
    text.remove_prefix(dash + 1);
  }
  const auto parts = base::split(text, ':');
  if (parts.size() < 2 || parts.size() > 3) {
    return std::nullopt;
  }
  double seconds = 0.0;
  for (const std::string_view part : parts) {
    const auto whole = base::parse_int(part);
    const bool leads = part.data() == parts.front().data();
    if (!whole || *whole < 0 || (!leads && *whole > 59)) {
      return std::nullopt;
    }
    seconds = seconds * 60.0 + static_cast<double>(*whole);
  }
  return days * 86400.0 + seconds;
}

/// The seconds of a number with or without a unit; nothing if it is none.
std::optional<double> parse_seconds(std::string_view text) {
  double unit = 1.0;
  const auto letter =
      text.empty() ? std::string_view::npos : std::string_view("smhd").find(text.back());
  if (letter != std::string_view::npos) {
    unit = std::array{1.0, 60.0, 3600.0, 86400.0}.at(letter);
    text.remove_suffix(1);
  }
  const auto number = base::parse_double(base::trim(text));
  return number ? std::optional(*number * unit) : std::nullopt;
}

}  // namespace

double read_piece(const Given& given, std::string_view text) {
  const auto value = base::parse_double(base::trim(text));
  if (!value) {
    refuse(given, fmt::format("'{}' is not a number", base::printable(text)),
           "Write numbers such as 2.5 or 1e-3.");
  }
  return *value;
}

double read_positive(const Given& given) {
  const double value = read_piece(given, given.text);
  if (!std::isfinite(value) || value <= 0.0) {
    refuse(given, "it must be a finite number above 0", "");
  }
  return value;
}

double read_number(const Given& given, double least, double most) {
  const double value = read_piece(given, given.text);
  if (!(value >= least && value <= most)) {
    refuse(given, fmt::format("it must be {:g} to {:g}", least, most), "");
  }
  return value;
}

double read_tolerance(const Given& given) {
  constexpr double least = 1e-13;
  constexpr double most = 0.1;
  const double value = read_positive(given);
  if (value < least || value > most) {
    refuse(given, fmt::format("it must be {:g} to {:g}", least, most), "1e-6 suits most sweeps.");
  }
  return value;
}

double read_duration(const Given& given) {
  constexpr double day = 86400.0;
  const double seconds = read_positive(given);
  if (seconds > day) {
    refuse(given, "a movie lasts a day at most", "Give seconds.");
  }
  return seconds;
}

double read_time(const Given& given) {
  const bool is_clock = given.text.find(':') != std::string::npos;
  const auto seconds = is_clock ? parse_clock(given.text) : parse_seconds(given.text);
  if (!seconds || !std::isfinite(*seconds) || *seconds <= 0.0) {
    refuse(given, "it is not a time above 0", "Write seconds, 90m, 12h or H:MM:SS.");
  }
  constexpr double century = 3.2e9;  // timers overflow after 292 years
  return std::min(*seconds, century);
}

std::int64_t read_max_failed(const Given& given, std::int64_t cells) {
  std::string_view text = given.text;
  if (text.ends_with('%')) {
    text.remove_suffix(1);
    const double percent = read_piece(given, text);
    if (!(percent >= 0.0 && percent <= 100.0)) {
      refuse(given, "it must be 0% to 100%", "Write a number of cells, or a share such as 1%.");
    }
    return static_cast<std::int64_t>(percent / 100.0 * static_cast<double>(cells));
  }
  const auto number = base::parse_int(text);
  if (!number || *number < 0) {
    refuse(given, "it is not a number of cells", "Write a number from 0, or a share such as 1%.");
  }
  return *number;
}

int read_whole(const Given& given, int least, int most) {
  const auto value = base::parse_int(given.text);
  if (!value || *value < least || *value > most) {
    refuse(given, fmt::format("it must be a whole number from {} to {}", least, most), "");
  }
  return static_cast<int>(*value);
}

bool read_switch(const Given& given) {
  if (given.text.empty()) {
    return true;
  }
  return read_choice<bool>(given, {{"yes", true},
                                   {"no", false},
                                   {"true", true},
                                   {"false", false},
                                   {"on", true},
                                   {"off", false},
                                   {"1", true},
                                   {"0", false}});
}

double read_fraction(const Given& given) {
  std::string_view text = given.text;
  const bool percent = text.ends_with('%');
  if (percent) {
    text.remove_suffix(1);
  }
  const double value = read_piece(given, text) / (percent ? 100.0 : 1.0);
  if (!(value > 0.0 && value <= 1.0)) {
    refuse(given, "it must be above 0% and at most 100%", "Write 30% or 0.3.");
  }
  return value;
}

std::uint64_t read_bytes(const Given& given, std::uint64_t least) {
  std::string_view text = given.text;
  const std::uint64_t unit = take_unit(text);
  const auto count = base::parse_int(text);
  constexpr auto most = std::uint64_t{1} << 62;
  if (!count || *count < 0 || static_cast<std::uint64_t>(*count) > most / unit) {
    refuse(given, "it is not a size", "Write a size such as 256M or 2G.");
  }
  const std::uint64_t bytes = static_cast<std::uint64_t>(*count) * unit;
  if (bytes < least) {
    refuse(given, fmt::format("at least {} are needed", base::format_bytes(least)), "");
  }
  return bytes;
}

std::pair<int, int> read_size(const Given& given) {
  const auto sides = base::split(given.text, 'x');
  if (sides.size() != 2) {
    refuse(given, "it is not WIDTHxHEIGHT", "Give a size such as 1280x720.");
  }
  return {read_side(given, "width", sides[0], width_least, width_most),
          read_side(given, "height", sides[1], height_least, height_most)};
}

std::string read_name(const Given& given, std::span<const std::string> names) {
  if (std::find(names.begin(), names.end(), given.text) == names.end()) {
    refuse(given, fmt::format("it must be one of {}", fmt::join(names, ", ")),
           base::nearest_name(given.text, names) ? base::suggest_name(given.text, names) : "");
  }
  return given.text;
}

std::string read_text(const Given& given) {
  if (given.text.empty()) {
    refuse(given, "it is empty", "");
  }
  return given.text;
}

Assignment read_assignment(const Given& given, const std::string& example) {
  const auto equals = given.text.find('=');
  if (equals == std::string::npos) {
    refuse(given, "it has no '='", fmt::format("Write it like {}.", example));
  }
  const std::string_view text = given.text;
  return {std::string(base::trim(text.substr(0, equals))),
          std::string(base::trim(text.substr(equals + 1)))};
}

}  // namespace heatreel::config
