// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/render/curve_figure.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace heatreel::render {
namespace {

std::uint32_t pixel(const Picture& picture, int x, int y) {
  std::uint32_t value = 0;
  std::memcpy(&value,
              &picture.pixels[static_cast<std::size_t>(y) * picture.stride() +
                              static_cast<std::size_t>(x) * 4],
              sizeof value);
  return value & 0xFFFFFFU;
}

/// Whether colours differ no more than a thin line's and its middle's.
bool alike(std::uint32_t pixel, Rgb color) {
  constexpr int tolerance = 60;
  const auto near = [&](unsigned shift, std::uint8_t channel) {
    return std::abs(static_cast<int>((pixel >> shift) & 0xFFU) - channel) < tolerance;
  };
  return near(16, color.red) && near(8, color.green) && near(0, color.blue);
}

/// Pixels of about this colour, as a rectangle around them.
Rect around(const Picture& picture, Rgb color) {
  int left = picture.width;
  int right = 0;
  int top = picture.height;
  int bottom = 0;
  for (int y = 0; y < picture.height; ++y) {
    for (int x = 0; x < picture.width; ++x) {
      if (alike(pixel(picture, x, y), color)) {
        left = std::min(left, x);
        right = std::max(right, x + 1);
        top = std::min(top, y);
        bottom = std::max(bottom, y + 1);
      }
    }
  }
  return {left, top, right - left, bottom - top};
}

/// A straight line from (0, 0) to (10, 1) of many points.
CurveFigure figure() {
  Curve curve;
  for (int i = 0; i <= 100'000; ++i) {
    curve.x.push_back(i * 1e-4);
    curve.y.push_back(i * 1e-5);
  }
  curve.color = series_color(0);
  Plot plot;
  plot.curves = {curve};
  plot.x_label = {"t", "min"};
  plot.y_label = {"N", "nM"};
  plot.x = {0.0, 10.0};
  plot.y = {0.0, 1.0};
  CurveFigure made;
  made.width = 800;
  made.text = 14.0;
  made.title = "a model";
  made.rows = {plot};
  return made;
}

void expect_empty_border(const Picture& picture) {
  const std::uint32_t background = Theme::light().background.pixel();
  for (int x = 0; x < picture.width; ++x) {
    EXPECT_EQ(pixel(picture, x, 0), background);
    EXPECT_EQ(pixel(picture, x, picture.height - 1), background);
  }
  for (int y = 0; y < picture.height; ++y) {
    EXPECT_EQ(pixel(picture, 0, y), background);
    EXPECT_EQ(pixel(picture, picture.width - 1, y), background);
  }
}

TEST(CurveFigure, ALineGoesFromCornerToCorner) {
  const Picture picture = draw(figure());
  EXPECT_EQ(picture.width, 800);
  const Rect line = around(picture, series_color(0));
  EXPECT_GT(line.width, 650);
  EXPECT_NEAR(line.height, 240, 6);  // as high as a square beside it would be
  expect_empty_border(picture);
}

TEST(CurveFigure, WhatIsNotFiniteIsAGap) {
  CurveFigure with_gap = figure();
  const Rect whole = around(draw(with_gap), series_color(0));
  auto& y = with_gap.rows.front().curves.front().y;
  std::fill(y.begin() + 50'000, y.end(), std::numeric_limits<double>::quiet_NaN());
  EXPECT_NEAR(around(draw(with_gap), series_color(0)).width, whole.width / 2.0, 3.0);
}

TEST(CurveFigure, ASpikeOfOnePointIsSeen) {
  CurveFigure with_spike = figure();
  Curve& curve = with_spike.rows.front().curves.front();
  std::fill(curve.y.begin(), curve.y.end(), 0.1);
  curve.y[43'211] = 0.9;
  EXPECT_GT(around(draw(with_spike), series_color(0)).height, 120);
}

TEST(CurveFigure, TheShadedPartIsWhereItSays) {
  CurveFigure shaded = figure();
  const Rect line = around(draw(shaded), series_color(0));
  shaded.rows.front().shade = Ends{7.5, 10.0};
  const Picture picture = draw(shaded);
  const auto at = [&](double part) {
    return pixel(picture, line.x + static_cast<int>(part * line.width), line.bottom() - 10);
  };
  EXPECT_EQ(at(0.74), Theme::light().background.pixel());
  EXPECT_EQ(at(0.76), at(0.99));
  EXPECT_NE(at(0.76), Theme::light().background.pixel());
}

TEST(CurveFigure, MarksStandOnTheirPoints) {
  CurveFigure marked = figure();
  Curve& curve = marked.rows.front().curves.front();
  const Rect line = around(draw(marked), series_color(0));
  curve.y.assign(curve.y.size(), 0.0);
  curve.color = series_color(1);
  curve.marks = {{5.0, 0.5}};
  const Picture picture = draw(marked);
  EXPECT_EQ(pixel(picture, line.x + line.width / 2, line.y + line.height / 2),
            series_color(1).pixel());
}

TEST(CurveFigure, KeysTakeAsManyLinesAsTheyNeed) {
  CurveFigure keyed = figure();
  const int without = draw(keyed).height;
  keyed.rows.front().keys = {{series_color(1), "one"}, {series_color(2), "two"}};
  const int one_line = draw(keyed).height;
  keyed.rows.front().keys = {{series_color(1), std::string(50, 'm')},
                             {series_color(2), std::string(50, 'm')}};
  const Picture two_lines = draw(keyed);
  EXPECT_GT(one_line, without);
  EXPECT_GT(two_lines.height, one_line);
  expect_empty_border(two_lines);
}

TEST(CurveFigure, ASquareStandsBesideTheRows) {
  CurveFigure beside = figure();
  beside.square = beside.rows.front();
  beside.square->curves.front().color = series_color(2);
  beside.rows.push_back(beside.rows.front());
  const Picture picture = draw(beside);
  const Rect square = around(picture, series_color(2));
  const Rect rows = around(picture, series_color(0));
  EXPECT_NEAR(square.width, square.height, 6);
  EXPECT_GT(square.x, rows.right());
  EXPECT_NEAR(square.y, rows.y, 6);
  expect_empty_border(picture);
}

}  // namespace
}  // namespace heatreel::render
