// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/render/heatmap_renderer.hpp"

#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "heatreel/base/error.hpp"

namespace heatreel::render {
namespace {

using grid::Axis;
using grid::Spacing;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

grid::ParameterGrid sweep(std::int64_t nx, std::int64_t ny) {
  return {Axis::range("G", 50, 300, nx, Spacing::linear).described("nM", "template"),
          Axis::range("rec", 10, 50, ny, Spacing::linear).described("nM", "enzyme"),
          Axis::range("ddg", -1, 1, 21, Spacing::linear).described("kcal/mol", "")};
}

PictureOptions options_of(int width, int height, const ColorOptions& color) {
  PictureOptions options;
  options.width = width;
  options.height = height;
  options.color = color;
  options.captions = {"Title", "pol = 3.7 nM", "P.amplitude [nM]"};
  return options;
}

std::vector<double> wave(const grid::ParameterGrid& grid, double phase) {
  std::vector<double> values;
  for (std::int64_t c = 0; c < grid.cells_per_frame(); ++c) {
    values.push_back(50.0 + 50.0 * std::sin(0.37 * static_cast<double>(c) + phase));
  }
  return values;
}

Rgb color_at(const Picture& picture, int x, int y) {
  const std::uint8_t* p = picture.pixels.data() + static_cast<std::size_t>(y) * picture.stride() +
                          static_cast<std::size_t>(x) * 4;
  return {p[2], p[1], p[0]};
}

struct Case {
  const char* map;
  ScaleKind scale;
};
class EveryScale : public testing::TestWithParam<Case> {};

TEST_P(EveryScale, CellCentresHaveExactlyTheColorOfTheirValue) {
  const auto grid = sweep(50, 40);
  const ColorOptions color{GetParam().map, GetParam().scale, 1.0, 100.0};
  HeatmapRenderer renderer(grid, options_of(1280, 720, color));
  std::vector<double> values = wave(grid, 0.0);
  values[77] = nan;
  const Picture& picture = renderer.draw(4, values);
  const ColorMap map = ColorMap::named(color.colormap);
  const ValueScale scale(color.scale, color.low, color.high);
  for (std::int64_t j = 0; j < 40; ++j) {
    for (std::int64_t i = 0; i < 50; ++i) {
      const double value = values[static_cast<std::size_t>(j * 50 + i)];
      const auto center = renderer.cell_center(i, j);
      const Rgb expected = std::isnan(value) ? missing_color(map) : map.at(scale.position(value));
      ASSERT_EQ(color_at(picture, center.x, center.y), expected) << i << "," << j;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Scales, EveryScale,
                         testing::Values(Case{"viridis", ScaleKind::linear},
                                         Case{"magma_r", ScaleKind::log},
                                         Case{"vik", ScaleKind::symlog},
                                         Case{"grey", ScaleKind::linear}));

TEST(HeatmapRenderer, CellsBeginOnEvenPixelsAndRowZeroIsAtTheBottom) {
  const auto grid = sweep(13, 9);
  HeatmapRenderer renderer(grid, options_of(1280, 720, {"viridis", ScaleKind::linear, 0.0, 116.0}));
  std::vector<double> values(117);
  for (std::size_t c = 0; c < values.size(); ++c) {
    values[c] = static_cast<double>(c * 7 % 117);
  }
  const Picture& picture = renderer.draw(0, values);
  EXPECT_GT(renderer.cell_center(0, 0).y, renderer.cell_center(0, 8).y);
  EXPECT_LT(renderer.cell_center(0, 0).x, renderer.cell_center(12, 0).x);
  const auto center = renderer.cell_center(6, 4);
  const Rgb color = color_at(picture, center.x, center.y);
  int left = center.x;
  int right = center.x;
  int top = center.y;
  int bottom = center.y;
  while (color_at(picture, left - 1, center.y) == color) --left;
  while (color_at(picture, right + 1, center.y) == color) ++right;
  while (color_at(picture, center.x, top - 1) == color) --top;
  while (color_at(picture, center.x, bottom + 1) == color) ++bottom;
  EXPECT_EQ(left % 2, 0);
  EXPECT_EQ(top % 2, 0);
  EXPECT_EQ((right - left + 1) % 2, 0);
  EXPECT_EQ((bottom - top + 1) % 2, 0);
  EXPECT_EQ(right - left + 1, renderer.cell_center(7, 4).x - center.x);
}

struct Shape {
  int width;
  int height;
  std::int64_t nx;
  std::int64_t ny;
};
class EveryShape : public testing::TestWithParam<Shape> {};

TEST_P(EveryShape, BorderIsBackgroundInFramesWithAndWithoutMissingCells) {
  const Shape shape = GetParam();
  const auto grid = sweep(shape.nx, shape.ny);
  HeatmapRenderer renderer(
      grid, options_of(shape.width, shape.height, {"plasma", ScaleKind::linear, 0.0, 100.0}));
  std::vector<double> values = wave(grid, 0.0);
  for (const bool missing : {false, true}) {
    values.back() = missing ? nan : 1.0;
    const Picture& picture = renderer.draw(20, values);
    const Rgb white = {255, 255, 255};
    for (const int edge : {0, 1, 2}) {
      for (int x = 0; x < shape.width; ++x) {
        ASSERT_EQ(color_at(picture, x, edge), white) << x;
        ASSERT_EQ(color_at(picture, x, shape.height - 1 - edge), white) << x;
      }
      for (int y = 0; y < shape.height; ++y) {
        ASSERT_EQ(color_at(picture, edge, y), white) << y;
        ASSERT_EQ(color_at(picture, shape.width - 1 - edge, y), white) << y;
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Shapes, EveryShape,
                         testing::Values(Shape{320, 240, 50, 50}, Shape{1280, 720, 1, 1},
                                         Shape{1280, 720, 3, 200}, Shape{1280, 720, 200, 3},
                                         Shape{640, 360, 1000, 1000}, Shape{3840, 2160, 64, 48},
                                         Shape{480, 1080, 50, 50}, Shape{3840, 240, 5, 400}));

TEST(HeatmapRenderer, FramesDoNotDependOnWhatWasDrawnBefore) {
  const auto grid = sweep(20, 20);
  const auto options = options_of(640, 360, {"viridis", ScaleKind::linear, 0.0, 100.0});
  HeatmapRenderer first(grid, options);
  HeatmapRenderer second(grid, options);
  std::vector<double> holes = wave(grid, 1.0);
  holes[5] = nan;
  const std::vector<double> whole = wave(grid, 2.0);
  first.draw(20, holes);
  first.draw(3, whole);
  first.draw(19, holes);
  EXPECT_EQ(first.draw(5, whole).pixels, second.draw(5, whole).pixels);
  EXPECT_EQ(first.draw(6, holes).pixels, second.draw(6, holes).pixels);
}

TEST(HeatmapRenderer, MarkerAndTextMoveWithTheFrame) {
  const auto grid = sweep(5, 5);
  HeatmapRenderer renderer(grid, options_of(640, 360, {"viridis", ScaleKind::linear, 0.0, 100.0}));
  const std::vector<double> values = wave(grid, 0.0);
  const Picture early = renderer.draw(2, values);
  const Picture late = renderer.draw(15, values);
  int first_row = 360;
  for (int y = 359; y >= 0; --y) {
    for (int x = 0; x < 640; ++x) {
      first_row = color_at(early, x, y) == color_at(late, x, y) ? first_row : y;
    }
  }
  EXPECT_GT(first_row, renderer.cell_center(0, 0).y) << "only the timeline changes";
  EXPECT_LT(first_row, 360) << "it does change";
}

TEST(HeatmapRenderer, LegendAppearsOnlyWithMissingCells) {
  const auto grid = sweep(10, 10);
  HeatmapRenderer renderer(grid, options_of(1280, 720, {"viridis", ScaleKind::linear, 0.0, 100.0}));
  const Rgb grey = missing_color(ColorMap::named("viridis"));
  const auto count_grey = [&](const Picture& picture) {
    const auto cell = renderer.cell_center(9, 0);  // the legend is below and to the right of it
    int count = 0;
    for (int y = cell.y; y < 720; ++y) {
      for (int x = cell.x; x < 1280; ++x) {
        count += color_at(picture, x, y) == grey ? 1 : 0;
      }
    }
    return count;
  };
  std::vector<double> values = wave(grid, 0.0);
  const int without = count_grey(renderer.draw(0, values));
  values[90] = nan;  // the top left cell
  EXPECT_GT(count_grey(renderer.draw(0, values)), without + 80);
  values[90] = 1.0;
  EXPECT_EQ(count_grey(renderer.draw(0, values)), without);
}

TEST(HeatmapRenderer, ConstantFieldIsTheMiddleColorAndAllNanIsGrey) {
  const auto grid = sweep(4, 4);
  HeatmapRenderer renderer(grid, options_of(640, 480, {"viridis", ScaleKind::log, 0.0, 0.0}));
  const ColorMap map = ColorMap::named("viridis");
  const auto center = renderer.cell_center(2, 2);
  EXPECT_EQ(color_at(renderer.draw(0, std::vector<double>(16, 0.0)), center.x, center.y),
            map.at(0.5));
  EXPECT_EQ(color_at(renderer.draw(0, std::vector<double>(16, nan)), center.x, center.y),
            missing_color(map));
}

TEST(HeatmapRenderer, UnknownColorMapIsRefused) {
  const auto grid = sweep(2, 2);
  EXPECT_THROW(HeatmapRenderer(grid, options_of(640, 480, {"jet", ScaleKind::linear, 0.0, 1.0})),
               base::ConfigError);
}

TEST(HeatmapRendererDeath, OddSizesBreakTheContract) {
  const auto grid = sweep(2, 2);
  const auto options = options_of(641, 480, {"viridis", ScaleKind::linear, 0.0, 1.0});
  EXPECT_DEATH(HeatmapRenderer(grid, options), "does not hold");
}

TEST(WritePng, WritesAPngAndNamesThePathItCannotWrite) {
  const Picture picture{4, 2, std::vector<std::uint8_t>(32, 200)};
  const std::string path = testing::TempDir() + "heatreel-write-png.png";
  write_png(picture, path);
  std::ifstream file(path, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  EXPECT_EQ(bytes.substr(0, 8), "\x89PNG\r\n\x1a\n");
  std::filesystem::remove(path);
  EXPECT_THAT(
      [&] { write_png(picture, "/nowhere/at/all.png"); },
      testing::ThrowsMessage<base::RuntimeError>(testing::HasSubstr("/nowhere/at/all.png")));
}

}  // namespace
}  // namespace heatreel::render
