// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/store/frame_slab.hpp"

#include <cmath>
#include <cstring>
#include <limits>

#include "heatreel/base/contract.hpp"

namespace heatreel::store {

namespace {

template <class Stored>
base::Digest digest_bytes(std::span<const std::byte> bytes) {
  return base::digest_of(std::span<const Stored>(reinterpret_cast<const Stored*>(bytes.data()),
                                                 bytes.size() / sizeof(Stored)));
}

}  // namespace

FrameSlab::FrameSlab(const grid::ChunkRange& range, std::span<const std::vector<double>> values,
                     std::span<const grid::CellStatus> status,
                     std::span<const grid::CellVerdict> verdicts, const CellForm& form)
    : range_(range), form_(form) {
  const auto cells = static_cast<std::size_t>(range.size());
  HEATREEL_REQUIRE(range.size() > 0 && status.size() == cells);
  HEATREEL_REQUIRE(verdicts.empty() || verdicts.size() == cells);
  status_.reserve(cells);
  for (const grid::CellStatus each : status) {
    status_.push_back(static_cast<std::int8_t>(each));
  }
  if (form.verdicts) {
    verdicts_.assign(verdicts.begin(), verdicts.end());
    verdicts_.resize(cells, grid::CellVerdict::none);
  }
  values_.reserve(values.size() * cells * size_of(form.type));
  for (const std::vector<double>& metric : values) {
    HEATREEL_REQUIRE(metric.size() == cells);
    mark_overflows(metric);
  }
  for (const std::vector<double>& metric : values) {
    if (form.type == ValueType::float32) {
      append<float>(metric);
    } else {
      append<double>(metric);
    }
  }
}

/// Before any metric is added, since a metric that is missing is told of good cells only.
void FrameSlab::mark_overflows(std::span<const double> values) {
  for (std::size_t cell = 0; form_.type == ValueType::float32 && cell < values.size(); ++cell) {
    if (std::isfinite(values[cell]) && !std::isfinite(static_cast<float>(values[cell]))) {
      status_[cell] = static_cast<std::int8_t>(grid::CellStatus::overflow);
    }
  }
}

/// Adds a metric's values as Stored numbers, and its tally.
template <class Stored>
void FrameSlab::append(std::span<const double> values) {
  const std::size_t start = values_.size();
  values_.resize(start + values.size() * sizeof(Stored));
  std::byte* target = values_.data() + start;
  grid::Tally tally;
  for (std::size_t cell = 0; cell < values.size(); ++cell) {
    auto stored = static_cast<Stored>(values[cell]);
    if (std::isfinite(stored)) {
      tally = grid::join(tally, {0, values[cell], values[cell]});
    } else {
      stored = std::numeric_limits<Stored>::quiet_NaN();
      const bool well = !grid::is_failure(static_cast<grid::CellStatus>(status_[cell]));
      tally.missing += well ? 1 : 0;
    }
    std::memcpy(target, &stored, sizeof stored);
    target += sizeof stored;
  }
  tallies_.push_back(tally);
}

std::span<const std::byte> FrameSlab::values(std::size_t metric) const {
  const std::size_t bytes = static_cast<std::size_t>(range_.size()) * size_of(form_.type);
  HEATREEL_REQUIRE((metric + 1) * bytes <= values_.size());
  return std::span(values_).subspan(metric * bytes, bytes);
}

std::span<const std::byte> FrameSlab::stored(std::size_t variable) const {
  if (variable == 0) {
    return std::as_bytes(status());
  }
  return variable <= tallies_.size() ? values(variable - 1) : std::as_bytes(std::span(verdicts_));
}

std::vector<base::Digest> FrameSlab::digests() const {
  std::vector<base::Digest> all = {base::digest_of(status())};
  for (std::size_t metric = 0; metric < tallies_.size(); ++metric) {
    all.push_back(form_.type == ValueType::float32 ? digest_bytes<float>(values(metric))
                                                   : digest_bytes<double>(values(metric)));
  }
  if (!verdicts_.empty()) {
    all.push_back(digest_bytes<std::int8_t>(std::as_bytes(std::span(verdicts_))));
  }
  return all;
}

std::size_t FrameSlab::bytes() const {
  return sizeof *this + status_.capacity() + verdicts_.capacity() + values_.capacity() +
         tallies_.capacity() * sizeof(grid::Tally);
}

}  // namespace heatreel::store
