// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace_netcdf.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "heatreel/base/text.hpp"
#include "heatreel/store/series_file.hpp"
#include "heatreel/version.hpp"

namespace heatreel::app {

namespace {

/// Names that are not taken yet, in a form that HDF5 and netCDF allow.
class Names {
 public:
  std::string take(std::string name) {
    std::replace(name.begin(), name.end(), '/', '_');
    std::string found = name;
    for (int n = 2; !taken_.insert(found).second; ++n) {
      found = fmt::format("{}_{}", name, n);
    }
    return found;
  }

 private:
  std::set<std::string> taken_;
};

template <class Members>
void add_columns(const Members& members, const std::vector<std::vector<double>>& values,
                 Names& names, std::vector<store::Column>& to) {
  for (std::size_t i = 0; i < members.size(); ++i) {
    to.push_back(
        {names.take(members[i].name), members[i].unit, members[i].description, &values[i]});
  }
}

}  // namespace

void write_netcdf(const solve::TimeSeries& series, const TracedCell& cell,
                  const model::Model& model, const std::vector<double>& parameters,
                  const std::string& path) {
  Names names;
  store::SeriesFile file;
  file.attributes = {
      {"Conventions", "CF-1.10"},
      {"title", model.title},
      {"source", fmt::format("heatreel {}, model {}", version, model.name)},
      {"status", grid::cell_status_names.at(static_cast<std::size_t>(cell.status))},
      {"verdict", grid::cell_verdict_names.at(static_cast<std::size_t>(cell.verdict))}};
  file.dimension = {names.take("time"), model.time_unit, "time", &series.times};
  add_columns(model.states, series.states, names, file.columns);
  add_columns(model.derived, series.derived, names, file.columns);
  for (const TracedMetric& metric : cell.metrics) {
    std::string name = metric.name;
    std::replace(name.begin(), name.end(), '.', '_');
    file.scalars.push_back({names.take(name), metric.unit, metric.value});
  }
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    file.scalars.push_back(
        {names.take(model.parameters[i].name), model.parameters[i].unit, parameters[i]});
  }
  store::write_series_file(file, path);
}

}  // namespace heatreel::app
