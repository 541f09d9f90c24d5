// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/render/percentiles.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "heatreel/base/contract.hpp"

namespace heatreel::render {

namespace {

constexpr std::uint64_t sign_bit = std::uint64_t{1} << 63U;

/// The first 32 bits of a whole number that is ordered as the values are.
std::uint32_t key_of(double value) {
  const auto bits = std::bit_cast<std::uint64_t>(value);
  return static_cast<std::uint32_t>(((bits & sign_bit) != 0 ? ~bits : bits | sign_bit) >> 32U);
}

double value_of(std::uint64_t ordered) {
  return std::bit_cast<double>((ordered & sign_bit) != 0 ? ordered ^ sign_bit : ~ordered);
}

/// Smallest and largest value of a key.
double low_of(std::uint32_t key) { return value_of(std::uint64_t{key} << 32U); }
double high_of(std::uint32_t key) { return value_of(std::uint64_t{key} << 32U | 0xFFFFFFFFU); }

}  // namespace

Percentiles::Percentiles(double low, double high)
    : targets_{Target{.percent = low, .next = {}}, Target{.percent = high, .next = {}}} {
  HEATREEL_REQUIRE(low >= 0.0 && low <= high && high <= 100.0);
}

std::pair<std::uint32_t, std::uint64_t> Percentiles::Histogram::find(std::uint64_t rank) const {
  std::uint64_t before = 0;
  std::uint32_t bin = 0;
  while (bin + 1 < counts.size() && before + counts[bin] < rank) {
    before += counts[bin++];
  }
  return {bin, before};
}

void Percentiles::count(std::span<const double> values) {
  HEATREEL_REQUIRE(!chosen_);
  for (const double value : values) {
    if (std::isfinite(value)) {
      ++leading_.counts[key_of(value) >> 16U];
      ++total_;
      least_ = std::min(least_, value);
      most_ = std::max(most_, value);
    }
  }
}

void Percentiles::refine(std::span<const double> values) {
  if (!chosen_ && total_ > 0) {
    for (Target& target : targets_) {
      const double share = std::ceil(target.percent / 100.0 * static_cast<double>(total_));
      const auto rank = std::clamp<std::uint64_t>(static_cast<std::uint64_t>(share), 1, total_);
      const auto [bin, before] = leading_.find(rank);
      target.prefix = bin;
      target.rank = rank - before;
    }
    chosen_ = true;
  }
  for (const double value : values) {
    if (std::isfinite(value)) {
      const std::uint32_t key = key_of(value);
      for (Target& target : targets_) {
        if (key >> 16U == target.prefix) {
          ++target.next.counts[key & 0xFFFFU];
        }
      }
    }
  }
}

std::optional<std::pair<double, double>> Percentiles::result() const {
  if (!chosen_) {
    return std::nullopt;
  }
  const auto key = [](const Target& target) {
    return target.prefix << 16U | target.next.find(target.rank).first;
  };
  return std::pair(std::max(low_of(key(targets_[0])), least_),
                   std::min(high_of(key(targets_[1])), most_));
}

}  // namespace heatreel::render
