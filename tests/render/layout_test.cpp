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
std::vector<Box> boxes(const Layout& l, const Scales& scales) {
  const Metrics& m = l.metrics;
  std::vector<Box> all = {
      area("plot", l.plot),
      area("bar", l.bar),
      area("legend", l.legend),
      across(l.x_label.text, l.x_label.anchor.x, l.x_label.anchor.y, l.x_label.size, 0.5),
      upward(l.y_label),
      upward(l.value_label)};
  for (const PlacedText* text : {&l.title, &l.subtitle}) {
    all.push_back(across(text->text, text->anchor.x, text->anchor.y, text->size, 0.0));
  }
  const auto capitals = [&](Box box) {
    box.bottom -= descent(m.tick);
    all.push_back(box);
  };
  for (const Tick& t : l.x_ticks.major) {
    capitals(across(t.label, l.plot_x(scales.x.position(t.value)), l.x_tick_baseline, m.tick, 0.5));
  }
  for (const Tick& t : l.t_ticks.major) {
    capitals(across(t.label, l.timeline_x(scales.t, scales.t.position(t.value)), l.t_tick_baseline,
                    m.tick, 0.5));
  }
  const int beside = m.line + m.tick_length + m.tick_gap;
  const double half = cap_height(m.tick) / 2.0;
  for (const Tick& t : l.y_ticks.major) {
    capitals(across(t.label, l.plot.x - beside, l.plot_y(scales.y.position(t.value)) + half, m.tick,
                    1.0));
  }
  for (const Tick& t : l.value_ticks.major) {
    capitals(across(t.label, l.bar.right() + beside,
                    l.plot_y(scales.value.position(t.value)) + half, m.tick, 0.0));
  }
  all.push_back(value_box(l, scales.t, 0));
  const auto frames = scales.t.axis().size();
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
  ColorOptions color;
  Captions captions;
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
       {"viridis", ScaleKind::linear, 0.0, 412.7},
       {"Predator and prey", "pol = 3.7 nM, k1 = 0.002", "P.amplitude [nM]"}},
      {"lengthy",
       Axis::range("x", -1e-7, 1e-7, 333, Spacing::linear).described("1/(nM*min)", lengthy),
       Axis::range("y", -123456.5, 123456.5, 77, Spacing::linear).described("mol", lengthy),
       Axis::range(std::string(90, 't'), 1e-9, 1e9, 50, Spacing::log).described("kg", lengthy),
       {"viridis", ScaleKind::symlog, -1e-5, 1e-5},
       {lengthy + lengthy, lengthy + lengthy + lengthy, lengthy + " [1/min]"}},
      {"crowded",
       Axis::list("x", wide_values()),
       Axis::list("y", wide_values()),
       Axis::list("t", wide_values()).described(std::string(200, 'u'), ""),
       {"viridis", ScaleKind::linear, 1000.0, 1000.01},
       {"Title", "Subtitle", "v"}},
      {"bare",
       Axis::list("x", {1}),
       Axis::list("y", {1.25, 7, -3}),
       Axis::list("t", {0.1}),
       {"viridis", ScaleKind::linear, 5.0, 5.0},
       {"", "", ""}},
      {"fine",
       Axis::range("x", 1e-5, 10, 5000, Spacing::log),
       Axis::range("y", 1000, 1000.01, 3000, Spacing::linear),
       Axis::range("t", 0, 1, 1000000, Spacing::linear),
       {"viridis", ScaleKind::log, 1e-8, 1e8},
       {"Title", "", "v [um^2]"}}};
}

struct Size {
  int width;
  int height;
};

class AnySize : public testing::TestWithParam<Size> {};

TEST_P(AnySize, TextIsInsideAndNothingOverlaps) {
  for (const Subject& s : subjects()) {
    SCOPED_TRACE(s.name);
    const Scales scales{AxisScale(s.x), AxisScale(s.y), AxisScale(s.t),
                        ValueScale(s.color.scale, s.color.low, s.color.high)};
    PictureOptions options;
    options.width = GetParam().width;
    options.height = GetParam().height;
    options.captions = s.captions;
    const Layout layout = Layout::of(scales, options);
    const std::vector<Box> all = boxes(layout, scales);
    const double counter = all.back().left;
    for (std::int64_t k = 0; k < s.t.size(); k += 1 + s.t.size() / 97) {
      EXPECT_LT(value_box(layout, scales.t, k).right, counter) << "frame " << k;
    }
    for (std::size_t i = 0; i < all.size(); ++i) {
      const Box& a = all[i];
      EXPECT_GE(a.left, 2.0) << a.name;
      EXPECT_GE(a.top, 2.0) << a.name;
      EXPECT_LE(a.right, options.width - 2.0) << a.name;
      EXPECT_LE(a.bottom, options.height - 2.0) << a.name;
      for (std::size_t j = 0; j < i; ++j) {
        const Box& b = all[j];
        EXPECT_FALSE(a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)
            << "'" << a.name << "' and '" << b.name << "'";
      }
    }
  }
}

TEST_P(AnySize, HeatMapIsEvenAndTakesMuchOfThePicture) {
  const Subject s = subjects().front();
  const Scales scales{AxisScale(s.x), AxisScale(s.y), AxisScale(s.t),
                      ValueScale(ScaleKind::linear, 0.0, 1.0)};
  PictureOptions options;
  options.width = GetParam().width;
  options.height = GetParam().height;
  options.captions = s.captions;
  const Layout layout = Layout::of(scales, options);
  EXPECT_EQ(layout.plot.x % 2, 0);
  EXPECT_EQ(layout.plot.y % 2, 0);
  EXPECT_EQ(layout.x_cells.pixels % 2, 0);
  EXPECT_EQ(layout.y_cells.pixels % 2, 0);
  EXPECT_EQ(layout.plot.width, 50 * layout.x_cells.pixels);
  EXPECT_GE(layout.plot.width * layout.plot.height, options.width * options.height / 4);
  EXPECT_GE(layout.metrics.tick, 9.0) << "readable";
}

INSTANTIATE_TEST_SUITE_P(Sizes, AnySize,
                         testing::Values(Size{320, 240}, Size{640, 360}, Size{640, 480},
                                         Size{854, 480}, Size{1280, 720}, Size{1920, 1080},
                                         Size{3840, 2160}, Size{1080, 1920}, Size{320, 2160},
                                         Size{3840, 240}, Size{720, 720}, Size{500, 334}));

}  // namespace
}  // namespace heatreel::render
