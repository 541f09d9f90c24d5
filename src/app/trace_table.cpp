// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace_table.hpp"

#include "csv_field.hpp"

#include <cmath>
#include <iterator>
#include <limits>

#include <fmt/format.h>

#include "heatreel/base/standard_streams.hpp"
#include "heatreel/base/text.hpp"

namespace heatreel::app {

namespace {

/// Bytes that are written at once, about.
constexpr std::size_t piece = std::size_t{1} << 16;

std::string header(const model::Model& model) {
  std::string line = "time";
  for (const std::string& name : solve::series_names(model)) {
    line += "," + csv_field(name);
  }
  return line + "\n";
}

void add_number(fmt::memory_buffer& text, double value) {
  if (std::isnan(value)) {
    fmt::format_to(std::back_inserter(text), ",nan");  // whatever its sign
  } else {
    fmt::format_to(std::back_inserter(text), ",{}", value);
  }
}

void print_row(const std::string& name, const std::string& unit,
               const std::vector<double>& values) {
  double least = std::numeric_limits<double>::quiet_NaN();
  double most = least;
  for (const double value : values) {
    least = std::fmin(least, value);
    most = std::fmax(most, value);
  }
  base::print("  {:<12} {:>12.6g} {:>12.6g} {:>12.6g} {:>12.6g}{}\n", base::printable(name),
              values.front(), values.back(), least, most,
              unit.empty() ? "" : " " + base::printable(unit));
}

}  // namespace

void write_series(const solve::TimeSeries& series, const model::Model& model, ExportFile& file) {
  file.write(header(model));
  fmt::memory_buffer text;
  for (std::size_t i = 0; i < series.times.size(); ++i) {
    fmt::format_to(std::back_inserter(text), "{}", series.times[i]);
    for (const auto* const columns : {&series.states, &series.derived}) {
      for (const std::vector<double>& values : *columns) {
        add_number(text, values[i]);
      }
    }
    text.push_back('\n');
    if (text.size() >= piece || i + 1 == series.times.size()) {
      file.write({text.data(), text.size()});
      text.clear();
    }
  }
}

void print_course(const solve::TimeSeries& series, const model::Model& model) {
  base::print("\n  {:<12} {:>12} {:>12} {:>12} {:>12}\n", "", "at 0",
              fmt::format("at {:.6g}", series.times.back()), "least", "most");
  for (std::size_t i = 0; i < series.states.size(); ++i) {
    print_row(model.states[i].name, model.states[i].unit, series.states[i]);
  }
  for (std::size_t i = 0; i < series.derived.size(); ++i) {
    print_row(model.derived[i].name, model.derived[i].unit, series.derived[i]);
  }
}

}  // namespace heatreel::app
