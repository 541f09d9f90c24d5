// SPDX-License-Identifier: GPL-3.0-or-later
#include "csv_field.hpp"
#include "export_formats.hpp"
#include "row_bands.hpp"

#include <cmath>
#include <iterator>

#include <fmt/format.h>

#include "heatreel/base/text.hpp"

namespace heatreel::app {

namespace {

/// `name [unit]`
std::string column_title(const std::string& name, const std::string& unit) {
  return csv_field(unit.empty() ? name : fmt::format("{} [{}]", name, base::printable(unit)));
}

std::string header(const store::FileLayout& layout, const std::vector<std::size_t>& metrics) {
  std::string line;
  for (const grid::Axis& axis : layout.grid.axes()) {
    line += column_title(axis.name(), axis.unit()) + ",";
  }
  for (const std::size_t metric : metrics) {
    line += column_title(layout.metrics[metric].name, layout.metrics[metric].unit) + ",";
  }
  return line + (layout.verdicts ? "status,verdict\n" : "status\n");
}

class CsvLines {
 public:
  explicit CsvLines(const store::FileLayout& layout) : layout_(layout) {}

  /// The lines of a band; valid until the next call.
  std::string_view of(grid::FrameIndex frame, const RowBand& band) {
    text_.clear();
    const grid::ParameterGrid& grid = layout_.grid;
    std::size_t cell = 0;
    for (std::int64_t j = band.first_row; j < band.first_row + band.rows; ++j) {
      const std::string place = fmt::format(",{},{},", grid.y().value(j), grid.t().value(frame));
      for (std::int64_t i = 0; i < grid.x().size(); ++i, ++cell) {
        fmt::format_to(end(), "{}{}", grid.x().value(i), place);
        for (const std::vector<double>& values : band.metrics) {
          add_value(values[cell]);
        }
        fmt::format_to(end(), "{}",
                       grid::cell_status_names.at(static_cast<std::size_t>(band.status[cell])));
        if (layout_.verdicts) {
          fmt::format_to(
              end(), ",{}",
              grid::cell_verdict_names.at(static_cast<std::size_t>(band.verdicts[cell])));
        }
        text_.push_back('\n');
      }
    }
    return {text_.data(), text_.size()};
  }

 private:
  std::back_insert_iterator<fmt::memory_buffer> end() { return std::back_inserter(text_); }

  void add_value(double value) {
    if (std::isnan(value)) {
      fmt::format_to(end(), "nan,");  // whatever its sign
    } else if (layout_.type == store::ValueType::float32) {
      fmt::format_to(end(), "{},", static_cast<float>(value));
    } else {
      fmt::format_to(end(), "{},", value);
    }
  }

  const store::FileLayout& layout_;
  fmt::memory_buffer text_;
};

}  // namespace

void write_csv(const store::FrameReader& reader, const std::vector<std::size_t>& metrics,
               const std::vector<grid::FrameIndex>& frames, ExportFile& file) {
  file.write(header(reader.layout(), metrics));
  CsvLines lines(reader.layout());
  for (const grid::FrameIndex frame : frames) {
    visit_rows(reader, metrics, frame,
               [&](const RowBand& band) { file.write(lines.of(frame, band)); });
  }
}

}  // namespace heatreel::app
