// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/movie/field.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "heatreel/base/error.hpp"
#include "heatreel/base/text.hpp"
#include "heatreel/render/label_text.hpp"

namespace heatreel::movie {

namespace {

/// Cells that are read at a time, if a row has no more.
constexpr std::int64_t cells_a_band = std::int64_t{1} << 18;

/// Grows to hold the finite values it is shown.
class Extremes {
 public:
  void add(std::span<const double> values) {
    for (const double value : values) {
      if (std::isfinite(value)) {
        range_.min = std::min(range_.min, value);
        range_.max = std::max(range_.max, value);
      }
    }
  }
  std::optional<store::ValueRange> range() const {
    return range_.min <= range_.max ? std::optional(range_) : std::nullopt;
  }

 private:
  static constexpr double infinity = std::numeric_limits<double>::infinity();
  store::ValueRange range_ = {infinity, -infinity};
};

/// The graver of two statuses, in the order in which pictures show them.
grid::CellStatus graver(grid::CellStatus a, grid::CellStatus b) {
  const auto gravity = [](grid::CellStatus status) {
    constexpr double missing = std::numeric_limits<double>::quiet_NaN();
    return std::pair(render::classify(0.0, status), render::classify(missing, status));
  };
  return gravity(a) < gravity(b) ? b : a;
}

}  // namespace

Field::Field(const store::FrameReader& reader, std::size_t metric)
    : reader_(&reader), metric_(metric) {}

Field Field::minus(const store::FrameReader& other, const std::string& path) const {
  const std::string file = base::printable(path);
  for (std::size_t a = 0; a < 3; ++a) {
    const grid::Axis& mine = layout().grid.axes()[a];
    const grid::Axis& its = other.layout().grid.axes()[a];
    if (!mine.resembles(its)) {
      throw base::ConfigError(
          {fmt::format("--difference {} cannot be used", file),
           fmt::format("its {} axis {} has other points than {}", "xyt"[a],
                       base::printable(its.name()), base::printable(mine.name())),
           "Both files must come from sweeps over the same values."});
    }
  }
  const auto& metrics = other.layout().metrics;
  const auto found = std::find_if(metrics.begin(), metrics.end(), [&](const auto& variable) {
    return variable.name == this->variable().name;
  });
  if (found == metrics.end() || found->unit != variable().unit) {
    throw base::ConfigError({fmt::format("--difference {} cannot be used", file),
                             fmt::format("it has no {} in the unit '{}'", variable().name,
                                         base::printable(variable().unit)),
                             "Choose a metric of both files by --metric."});
  }
  Field difference = *this;
  difference.other_ = &other;
  difference.other_metric_ = static_cast<std::size_t>(found - metrics.begin());
  return difference;
}

std::string Field::label() const {
  const std::string name =
      (is_difference() ? "Δ " : "") + render::pretty_text(variable().long_name);
  return variable().unit.empty() ? name : fmt::format("{} [{}]", name, variable().unit);
}

// Of all metrics, it is periods that verdicts explain.
bool Field::has_reasons() const {
  return layout().verdicts && !is_difference() &&
         variable().name.find("_period") != std::string::npos;
}

void Field::read_rows(grid::FrameIndex frame, std::int64_t first_row, std::int64_t rows,
                      const Visit& visit) const {
  if (ask_) {
    ask_();
  }
  const auto cells = static_cast<std::size_t>(rows * layout().grid.x().size());
  std::vector<double> values(cells);
  std::vector<grid::CellStatus> status(cells);
  reader_->read_rows(metric_, frame, first_row, values, status);
  if (is_difference()) {
    std::vector<double> less(cells);
    std::vector<grid::CellStatus> its_status(cells);
    other_->read_rows(other_metric_, frame, first_row, less, its_status);
    for (std::size_t cell = 0; cell < cells; ++cell) {
      values[cell] -= less[cell];
      status[cell] = graver(status[cell], its_status[cell]);
    }
  }
  std::vector<grid::CellVerdict> verdicts;
  if (has_reasons()) {
    verdicts.resize(cells);
    reader_->read_verdict_rows(frame, first_row, verdicts);
  }
  visit({values, status, verdicts});
}

void Field::read(grid::FrameIndex frame, const Visit& visit) const {
  const std::int64_t height = layout().grid.y().size();
  const std::int64_t band = std::max<std::int64_t>(1, cells_a_band / layout().grid.x().size());
  for (std::int64_t row = 0; row < height; row += band) {
    read_rows(frame, row, std::min(band, height - row), visit);
  }
}

std::optional<store::ValueRange> Field::range() const {
  if (!is_difference() && reader_->committed_frames() > 0) {
    return reader_->global_range(metric_);
  }
  Extremes extremes;
  scan(*this, [&](const render::CellRows& rows) { extremes.add(rows.values); });
  return extremes.range();
}

std::optional<store::ValueRange> Field::range_of(grid::FrameIndex frame) const {
  if (!is_difference() && reader_->committed(frame)) {
    return reader_->frame_range(metric_, frame);
  }
  Extremes extremes;
  read(frame, [&](const render::CellRows& rows) { extremes.add(rows.values); });
  return extremes.range();
}

void scan(const Field& field, const Field::Visit& visit) {
  for (grid::FrameIndex frame = 0; frame < field.layout().grid.frames(); ++frame) {
    field.read(frame, visit);
  }
}

}  // namespace heatreel::movie
