// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/render/layout.hpp"

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
  std::vector<Box> all = {upward(l.y_label)};
  for (const PlacedText* text : {&l.title, &l.subtitle}) {
    all.push_back(across(text->text, text->anchor.x, text->anchor.y, text->size, 0.0));
  }
  const auto capitals = [&](Box box) {
    box.bottom -= descent(m.tick);
    all.push_back(box);
  };
  const double half = cap_height(m.tick) / 2.0;
  for (std::size_t p = 0; p < l.panels.size(); ++p) {
    const PanelLayout& panel = l.panels[p];
    const BarLayout& bar = panel.bar;
    const ColorOptions& color = options.panels[p].color;
    const ValueScale scale(color.scale, color.low, color.high);
    const BarText text = bar_text(m, bar, scale, options.panels[p]);
    all.push_back(area("plot", panel.plot));
    all.push_back(area("bar", {bar.colors.x, bar.colors.y - bar.over_tip, bar.colors.width,
                               bar.colors.height + bar.over_tip + bar.under_tip}));
    all.push_back(across(panel.x_label.text, panel.x_label.anchor.x, panel.x_label.anchor.y,
                         panel.x_label.size, 0.5));
    all.push_back(upward(text.label));
    for (const Tick& t : panel.x_ticks.major) {
      capitals(
          across(t.label, panel.plot_x(axes.x.position(t.value)), l.x_tick_baseline, m.tick, 0.5));
    }
    for (const Tick& t : text.ticks.major) {
      capitals(across(t.label, bar.colors.right() + m.beside(),
                      bar.y(scale.position(t.value)) + half, m.tick, 0.0));
    }
  }
  for (const auto& entry : l.legend.entries) {
    all.push_back(area("swatch", entry.swatch));
    all.push_back(across(name_of(entry.of), entry.text_x, l.legend.baseline, m.tick, 0.0));
  }
  for (const Tick& t : l.t_ticks.major) {
    capitals(across(t.label, l.timeline_x(axes.t, axes.t.position(t.value)), l.t_tick_baseline,
                    m.tick, 0.5));
  }
  const PanelLayout& first = l.panels.front();
  for (const Tick& t : l.y_ticks.major) {
    capitals(across(t.label, first.plot.x - m.beside(),
                    first.plot_y(axes.y.position(t.value)) + half, m.tick, 1.0));
  }
  all.push_back(value_box(l, axes.t, 0));
  const auto frames = axes.t.axis().size();
  all.push_back(
      across(frame_counter(frames - 1, frames), l.timeline_right, l.t_name.anchor.y, m.tick, 1.0));
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
      const Layout layout = Layout::of(axes, options);
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
  const Layout layout = Layout::of(s.axes(), options);
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
    const Layout layout = Layout::of(subjects().front().axes(), options);
    for (const PanelLayout& panel : layout.panels) {
      EXPECT_EQ(panel.plot.x % 2, 0);
      EXPECT_EQ(panel.bar.colors.x % 2, 0);
      EXPECT_EQ(panel.plot.width, layout.x_cells.extent());
      EXPECT_GE(panel.plot.width, 40) << "something to see";
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Sizes, AnySize,
                         testing::Values(Size{320, 240}, Size{640, 360}, Size{640, 480},
                                         Size{854, 480}, Size{1280, 720}, Size{1920, 1080},
                                         Size{3840, 2160}, Size{1080, 1920}, Size{320, 2160},
                                         Size{3840, 240}, Size{720, 720}, Size{500, 334}));

}  // namespace
}  // namespace heatreel::render
