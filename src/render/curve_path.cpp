// SPDX-License-Identifier: GPL-3.0-or-later
#include "curve_path.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <set>
#include <utility>

namespace heatreel::render {

namespace {

bool is_there(const Point& point) { return std::isfinite(point.x) && std::isfinite(point.y); }

/// How often a line goes up after it went down, or the other way.
std::size_t turns(const std::vector<Point>& line) {
  std::size_t count = 0;
  for (std::size_t i = 2; i < line.size(); ++i) {
    count += (line[i].y - line[i - 1].y) * (line[i - 1].y - line[i - 2].y) < 0.0 ? 1 : 0;
  }
  return count;
}

/// Leaves out points next to the one before. Where a line goes up and down within one column of
/// pixels, its first, lowest, highest and last point there stay.
class LineThinner {
 public:
  void add(const Point& point) {
    constexpr double near = 0.4;  // pixels
    if (!column_.empty() &&
        std::hypot(point.x - column_.back().x, point.y - column_.back().y) < near) {
      skipped_ = point;
      return;
    }
    if (!column_.empty() && std::floor(column_.front().x) != std::floor(point.x)) {
      flush();
    }
    column_.push_back(point);
    skipped_.reset();
  }

  std::vector<Point> finish() {
    if (skipped_) {
      column_.push_back(*skipped_);
    }
    flush();
    return std::move(line_);
  }

 private:
  void flush() {
    constexpr std::size_t few = 4;
    if (turns(column_) > few) {
      const auto by_height = [](const Point& a, const Point& b) { return a.y < b.y; };
      const auto [low, high] = std::minmax_element(column_.begin(), column_.end(), by_height);
      const auto [first, second] = std::minmax(low, high);
      column_ = {column_.front(), *first, *second, column_.back()};
    }
    line_.insert(line_.end(), column_.begin(), column_.end());
    column_.clear();
  }

  std::vector<Point> line_;
  std::vector<Point> column_;
  std::optional<Point> skipped_;  ///< the last point, if it was left out
};

}  // namespace

std::vector<Point> pixels_of(const Curve& curve, const PlotLayout& place) {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  std::vector<Point> points;
  points.reserve(curve.x.size());
  for (std::size_t i = 0; i < curve.x.size(); ++i) {
    const Point point = {place.x(curve.x[i]), place.y(curve.y[i])};
    points.push_back(is_there(point) ? point : Point{nan, nan});
  }
  return points;
}

std::vector<std::vector<Point>> joined_lines(const std::vector<Point>& points) {
  std::vector<std::vector<Point>> lines;
  bool is_open = false;
  for (const Point& point : points) {
    if (!is_there(point)) {
      is_open = false;
      continue;
    }
    if (!is_open) {
      lines.emplace_back();
      is_open = true;
    }
    lines.back().push_back(point);
  }
  for (std::vector<Point>& line : lines) {
    LineThinner thinner;
    for (const Point& point : line) {
      thinner.add(point);
    }
    line = thinner.finish();
  }
  return lines;
}

std::vector<Point> distinct_points(const std::vector<Point>& points) {
  std::set<std::pair<long, long>> taken;
  std::vector<Point> distinct;
  for (const Point& point : points) {
    if (is_there(point) && taken.emplace(std::lround(point.x), std::lround(point.y)).second) {
      distinct.push_back(point);
    }
  }
  return distinct;
}

}  // namespace heatreel::render
