// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/render/layout.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace heatreel::render {
namespace {

using grid::Axis;
using grid::Spacing;

/// What a line of text or a drawn area covers.
struct Box {
  std::string name;
  double left;
  double top;
  double right;
  double bottom;
};

Box across(const std::string& text, double x, double baseline, double size, double share) {
  const double width = text_width(text, size);
  return {text, x - share * width, baseline - cap_height(size), x + (1.0 - share) * width,
          baseline + descent(size)};
}

Box upward(const PlacedText& text) {
  const double half = text_width(text.text, text.size) / 2.0;
  return {text.text, text.anchor.x - cap_height(text.size), text.anchor.y - half,
          text.anchor.x + descent(text.size), text.anchor.y + half};
}

Box area(const std::string& name, const Rect& rect) {
  return {name, double(rect.x), double(rect.y), double(rect.right()), double(rect.bottom())};
}

/// The text above the timeline.
Box value_box(const Layout& l, const AxisScale& t, grid::FrameIndex frame) {
  return across(timeline_text(l, t, frame), l.t_name.anchor.x, l.t_name.anchor.y, l.t_name.size,
                0.0);
}

/// Everything that must not overlap. Digits have no descent, so tick labels are capitals only.
std::vector<Box> boxes(const Layout& l, const Axes& axes, const PictureOptions& options) {
  const PictureSizes& m = l.sizes;
  std::vector<Box> all = {upward(l.y_label), across(l.x_label.text, l.x_label.anchor.x,
                                                    l.x_label.anchor.y, l.x_label.size, 0.5)};
  for (const auto* lines : {&l.title, &l.subtitle}) {
    for (const PlacedText& line : *lines) {
      all.push_back(across(line.text, line.anchor.x, line.anchor.y, line.size, 0.0));
    }
  }
  const auto capitals = [&](Box box) {
    box.bottom -= descent(m.tick);
    all.push_back(box);
  };
  const double half = cap_height(m.tick) / 2.0;
  for (const PanelLayout& panel : l.panels) {
    all.push_back(area("plot", panel.plot));
    all.push_back(across(panel.caption.text, panel.caption.anchor.x, panel.caption.anchor.y,
                         panel.caption.size, 0.0));
    for (const Tick& t : panel.numbered_x ? l.x_ticks.major : std::vector<Tick>{}) {
      capitals(across(t.label, panel.plot_x(axes.x.position(t.value)), l.x_tick_baseline(panel),
                      m.tick, 0.5));
    }
    for (const Tick& t : panel.numbered_y ? l.y_ticks.major : std::vector<Tick>{}) {
      capitals(across(t.label, panel.plot.x - m.beside(),
                      panel.plot_y(axes.y.position(t.value)) + half, m.tick, 1.0));
    }
  }
  for (const BarLayout& bar : l.bars) {
    const ColorOptions& color = options.panels[bar.panel].color;
    const ValueScale scale(color.scale, color.low, color.high);
    const BarText text = bar_text(m, bar, scale, options.panels[bar.panel]);
    all.push_back(area("bar", {bar.colors.x, bar.colors.y - bar.over_tip, bar.colors.width,
                               bar.colors.height + bar.over_tip + bar.under_tip}));
    all.push_back(upward(text.label));
    for (const Tick& t : text.ticks.major) {
      capitals(across(t.label, bar.colors.right() + m.beside(),
                      bar.y(scale.position(t.value)) + half, m.tick, 0.0));
    }
  }
  ClassesSeen every;
  every.fill(true);
  for (const LegendEntry& entry :
       options.legend ? legend_entries(l, every) : std::vector<LegendEntry>{}) {
    all.push_back(area("swatch", entry.swatch));
    all.push_back(
        across(entry.name.text, entry.name.anchor.x, entry.name.anchor.y, entry.name.size, 0.0));
  }
  if (options.timeline) {
    for (const Tick& t : l.t_ticks.major) {
      capitals(across(t.label, l.timeline_x(axes.t, axes.t.position(t.value)), l.t_tick_baseline,
                      m.tick, 0.5));
    }
    all.push_back(value_box(l, axes.t, 0));
    const auto frames = axes.t.axis().size();
    all.push_back(across(frame_counter(frames - 1, frames), l.timeline_right, l.t_name.anchor.y,
                         m.tick, 1.0));
  }
  std::erase_if(all, [](const Box& box) { return box.left == box.right; });
  return all;
}

struct Subject {
  const char* name;
  Axis x;
  Axis y;
  Axis t;
  ScaleKind scale;
  double low;
  double high;
  const char* title;
  std::string subtitle;
  std::string label;

  Axes axes() const { return {AxisScale(x), AxisScale(y), AxisScale(t)}; }
  PictureOptions options(int width, int height, std::size_t panels) const {
    PanelOptions panel;
    panel.color.scale = scale;
    panel.color.low = low;
    panel.color.high = high;
    panel.label = label;
    PictureOptions picture;
    picture.width = width;
    picture.height = height;
    picture.title = title;
    picture.subtitle = subtitle;
    picture.panels.assign(panels, panel);
    picture.panels.back().color.under = true;
    picture.panels.back().color.over = true;
    picture.panels.back().note = "cut at 10⁻⁶";
    return picture;
  }
};

/// Values whose labels are so wide that few of them fit side by side.
std::vector<double> wide_values() {
  std::vector<double> values;
  for (int k = 1; k <= 40; ++k) {
    values.push_back(-1.234567e-10 * k);
  }
  return values;
}

std::vector<Subject> subjects() {
  const std::string lengthy =
      "a description that is very much longer than anybody would want to have at an axis, yet "
      "typed";
  return {
      {"main",
       Axis::range("G", 50, 300, 50, Spacing::linear).described("nM", "template concentration"),
       Axis::range("rec", 10, 50, 50, Spacing::linear).described("nM", "recycling enzyme"),
       Axis::range("assoc_ddg", -1, 1, 50, Spacing::linear).described("kcal/mol", "association"),
       ScaleKind::linear, 0.0, 412.7, "Predator and prey", "pol = 3.7 nM, k1 = 0.002",
       "P.amplitude [nM]"},
      {"lengthy",
       Axis::range("x", -1e-7, 1e-7, 333, Spacing::linear).described("1/(nM*min)", lengthy),
       Axis::range("y", -123456.5, 123456.5, 77, Spacing::linear).described("mol", lengthy),
       Axis::range(std::string(90, 't'), 1e-9, 1e9, 50, Spacing::log).described("kg", lengthy),
       ScaleKind::symlog, -1e-5, 1e-5,
       "A title that goes on and on and on, far beyond the right end of every picture there is",
       lengthy + lengthy + lengthy, lengthy + " [1/min]"},
      {"crowded", Axis::list("x", wide_values()), Axis::list("y", wide_values()),
       Axis::list("t", wide_values()).described(std::string(200, 'u'), ""), ScaleKind::linear,
       1000.0, 1000.01, "Title", "Subtitle", "v"},
      {"bare", Axis::list("x", {1}), Axis::list("y", {1.25, 7, -3}), Axis::list("t", {0.1}),
       ScaleKind::linear, 5.0, 5.0, "", "", ""},
      {"fine", Axis::range("x", 1e-5, 10, 5000, Spacing::log),
       Axis::range("y", 1000, 1000.01, 3000, Spacing::linear),
       Axis::range("t", 0, 1, 1000000, Spacing::linear), ScaleKind::log, 1e-8, 1e8, "Title", "",
       "v [um^2]"}};
}

struct Size {
  int width;
  int height;
};

class AnySize : public testing::TestWithParam<Size> {};

void expect_apart(const std::vector<Box>& all, int width, int height) {
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Box& a = all[i];
    EXPECT_GE(a.left, 2.0) << a.name;
    EXPECT_GE(a.top, 2.0) << a.name;
    EXPECT_LE(a.right, width - 2.0) << a.name;
    EXPECT_LE(a.bottom, height - 2.0) << a.name;
    for (std::size_t j = 0; j < i; ++j) {
      const Box& b = all[j];
      EXPECT_FALSE(a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)
          << "'" << a.name << "' and '" << b.name << "'";
    }
  }
}

TEST_P(AnySize, TextIsInsideAndNothingOverlaps) {
  for (std::size_t panels = 1; panels <= 4; ++panels) {
    for (const Subject& s : subjects()) {
      SCOPED_TRACE(testing::Message() << s.name << ", panels: " << panels);
      const PictureOptions options = s.options(GetParam().width, GetParam().height, panels);
      if (options.width < least_width(panels)) {
        continue;
      }
      const Axes axes = s.axes();
      const auto found = Layout::find(axes, options);
      ASSERT_TRUE(found.has_value());
      const Layout& layout = *found;
      const std::vector<Box> all = boxes(layout, axes, options);
      const double counter = all.back().left;
      for (std::int64_t k = 0; k < s.t.size(); k += 1 + s.t.size() / 97) {
        EXPECT_LT(value_box(layout, axes.t, k).right, counter) << "frame " << k;
      }
      expect_apart(all, options.width, options.height);
    }
  }
}

TEST_P(AnySize, HeatMapIsEvenAndTakesMuchOfThePicture) {
  const Subject s = subjects().front();
  const PictureOptions options = s.options(GetParam().width, GetParam().height, 1);
  const Layout layout = *Layout::find(s.axes(), options);
  const Rect& plot = layout.panels[0].plot;
  EXPECT_EQ(plot.x % 2, 0);
  EXPECT_EQ(plot.y % 2, 0);
  EXPECT_EQ(layout.x_cells.pixels % 2, 0);
  EXPECT_EQ(layout.y_cells.pixels % 2, 0);
  EXPECT_EQ(plot.width, 50 * layout.x_cells.pixels);
  EXPECT_GE(plot.width * plot.height, options.width * options.height / 4);
  EXPECT_GE(layout.sizes.tick, 9.0) << "readable";
}

TEST_P(AnySize, PanelsAreEqualAndEven) {
  for (std::size_t panels = 2; panels <= 4; ++panels) {
    const PictureOptions options =
        subjects().front().options(GetParam().width, GetParam().height, panels);
    if (options.width < least_width(panels)) {
      continue;
    }
    const Layout layout = *Layout::find(subjects().front().axes(), options);
    for (const BarLayout& bar : layout.bars) {
      EXPECT_EQ(bar.colors.x % 2, 0);
    }
    for (const PanelLayout& panel : layout.panels) {
      EXPECT_EQ(panel.plot.x % 2, 0);
      EXPECT_EQ(panel.plot.y % 2, 0);
      EXPECT_EQ(panel.plot.width, layout.x_cells.extent());
      EXPECT_GE(panel.plot.width, 40) << "something to see";
    }
  }
}

TEST(Layout, FourHeatMapsOfASquareGridStandTwoByTwo) {
  const auto arrangement = [](std::size_t panels, int width, int height) {
    const Subject s = subjects().front();
    return Layout::find(s.axes(), s.options(width, height, panels))->arrangement;
  };
  EXPECT_EQ(arrangement(4, 1280, 720).columns, 2);
  EXPECT_EQ(arrangement(4, 1280, 720).rows, 2);
  EXPECT_EQ(arrangement(2, 1280, 720).columns, 2);
  EXPECT_EQ(arrangement(2, 720, 1280).columns, 1);
  EXPECT_EQ(arrangement(4, 3840, 480).columns, 4);
}

TEST(Layout, TextIsAsLargeAsMatplotlibs) {
  const Subject s = subjects().front();
  const PictureSizes sizes = Layout::find(s.axes(), s.options(1280, 720, 1))->sizes;
  EXPECT_NEAR(sizes.tick, 10.0 / 72.0 * 720.0 / 4.8, 1e-9) << "10 points of a height of 4.8 inches";
}

TEST_P(AnySize, AnAspectIsMetAsNearlyAsEvenCellsAllow) {
  const Subject s = subjects().front();
  for (const double aspect : {0.5, 1.0, 2.5}) {
    PictureOptions options = s.options(GetParam().width, GetParam().height, 1);
    options.aspect = aspect;
    const auto layout = Layout::find(s.axes(), options);
    ASSERT_TRUE(layout.has_value());
    const double half = 0.5 / std::min(layout->x_cells.pixels, layout->y_cells.pixels);
    const Rect& plot = layout->panels.front().plot;
    const bool whole = layout->y_cells.pixels > 2 || !layout->y_cells.is_reduced();
    EXPECT_NEAR(double(plot.width) / plot.height / aspect, 1.0, whole ? 2.0 * half : 0.1) << aspect;
    expect_apart(boxes(*layout, s.axes(), options), options.width, options.height);
  }
}

TEST(NaturalShape, LeavesNothingOverAndKeepsTextApart) {
  const Subject s = subjects().front();
  const grid::ParameterGrid grid(s.x, s.y, s.t);
  for (const std::size_t panels : {1U, 2U, 4U, 5U, 12U}) {
    for (const bool shared : {false, true}) {
      SCOPED_TRACE(testing::Message() << panels << " panels, shared: " << shared);
      PictureOptions options = s.options(4000, 0, panels);
      options.title = "";
      options.subtitle = "";
      options.text = 60.0;
      options.timeline = false;
      options.legend = panels % 2 == 0;
      options.aspect = 1.25;
      options.shared_bar = shared;
      for (PanelOptions& panel : options.panels) {
        panel.caption = "(a) assoc_ddg = −0.35 kcal/mol";
      }
      const auto shape = natural_shape(grid, options);
      ASSERT_TRUE(shape.has_value());
      options.columns = shape->columns;
      options.height = shape->height;
      const auto layout = Layout::find(s.axes(), options);
      ASSERT_TRUE(layout.has_value());
      EXPECT_LE(layout->spare_height, 8 * layout->arrangement.rows);
      EXPECT_NEAR(double(layout->panels[0].plot.width) / layout->panels[0].plot.height, 1.25,
                  1.25 / layout->y_cells.pixels);
      EXPECT_EQ(layout->bars.size(), shared ? 1U : panels);
      expect_apart(boxes(*layout, s.axes(), options), options.width, options.height);
    }
  }
}

TEST(NaturalShape, RefusesTextThatLeavesNoRoom) {
  const Subject s = subjects().front();
  PictureOptions options = s.options(600, 0, 3);
  options.text = 60.0;
  options.aspect = 1.0;
  EXPECT_FALSE(natural_shape(grid::ParameterGrid(s.x, s.y, s.t), options).has_value());
}

TEST(Legend, ShrinksAndThenLeavesOutWhatIsLeastSerious) {
  const Subject s = subjects().front();
  Layout layout = *Layout::find(s.axes(), s.options(1280, 720, 1));
  ClassesSeen every;
  every.fill(true);
  const auto all = legend_entries(layout, every);
  EXPECT_EQ(all.size(), cell_classes - 1);
  layout.legend.left = layout.legend.right - 90;
  const auto few = legend_entries(layout, every);
  ASSERT_LT(few.size(), all.size());
  EXPECT_LT(few.back().name.size, layout.sizes.tick);
  EXPECT_EQ(few.back().of, all.back().of) << "the most serious one stays";
}

INSTANTIATE_TEST_SUITE_P(Sizes, AnySize,
                         testing::Values(Size{320, 240}, Size{640, 360}, Size{640, 480},
                                         Size{854, 480}, Size{1280, 720}, Size{1920, 1080},
                                         Size{3840, 2160}, Size{1080, 1920}, Size{320, 2160},
                                         Size{3840, 240}, Size{720, 720}, Size{500, 334}));

}  // namespace
}  // namespace heatreel::render
