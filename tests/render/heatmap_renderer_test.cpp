// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/render/heatmap_renderer.hpp"

#include <algorithm>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include "heatreel/base/error.hpp"
#include "heatreel/render/cell_style.hpp"

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

ColorOptions colors(const char* map, ScaleKind scale, double low, double high) {
  ColorOptions color;
  color.map = ColorMap::named(map);
  color.scale = scale;
  color.low = low;
  color.high = high;
  return color;
}

PictureOptions options_of(int width, int height, const ColorOptions& color) {
  PictureOptions options;
  options.width = width;
  options.height = height;
  options.title = "Title";
  options.subtitle = "pol = 3.7 nM";
  options.panels = {{color, "P.amplitude [nM]", ""}};
  return options;
}

/// A frame given as a whole, in every panel.
Picture draw(HeatmapRenderer& renderer, grid::FrameIndex frame, const std::vector<double>& values,
             std::vector<grid::CellStatus> status = {}, std::size_t panels = 1) {
  status.resize(values.size(), grid::CellStatus::ok);
  renderer.begin(frame);
  for (std::size_t panel = 0; panel < panels; ++panel) {
    renderer.add_rows(panel, {values, status});
  }
  return renderer.finish();
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
  const ColorOptions color = colors(GetParam().map, GetParam().scale, 1.0, 100.0);
  HeatmapRenderer renderer(grid, options_of(1280, 720, color));
  std::vector<double> values = wave(grid, 0.0);
  values[77] = nan;
  const Picture picture = draw(renderer, 4, values);
  const ColorMap& map = color.map;
  const ValueScale scale(color.scale, color.low, color.high);
  for (std::int64_t j = 0; j < 40; ++j) {
    for (std::int64_t i = 0; i < 50; ++i) {
      const double value = values[static_cast<std::size_t>(j * 50 + i)];
      const auto center = renderer.cell_center(0, i, j);
      const Rgb expected =
          std::isnan(value) ? missing_color(map, Theme::light()) : map.at(scale.position(value));
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
  HeatmapRenderer renderer(grid,
                           options_of(1280, 720, colors("viridis", ScaleKind::linear, 0.0, 116.0)));
  std::vector<double> values(117);
  for (std::size_t c = 0; c < values.size(); ++c) {
    values[c] = static_cast<double>(c * 7 % 117);
  }
  const Picture picture = draw(renderer, 0, values);
  EXPECT_GT(renderer.cell_center(0, 0, 0).y, renderer.cell_center(0, 0, 8).y);
  EXPECT_LT(renderer.cell_center(0, 0, 0).x, renderer.cell_center(0, 12, 0).x);
  const auto center = renderer.cell_center(0, 6, 4);
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
  EXPECT_EQ(right - left + 1, renderer.cell_center(0, 7, 4).x - center.x);
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
      grid, options_of(shape.width, shape.height, colors("plasma", ScaleKind::linear, 0.0, 100.0)));
  std::vector<double> values = wave(grid, 0.0);
  for (const bool missing : {false, true}) {
    values.back() = missing ? nan : 1.0;
    const Picture picture = draw(renderer, 20, values);
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
  const auto options = options_of(640, 360, colors("viridis", ScaleKind::linear, 0.0, 100.0));
  HeatmapRenderer first(grid, options);
  HeatmapRenderer second(grid, options);
  std::vector<double> holes = wave(grid, 1.0);
  holes[5] = nan;
  const std::vector<double> whole = wave(grid, 2.0);
  draw(first, 20, holes);
  draw(first, 3, whole);
  draw(first, 19, holes);
  EXPECT_EQ(draw(first, 5, whole).pixels, draw(second, 5, whole).pixels);
  EXPECT_EQ(draw(first, 6, holes).pixels, draw(second, 6, holes).pixels);
}

TEST(HeatmapRenderer, MarkerAndTextMoveWithTheFrame) {
  const auto grid = sweep(5, 5);
  HeatmapRenderer renderer(grid,
                           options_of(640, 360, colors("viridis", ScaleKind::linear, 0.0, 100.0)));
  const std::vector<double> values = wave(grid, 0.0);
  const Picture early = draw(renderer, 2, values);
  const Picture late = draw(renderer, 15, values);
  int first_row = 360;
  for (int y = 359; y >= 0; --y) {
    for (int x = 0; x < 640; ++x) {
      first_row = color_at(early, x, y) == color_at(late, x, y) ? first_row : y;
    }
  }
  EXPECT_GT(first_row, renderer.cell_center(0, 0, 0).y) << "only the timeline changes";
  EXPECT_LT(first_row, 360) << "it does change";
}

TEST(HeatmapRenderer, LegendAppearsOnlyWithMissingCells) {
  const auto grid = sweep(10, 10);
  HeatmapRenderer renderer(grid,
                           options_of(1280, 720, colors("viridis", ScaleKind::linear, 0.0, 100.0)));
  const Rgb grey = missing_color(ColorMap::named("viridis"), Theme::light());
  const auto count_grey = [&](const Picture& picture) {
    const auto cell = renderer.cell_center(0, 5, 0);  // the legend is below and to the right of it
    int count = 0;
    for (int y = cell.y; y < 720; ++y) {
      for (int x = cell.x; x < 1280; ++x) {
        count += color_at(picture, x, y) == grey ? 1 : 0;
      }
    }
    return count;
  };
  std::vector<double> values = wave(grid, 0.0);
  const int without = count_grey(draw(renderer, 0, values));
  values[90] = nan;  // the top left cell
  EXPECT_GT(count_grey(draw(renderer, 0, values)), without + 80);
  values[90] = 1.0;
  EXPECT_EQ(count_grey(draw(renderer, 0, values)), without);
}

TEST(HeatmapRenderer, ConstantFieldIsTheMiddleColorAndAllNanIsGrey) {
  const auto grid = sweep(4, 4);
  HeatmapRenderer renderer(grid, options_of(640, 480, colors("viridis", ScaleKind::log, 0.0, 0.0)));
  const ColorMap map = ColorMap::named("viridis");
  const auto center = renderer.cell_center(0, 2, 2);
  EXPECT_EQ(color_at(draw(renderer, 0, std::vector<double>(16, 0.0)), center.x, center.y),
            map.at(0.5));
  EXPECT_EQ(color_at(draw(renderer, 0, std::vector<double>(16, nan)), center.x, center.y),
            missing_color(map, Theme::light()));
}

TEST(HeatmapRenderer, RowsMayComeInAnyPortions) {
  const auto grid = sweep(700, 500);
  const auto options = options_of(640, 360, colors("viridis", ScaleKind::linear, 0.0, 100.0));
  HeatmapRenderer whole(grid, options);
  HeatmapRenderer bands(grid, options);
  const std::vector<double> values = wave(grid, 0.0);
  const std::vector<grid::CellStatus> status(values.size(), grid::CellStatus::ok);
  bands.begin(3);
  for (std::size_t row = 0, rows = 1; row < 500; row += rows, rows = 1 + row % 7) {
    const std::size_t count = 700 * std::min<std::size_t>(rows, 500 - row);
    bands.add_rows(0, {std::span(values).subspan(700 * row, count),
                       std::span(status).subspan(700 * row, count)});
  }
  EXPECT_EQ(bands.finish().pixels, draw(whole, 3, values).pixels);
}

TEST(HeatmapRenderer, EachPanelHasItsOwnColors) {
  const auto grid = sweep(10, 10);
  PictureOptions options = options_of(1280, 720, colors("viridis", ScaleKind::linear, 0.0, 100.0));
  options.panels.push_back({colors("vik", ScaleKind::linear, 0.0, 200.0), "other", ""});
  HeatmapRenderer renderer(grid, options);
  const std::vector<double> values = wave(grid, 0.0);
  const Picture picture = draw(renderer, 0, values, {}, 2);
  for (std::int64_t i = 0; i < 10; ++i) {
    const auto left = renderer.cell_center(0, i, 4);
    const auto right = renderer.cell_center(1, i, 4);
    const double value = values[static_cast<std::size_t>(40 + i)];
    EXPECT_EQ(color_at(picture, left.x, left.y), ColorMap::named("viridis").at(value / 100.0));
    EXPECT_EQ(color_at(picture, right.x, right.y), ColorMap::named("vik").at(value / 200.0));
  }
}

TEST(HeatmapRenderer, AScaleOfEachFrameSpansThatFrame) {
  const auto grid = sweep(2, 1);
  PictureOptions options = options_of(640, 360, colors("viridis", ScaleKind::linear, 0.0, 4000.0));
  options.panels[0].color.of_frame = [](grid::FrameIndex frame) {
    return std::optional(std::pair(0.0, frame == 0 ? 4.0 : 4000.0));
  };
  HeatmapRenderer renderer(grid, options);
  const auto cell = renderer.cell_center(0, 1, 0);
  const Rgb last = ColorMap::named("viridis").at(1.0);
  const Picture early = draw(renderer, 0, {0.0, 4.0});
  const Picture late = draw(renderer, 1, {0.0, 4000.0});
  EXPECT_EQ(color_at(early, cell.x, cell.y), last);
  EXPECT_EQ(color_at(late, cell.x, cell.y), last);
  int differing = 0;  // right of the heat map and above the timeline: the bar's labels
  for (int y = 0; y < cell.y; ++y) {
    for (int x = cell.x + 160; x < 640; ++x) {
      differing += color_at(early, x, y) == color_at(late, x, y) ? 0 : 1;
    }
  }
  EXPECT_GT(differing, 10);
  EXPECT_TRUE(draw(renderer, 0, {0.0, 4.0}).pixels == early.pixels) << "nothing is left behind";
}

TEST(HeatmapRenderer, ContourLinesPassWhereTheFieldHasTheValue) {
  const auto grid = sweep(20, 20);
  PictureOptions options = options_of(1280, 720, colors("grey", ScaleKind::linear, 0.0, 400.0));
  options.panels[0].contours = {9.5};  // between columns 9 and 10
  HeatmapRenderer renderer(grid, options);
  std::vector<double> values;
  for (int c = 0; c < 400; ++c) {
    values.push_back(c % 20);
  }
  const Picture picture = draw(renderer, 0, values);
  for (std::int64_t j = 1; j < 19; ++j) {
    const auto left = renderer.cell_center(0, 9, j);
    const auto right = renderer.cell_center(0, 10, j);
    const int middle = (left.x + right.x) / 2;
    int dark = 1000;
    for (int x = middle - 2; x <= middle + 2; ++x) {
      dark = std::min<int>(dark, color_at(picture, x, left.y).green);
    }
    EXPECT_LT(dark, 80) << j;
    EXPECT_EQ(color_at(picture, left.x, left.y), ColorMap::named("grey").at(9.0 / 400.0));
  }
}

TEST(HeatmapRenderer, ValuesBeyondTheRangeAreMarkedAtTheBar) {
  const auto grid = sweep(4, 4);
  PictureOptions options = options_of(640, 360, colors("viridis", ScaleKind::linear, 0.0, 10.0));
  HeatmapRenderer plain(grid, options);
  options.panels[0].color.over = true;
  HeatmapRenderer marked(grid, options);
  const std::vector<double> values(16, 5.0);
  const auto count = [](const Picture& picture, Rgb color) {
    int pixels = 0;
    for (int y = 0; y < 360; ++y) {
      for (int x = 0; x < 640; ++x) {
        pixels += color_at(picture, x, y) == color ? 1 : 0;
      }
    }
    return pixels;
  };
  // This bar has fewer rows than the map has colours: the very last one is in the mark alone.
  const Rgb last = ColorMap::named("viridis").at(1.0);
  EXPECT_EQ(count(draw(plain, 0, values), last), 0);
  EXPECT_GT(count(draw(marked, 0, values), last), 20);
}

TEST(HeatmapRenderer, DarkThemeIsDarkAllAround) {
  const auto grid = sweep(4, 4);
  PictureOptions options = options_of(640, 360, colors("viridis", ScaleKind::linear, 0.0, 10.0));
  options.theme = Theme::dark();
  HeatmapRenderer renderer(grid, options);
  const Picture picture = draw(renderer, 0, std::vector<double>(16, 5.0));
  EXPECT_EQ(color_at(picture, 0, 0), Theme::dark().background);
  EXPECT_EQ(color_at(picture, 639, 359), Theme::dark().background);
  int bright = 0;
  for (int x = 0; x < 640; ++x) {
    for (int y = 0; y < 360; ++y) {
      bright += color_at(picture, x, y) == Rgb{255, 255, 255} ? 1 : 0;
    }
  }
  EXPECT_EQ(bright, 0);
}

TEST(HeatmapRenderer, AFrameWithoutValuesHasNoNumbersAtItsBar) {
  const auto grid = sweep(4, 4);
  PictureOptions options = options_of(640, 480, colors("viridis", ScaleKind::linear, 0.0, 1.0));
  options.panels[0].color.of_frame = [](grid::FrameIndex frame) {
    return frame == 0 ? std::nullopt : std::optional(std::pair(0.0, 1.0));
  };
  HeatmapRenderer renderer(grid, options);
  const auto last = renderer.cell_center(0, 3, 2);
  const auto dark_beside = [&](const Picture& picture) {
    int dark = 0;  // right of the bar's frame: its ticks and numbers, but not its label
    for (int y = 60; y < last.y + 100; ++y) {
      for (int x = last.x + 100; x < 600; ++x) {
        dark += color_at(picture, x, y).red < 60 && color_at(picture, x, y).green < 60 ? 1 : 0;
      }
    }
    return dark;
  };
  const int with = dark_beside(draw(renderer, 1, std::vector<double>(16, 0.9)));
  EXPECT_LT(dark_beside(draw(renderer, 0, std::vector<double>(16, nan))), with);
  EXPECT_EQ(dark_beside(draw(renderer, 1, std::vector<double>(16, 0.9))), with);
}

TEST(HeatmapRenderer, LongContourLinesBearTheirValue) {
  const auto grid = sweep(20, 20);
  PictureOptions options = options_of(1280, 720, colors("grey", ScaleKind::linear, 0.0, 400.0));
  std::vector<double> values;
  for (int c = 0; c < 400; ++c) {
    values.push_back(c % 20);
  }
  options.panels[0].contours = {9.5};
  HeatmapRenderer renderer(grid, options);
  const Picture picture = draw(renderer, 0, values);
  const auto left = renderer.cell_center(0, 9, 10);
  const auto right = renderer.cell_center(0, 10, 10);
  int light = 0;  // the halo of the letters, beside the line
  for (int y = left.y - 40; y < left.y + 40; ++y) {
    for (int x = left.x - 10; x < right.x + 10; ++x) {
      light += color_at(picture, x, y) == contour_halo ? 1 : 0;
    }
  }
  EXPECT_GT(light, 100);
}

TEST(HeatmapRenderer, SeveralFramesInOnePictureShareABar) {
  const auto grid = sweep(10, 10);
  PictureOptions options = options_of(1280, 720, colors("viridis", ScaleKind::linear, 0.0, 100.0));
  options.panels.resize(3, options.panels.front());
  options.shared_bar = true;
  options.timeline = false;
  HeatmapRenderer renderer(grid, options);
  const Picture picture = draw(renderer, 0, wave(grid, 0.0), {}, 3);
  for (const std::size_t panel : {0U, 1U, 2U}) {
    const auto at = renderer.cell_center(panel, 4, 7);
    EXPECT_EQ(color_at(picture, at.x, at.y),
              ColorMap::named("viridis").at(wave(grid, 0.0)[74] / 100.0));
  }
}

TEST(HeatmapRenderer, APageNamesThePathThatItCannotWrite) {
  const auto grid = sweep(4, 4);
  PictureOptions options = options_of(640, 480, colors("viridis", ScaleKind::linear, 0.0, 10.0));
  options.timeline = false;
  HeatmapRenderer renderer(grid, options);
  draw(renderer, 0, std::vector<double>(16, 5.0));
  EXPECT_THAT(
      [&] { renderer.write_page("/nowhere/at/all.pdf", PageFormat::pdf, 100.0); },
      testing::ThrowsMessage<base::RuntimeError>(testing::HasSubstr("/nowhere/at/all.pdf")));
}

TEST(HeatmapRendererDeath, OddSizesBreakTheContract) {
  const auto grid = sweep(2, 2);
  const auto options = options_of(641, 480, colors("viridis", ScaleKind::linear, 0.0, 1.0));
  EXPECT_DEATH(HeatmapRenderer(grid, options), "does not hold");
}

TEST(WritePng, AFullDiskLeavesWhatWasThere) {
  const std::string folder = testing::TempDir() + "heatreel-full-disk/";
  std::filesystem::create_directory(folder);
  std::ofstream(folder + "a.png") << "old";
  Picture picture{400, 200, std::vector<std::uint8_t>(320000)};
  for (std::size_t i = 0; i < picture.pixels.size(); ++i) {
    picture.pixels[i] = static_cast<std::uint8_t>(i * i / 7);
  }
  const auto before = std::signal(SIGXFSZ, SIG_IGN);
  rlimit usual{};
  getrlimit(RLIMIT_FSIZE, &usual);
  const rlimit small{1000, usual.rlim_max};
  setrlimit(RLIMIT_FSIZE, &small);
  EXPECT_THAT(
      [&] { write_png(picture, folder + "a.png"); },
      testing::ThrowsMessage<base::RuntimeError>(testing::HasSubstr("a.png' (File too large)")));
  setrlimit(RLIMIT_FSIZE, &usual);
  std::signal(SIGXFSZ, before);
  EXPECT_EQ(std::filesystem::file_size(folder + "a.png"), 3U);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder), {}), 1);
  std::filesystem::remove_all(folder);
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
