// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace_json.hpp"

#include <cmath>

#include <fmt/format.h>

#include "heatreel/base/json_text.hpp"

namespace heatreel::app {

namespace {

using base::json_string;

std::string number(double value) {
  return std::isfinite(value) ? base::json_number(value) : "null";
}

std::string column(const std::string& name, const std::string& unit, const std::string& description,
                   const std::vector<double>& values) {
  return fmt::format(R"({{"name":{},"unit":{},"description":{},"values":{}}})", json_string(name),
                     json_string(unit), json_string(description), base::json_list(values, number));
}

/// `"key":[…],` of states or derived values, one a line.
template <class Members>
void write_columns(const char* key, const Members& members,
                   const std::vector<std::vector<double>>& values, ExportFile& file) {
  file.write(fmt::format(",\n\"{}\":[", key));
  for (std::size_t i = 0; i < members.size(); ++i) {
    file.write(i == 0 ? "\n" : ",\n");
    file.write(column(members[i].name, members[i].unit, members[i].description, values[i]));
  }
  file.write("]");
}

std::string metric_text(const TracedMetric& metric) {
  return fmt::format(R"({{"name":{},"unit":{},"value":{}}})", json_string(metric.name),
                     json_string(metric.unit), number(metric.value));
}

}  // namespace

void write_json(const solve::TimeSeries& series, const TracedCell& cell, const model::Model& model,
                ExportFile& file) {
  const auto status = grid::cell_status_names.at(static_cast<std::size_t>(cell.status));
  const auto verdict = grid::cell_verdict_names.at(static_cast<std::size_t>(cell.verdict));
  file.write(
      fmt::format("{{\"model\":{},\n\"status\":{},\n\"verdict\":{},\n\"metrics\":{},\n\"time\":{}",
                  json_string(model.name), json_string(status), json_string(verdict),
                  base::json_list(cell.metrics, metric_text),
                  column(model.time_name, model.time_unit, "", series.times)));
  write_columns("states", model.states, series.states, file);
  write_columns("derived", model.derived, series.derived, file);
  file.write("}\n");
}

}  // namespace heatreel::app
