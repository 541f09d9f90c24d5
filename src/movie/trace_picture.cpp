// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace_picture.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

#include "heatreel/metric/sampled_maxima.hpp"
#include "heatreel/render/curve_figure.hpp"
#include "heatreel/render/heatmap_renderer.hpp"

namespace heatreel::movie {

namespace {

using app::TracedCourse;
using app::TracePicture;
using render::Curve;
using render::Ends;
using render::Plot;

/// A page of a paper is 170 mm wide, and its figures have text of 8 points.
constexpr double page_width = 170.0 / 25.4;  ///< inches
constexpr double text_size = 8.0 / 72.0;     ///< inches
constexpr int picture_dpi = 200;
constexpr int page_dpi = 600;

/// Quantities share a plot if their largest numbers differ by less than this factor: the smaller
/// one can still be seen.
constexpr double most_apart = 20.0;

/// A state or a derived value.
struct Quantity {
  std::string name;
  std::string unit;
  std::vector<const std::vector<double>*> values;  ///< of each course
};

/// All quantities of the model that the picture shows, in the order in which they are named.
std::vector<Quantity> quantities_of(const TracePicture& trace) {
  std::vector<Quantity> found;
  for (const std::string& name : trace.shown) {
    const auto add = [&](const auto& members, auto series) {
      for (std::size_t i = 0; i < members.size(); ++i) {
        if (members[i].name == name) {
          found.push_back({name, members[i].unit, {}});
          for (const TracedCourse& course : trace.courses) {
            found.back().values.push_back(&(course.series.*series)[i]);
          }
        }
      }
    };
    add(trace.model.states, &solve::TimeSeries::states);
    add(trace.model.derived, &solve::TimeSeries::derived);
  }
  return found;
}

double largest(const Quantity& quantity) {
  double most = 0.0;
  for (const std::vector<double>* const values : quantity.values) {
    for (const double value : *values) {
      most = std::isfinite(value) ? std::max(most, std::abs(value)) : most;
    }
  }
  return most;
}

bool can_share(const Quantity& a, const Quantity& b) {
  const double one = largest(a);
  const double other = largest(b);
  return a.unit == b.unit && one < most_apart * other && other < most_apart * one;
}

/// Which quantities have a plot together. Cells that are compared have a plot for each quantity.
std::vector<std::vector<std::size_t>> groups_of(const std::vector<Quantity>& quantities) {
  std::vector<std::vector<std::size_t>> groups;
  for (std::size_t q = 0; q < quantities.size(); ++q) {
    const auto group = std::find_if(groups.begin(), groups.end(), [&](const auto& members) {
      return quantities[q].values.size() == 1 &&
             can_share(quantities[members.front()], quantities[q]);
    });
    if (group == groups.end()) {
      groups.push_back({q});
    } else {
      group->push_back(q);
    }
  }
  return groups;
}

/// Ends of an axis for all that is drawn, with some room beside it.
class Range {
 public:
  void add(const std::vector<double>& values) {
    for (const double value : values) {
      if (std::isfinite(value)) {
        low_ = std::min(low_, value);
        high_ = std::max(high_, value);
      }
    }
  }

  double width() const { return high_ - low_; }

  Ends with_room(double part) const {
    constexpr double rounding = 1e-12;
    if (low_ > high_) {
      return {0.0, 1.0};
    }
    const double magnitude = std::max(std::abs(low_), std::abs(high_));
    if (high_ - low_ <= rounding * magnitude) {
      const double around = magnitude > 0.0 ? 0.05 * magnitude : 1.0;
      return {low_ - around, high_ + around};
    }
    const double room = part * (high_ - low_);
    return {low_ - room, high_ + room};
  }

 private:
  double low_ = std::numeric_limits<double>::infinity();
  double high_ = -std::numeric_limits<double>::infinity();
};

render::Label label_of(const std::string& name, const std::string& unit) {
  return {render::pretty_name(name), render::pretty_unit(unit)};
}

/// Whether a metric counts the maxima of a quantity.
bool counts_maxima(const TracePicture& trace, const std::string& quantity) {
  return std::any_of(trace.metrics.begin(), trace.metrics.end(), [&](const auto& metric) {
    return metric.quantity == quantity && metric::traits(metric.kind).counts_maxima;
  });
}

class FigureMaker {
 public:
  explicit FigureMaker(const TracePicture& trace)
      : trace_(trace), quantities_(quantities_of(trace)), compares_(trace.courses.size() > 1) {}

  render::CurveFigure make(int dpi) const {
    render::CurveFigure figure;
    figure.width = 2 * static_cast<int>(std::lround(page_width * dpi / 2.0));
    figure.text = text_size * dpi;
    figure.title = trace_.model.title.empty() ? trace_.model.name : trace_.model.title;
    figure.subtitles = trace_.subtitles;
    for (const std::vector<std::size_t>& group : groups_of(quantities_)) {
      figure.rows.push_back(row_of(group));
    }
    if (compares_) {
      for (std::size_t c = 0; c < trace_.courses.size(); ++c) {
        figure.rows.front().keys.push_back({render::series_color(c), trace_.courses[c].label});
      }
    }
    if (quantities_.size() > 1) {
      figure.square = portrait();
    }
    return figure;
  }

 private:
  Plot row_of(const std::vector<std::size_t>& group) const {
    constexpr double room = 0.06;
    Plot plot;
    Range range;
    const bool is_alone = group.size() == 1;
    for (const std::size_t q : group) {
      const Quantity& quantity = quantities_[q];
      for (std::size_t c = 0; c < quantity.values.size(); ++c) {
        plot.curves.push_back(curve_of(q, c));
        range.add(*quantity.values[c]);
      }
      if (!is_alone) {
        plot.keys.push_back({render::series_color(q), render::pretty_name(quantity.name)});
      }
    }
    const Quantity& first = quantities_[group.front()];
    const std::vector<double>& times = trace_.courses.front().series.times;
    plot.x_label = label_of(trace_.model.time_name, trace_.model.time_unit);
    plot.y_label = label_of(is_alone ? first.name : "", first.unit);
    plot.x = {times.front(), times.back()};
    plot.y = range.with_room(room);
    plot.shade = Ends{trace_.tail_begin, times.back()};
    return plot;
  }

  Curve curve_of(std::size_t q, std::size_t course) const {
    const Quantity& quantity = quantities_[q];
    Curve curve;
    curve.x = trace_.courses[course].series.times;
    curve.y = *quantity.values[course];
    curve.color = render::series_color(compares_ ? course : q);
    curve.is_joined = !trace_.model.discrete;
    if (counts_maxima(trace_, quantity.name)) {
      const auto reading =
          trace_.model.discrete ? metric::Reading::samples : metric::Reading::dense;
      for (const metric::Maximum& top :
           metric::counted_maxima(curve.x, curve.y, trace_.tail_begin, reading)) {
        curve.marks.push_back({top.time, top.value});
      }
    }
    return curve;
  }

  /// The second quantity over the first one, the tail darker than what is before.
  Plot portrait() const {
    constexpr double room = 0.04;
    const Quantity& x = quantities_[0];
    const Quantity& y = quantities_[1];
    Plot plot;
    Range x_range;
    Range y_range;
    for (std::size_t c = 0; c < trace_.courses.size(); ++c) {
      x_range.add(*x.values[c]);
      y_range.add(*y.values[c]);
    }
    plot.x_label = label_of(x.name, x.unit);
    plot.y_label = label_of(y.name, y.unit);
    plot.x = x_range.with_room(room);
    plot.y = y_range.with_room(room);
    for (std::size_t c = 0; c < trace_.courses.size(); ++c) {
      const std::vector<double>& times = trace_.courses[c].series.times;
      const auto tail =
          std::lower_bound(times.begin(), times.end(), trace_.tail_begin) - times.begin();
      Curve before;
      before.color = compares_ ? render::series_color(c) : render::Theme::light().ink;
      before.is_joined = !trace_.model.discrete;
      Curve after = before;
      before.faint = true;
      before.x.assign(x.values[c]->begin(), x.values[c]->begin() + tail);
      before.y.assign(y.values[c]->begin(), y.values[c]->begin() + tail);
      after.x.assign(x.values[c]->begin() + tail, x.values[c]->end());
      after.y.assign(y.values[c]->begin() + tail, y.values[c]->end());
      mark_rest(plot, after);
      plot.curves.insert(plot.curves.begin() + static_cast<std::ptrdiff_t>(c), std::move(before));
      plot.curves.push_back(std::move(after));
    }
    return plot;
  }

  /// A tail that is too short to be seen is marked where it ends.
  static void mark_rest(const Plot& plot, Curve& tail) {
    constexpr double seen = 0.01;
    const auto is_short = [](const std::vector<double>& values, const Ends& ends) {
      Range range;
      range.add(values);
      return range.width() < seen * (ends.high - ends.low);
    };
    if (is_short(tail.x, plot.x) && is_short(tail.y, plot.y) && std::isfinite(tail.x.back()) &&
        std::isfinite(tail.y.back())) {
      tail.marks.push_back({tail.x.back(), tail.y.back()});
    }
  }

  const TracePicture& trace_;
  std::vector<Quantity> quantities_;
  bool compares_;
};

}  // namespace

void draw_trace(const TracePicture& trace) {
  const FigureMaker maker(trace);
  if (trace.path.ends_with(".png")) {
    render::write_png(render::draw(maker.make(picture_dpi)), trace.path, picture_dpi);
    return;
  }
  render::write_page(maker.make(page_dpi), trace.path, render::page_format_of(trace.path),
                     page_dpi);
}

}  // namespace heatreel::movie
