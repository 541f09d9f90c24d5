// SPDX-License-Identifier: GPL-3.0-or-later
#include "contour.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <unordered_map>
#include <utility>

#include "heatreel/base/contract.hpp"

namespace heatreel::render {

namespace {

struct Corner {
  Point at;
  double value;
};

/// Where the level is crossed between two corners on different sides of it.
Point crossing(const Corner& a, const Corner& b, double level) {
  const double part = (level - a.value) / (b.value - a.value);
  return {a.at.x + part * (b.at.x - a.at.x), a.at.y + part * (b.at.y - a.at.y)};
}

/// \param corners in order around the square
void add_square(const std::array<Corner, 4>& corners, double level, std::vector<Point>& ends) {
  // Crossing k lies on the edge from corner k to the next.
  std::array<Point, 4> crossings;
  std::size_t count = 0;
  double sum = 0.0;
  for (std::size_t k = 0; k < 4; ++k) {
    const Corner& a = corners[k];
    const Corner& b = corners[(k + 1) % 4];
    if (!std::isfinite(a.value)) {
      return;
    }
    sum += a.value / 4.0;
    if ((a.value < level) != (b.value < level) && std::isfinite(b.value)) {
      crossings[count++] = crossing(a, b, level);
    }
  }
  if (count == 2) {
    ends.insert(ends.end(), {crossings[0], crossings[1]});
  } else if (count == 4) {
    // The line must not part the middle from the corners on its side.
    const bool with_first = (sum < level) == (corners[0].value < level);
    ends.insert(ends.end(), {crossings[0], crossings[with_first ? 1 : 3],
                             crossings[with_first ? 2 : 1], crossings[with_first ? 3 : 2]});
  }
}

/// A point as a whole number: ends that meet differ by rounding.
std::uint64_t key_of(const Point& point) {
  constexpr double parts_of_a_pixel = 64.0;
  const auto part = [](double x) {
    return static_cast<std::uint64_t>(std::llround(x * parts_of_a_pixel)) & 0xFFFFFFFFU;
  };
  return part(point.x) << 32U | part(point.y);
}

/// Joins pieces that meet, into lines.
class LineJoiner {
 public:
  explicit LineJoiner(std::span<const Point> ends) : ends_(ends), used_(ends.size() / 2) {
    for (std::size_t end = 0; end < ends.size(); ++end) {
      at_[key_of(ends[end])].push_back(end);
    }
  }

  std::vector<std::vector<Point>> lines() {
    std::vector<std::vector<Point>> lines;
    for (std::size_t piece = 0; piece < used_.size(); ++piece) {
      if (!used_[piece]) {
        used_[piece] = true;
        std::vector<Point> back = follow(2 * piece);
        const std::vector<Point> front = follow(2 * piece + 1);
        lines.emplace_back(back.rbegin(), back.rend());
        lines.back().insert(lines.back().end(), front.begin(), front.end());
      }
    }
    return lines;
  }

 private:
  /// The points from an end on, as far as the line goes.
  std::vector<Point> follow(std::size_t end) {
    std::vector<Point> points = {ends_[end]};
    for (bool found = true; found;) {
      found = false;
      for (const std::size_t next : at_[key_of(points.back())]) {
        if (!used_[next / 2]) {
          used_[next / 2] = true;
          points.push_back(ends_[next ^ 1U]);
          found = true;
          break;
        }
      }
    }
    return points;
  }

  std::span<const Point> ends_;
  std::vector<bool> used_;
  std::unordered_map<std::uint64_t, std::vector<std::size_t>> at_;
};

double length_of(std::span<const Point> line) {
  double length = 0.0;
  for (std::size_t p = 1; p < line.size(); ++p) {
    length += std::hypot(line[p].x - line[p - 1].x, line[p].y - line[p - 1].y);
  }
  return length;
}

/// The point at a part of a line's length.
Point point_at(std::span<const Point> line, double length) {
  for (std::size_t p = 1; p < line.size(); ++p) {
    const double step = std::hypot(line[p].x - line[p - 1].x, line[p].y - line[p - 1].y);
    if (length <= step && step > 0.0) {
      const double part = length / step;
      return {line[p - 1].x + part * (line[p].x - line[p - 1].x),
              line[p - 1].y + part * (line[p].y - line[p - 1].y)};
    }
    length -= step;
  }
  return line.back();
}

}  // namespace

std::vector<Point> contour_segments(std::span<const double> field, double level, const Rect& plot,
                                    const CellBlocks& x, const CellBlocks& y) {
  HEATREEL_REQUIRE(static_cast<int>(field.size()) == x.blocks * y.blocks);
  const auto corner = [&](int i, int j) {
    return Corner{{plot.x + (i + 0.5) * x.pixels, plot.bottom() - (j + 0.5) * y.pixels},
                  field[static_cast<std::size_t>(j) * static_cast<std::size_t>(x.blocks) +
                        static_cast<std::size_t>(i)]};
  };
  std::vector<Point> ends;
  for (int j = 0; j + 1 < y.blocks; ++j) {
    for (int i = 0; i + 1 < x.blocks; ++i) {
      add_square({corner(i, j), corner(i + 1, j), corner(i + 1, j + 1), corner(i, j + 1)}, level,
                 ends);
    }
  }
  return ends;
}

bool ContourLabels::is_free(const Box& box) const {
  const double half = box.width / 2.0;
  const bool inside = box.center.x - half > plot_.x && box.center.x + half < plot_.right() &&
                      box.center.y - size_ > plot_.y && box.center.y + size_ < plot_.bottom();
  const bool apart = std::none_of(taken_.begin(), taken_.end(), [&](const Box& other) {
    return std::abs(other.center.x - box.center.x) < half + other.width / 2.0 + size_ &&
           std::abs(other.center.y - box.center.y) < 1.6 * size_;
  });
  return inside && apart;
}

std::vector<Point> ContourLabels::place(std::span<const Point> ends, double text_width) {
  constexpr std::array<double, 7> parts = {0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8};
  std::vector<Point> places;
  for (const std::vector<Point>& line : LineJoiner(ends).lines()) {
    const double length = length_of(line);
    if (length < 3.0 * text_width) {
      continue;
    }
    for (const double part : parts) {
      const Box box{point_at(line, part * length), text_width};
      if (is_free(box)) {
        taken_.push_back(box);
        places.push_back(box.center);
        break;
      }
    }
  }
  return places;
}

}  // namespace heatreel::render
