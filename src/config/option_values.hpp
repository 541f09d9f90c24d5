// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "given.hpp"

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "heatreel/config/sweep_config.hpp"

/// Readers of option values. Each takes the whole text or refuses it, naming option and source.
namespace heatreel::config {

/// `text`, the value or a piece of it, as a number. \returns any double, infinities included.
double read_piece(const Given& given, std::string_view text);

/// A finite number above 0.
double read_positive(const Given& given);

/// A number from `least` to `most`.
double read_number(const Given& given, double least, double most);

/// A relative tolerance: from 1e-13, near which rounding takes over, to 0.1.
double read_tolerance(const Given& given);

/// Seconds of a movie, above 0 and at most a day.
double read_duration(const Given& given);

/// A time of the clock in seconds: `90`, `90s`, `1.5h`, `MM:SS`, `H:MM:SS`, `D-HH:MM:SS`. Above 0.
double read_time(const Given& given);

/// A number of cells, or a share such as `1%` of `cells`, rounded down.
std::int64_t read_max_failed(const Given& given, std::int64_t cells);

/// A whole number from `least` to `most`.
int read_whole(const Given& given, int least, int most);

/// A switch: on if typed; in a file also `yes`, `no` and their like.
bool read_switch(const Given& given);

/// `30%` or `0.3` → 0.3, in (0, 1].
double read_fraction(const Given& given);

/// `256M` → bytes; K, M, G and T are powers of 1024. At least `least`.
std::uint64_t read_bytes(const Given& given, std::uint64_t least);

/// `1280x720` → width and height, both even and in the range that pictures have.
std::pair<int, int> read_size(const Given& given);

/// A value, and the variable of the metric that it is of; "" for all metrics.
struct MetricValue {
  std::string variable;
  Given value;
};
/// Takes `METRIC=` off the front of a value.
MetricValue split_metric(const Given& given);

/// `text` as a finite number.
double read_finite(const Given& given, std::string_view text);

/// `auto`, `per-frame`, `LO:HI` with LO < HI, or percentiles `pLO:pHI` from 0 to 100.
RangeChoice read_range(const Given& given);

/// `auto`, `auto:N`, or one to 32 finite numbers between commas.
ContourChoice read_contours(const Given& given);

/// `equal`, `auto`, or `W:H` with positive numbers.
AspectChoice read_aspect(const Given& given);

/// A length such as 85mm, in mm.
double read_length(const Given& given);

/// `2x3` → rows and columns.
std::pair<int, int> read_grid_shape(const Given& given);

/// A path that must not have another kind of file's ending, such as .gif for a movie.
/// \param endings that suit it \param what it is: "a poster is a PNG"
std::string read_path(const Given& given, std::initializer_list<std::string_view> endings,
                      const std::string& what, const std::string& suggestion = "");

/// Puts `VALUE` or `METRIC=VALUE` where it belongs, and where it comes from into `source`.
/// \param read reads the value, whose text it is given
template <class Value, class Read>
void read_per_metric(const Given& given, PerMetric<Value>& to,
                     PerMetric<std::optional<Given>>& source, Read read) {
  const MetricValue part = split_metric(given);
  std::optional<Given>& place = part.variable.empty() ? source.usual : source.own[part.variable];
  if (place) {
    refuse(given, "this is given twice", "Keep one of them.");
  }
  place = part.value;
  (part.variable.empty() ? to.usual : to.own[part.variable]) = read(part.value);
}

/// A metric of a result file as a label: `P.amplitude`, or a variable's own name.
std::string read_label(const Given& given, std::string_view text);

/// Two to four different metrics between commas, as labels.
std::vector<std::string> read_panels(const Given& given);

/// Frames between commas: indices from 0, spans such as 0-4, `last`, `all`, NAME=VALUE.
std::vector<FrameChoice> read_frames(const Given& given);

/// One of `names`.
std::string read_name(const Given& given, std::span<const std::string> names);

/// A path or another text that must not be empty.
std::string read_text(const Given& given);

/// The value that belongs to one of a few names.
template <class Value>
Value read_choice(const Given& given,
                  std::initializer_list<std::pair<const char*, Value>> choices) {
  std::vector<std::string> names;
  for (const auto& [name, value] : choices) {
    if (given.text == name) {
      return value;
    }
    names.emplace_back(name);
  }
  read_name(given, names);
  return {};
}

/// `NAME=REST` → both parts without white space around them.
struct Assignment {
  std::string name;
  std::string value;
};
Assignment read_assignment(const Given& given, const std::string& example);

}  // namespace heatreel::config
