// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "heatreel/metric/metric.hpp"
#include "heatreel/model/model.hpp"
#include "heatreel/solve/cell_tracer.hpp"

namespace heatreel::app {

/// A cell over time.
struct TracedCourse {
  std::string label;  ///< tells it from others; "" if there is one alone
  solve::TimeSeries series;
};

/// What a picture of cells over time shows.
struct TracePicture {
  std::string path;                    ///< FILE.png, FILE.pdf or FILE.svg
  const model::Model& model;           ///< that was simulated
  std::vector<std::string> subtitles;  ///< lines
  std::vector<TracedCourse> courses;   ///< of one model; at least one
  std::vector<std::string> shown;      ///< states and derived values; none for a choice
  std::vector<metric::MetricSpec> metrics;
  double tail_begin = 0.0;
};

}  // namespace heatreel::app
