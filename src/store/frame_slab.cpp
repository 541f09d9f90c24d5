// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/store/frame_slab.hpp"

#include <cstring>

#include "heatreel/base/contract.hpp"

namespace heatreel::store {

namespace {

/// Appends `values` as Stored numbers. A value beyond Stored's range becomes infinite.
template <class Stored>
void append_as(std::span<const double> values, std::vector<std::byte>& bytes) {
  const std::size_t start = bytes.size();
  bytes.resize(start + values.size() * sizeof(Stored));
  std::byte* target = bytes.data() + start;
  for (const double value : values) {
    const auto stored = static_cast<Stored>(value);
    std::memcpy(target, &stored, sizeof stored);
    target += sizeof stored;
  }
}

template <class Stored>
base::Digest digest_bytes(std::span<const std::byte> bytes) {
  return base::digest_of(std::span<const Stored>(reinterpret_cast<const Stored*>(bytes.data()),
                                                 bytes.size() / sizeof(Stored)));
}

}  // namespace

FrameSlab::FrameSlab(const grid::ChunkRange& range, std::span<const std::vector<double>> values,
                     std::span<const grid::CellStatus> status, ValueType type)
    : range_(range), type_(type) {
  const auto cells = static_cast<std::size_t>(range.size());
  HEATREEL_REQUIRE(range.size() > 0 && status.size() == cells);
  status_.reserve(cells);
  for (const grid::CellStatus each : status) {
    status_.push_back(static_cast<std::int8_t>(each));
  }
  values_.reserve(values.size() * cells * size_of(type));
  for (const std::vector<double>& metric : values) {
    HEATREEL_REQUIRE(metric.size() == cells);
    if (type == ValueType::float32) {
      append_as<float>(metric, values_);
    } else {
      append_as<double>(metric, values_);
    }
  }
}

std::span<const std::byte> FrameSlab::values(std::size_t metric) const {
  const std::size_t bytes = static_cast<std::size_t>(range_.size()) * size_of(type_);
  HEATREEL_REQUIRE((metric + 1) * bytes <= values_.size());
  return std::span(values_).subspan(metric * bytes, bytes);
}

std::vector<base::Digest> FrameSlab::digests() const {
  std::vector<base::Digest> all = {base::digest_of(status())};
  const std::size_t metrics =
      values_.size() / (static_cast<std::size_t>(range_.size()) * size_of(type_));
  for (std::size_t metric = 0; metric < metrics; ++metric) {
    all.push_back(type_ == ValueType::float32 ? digest_bytes<float>(values(metric))
                                              : digest_bytes<double>(values(metric)));
  }
  return all;
}

std::size_t FrameSlab::bytes() const {
  return sizeof *this + status_.capacity() + values_.capacity();
}

}  // namespace heatreel::store
