// SPDX-License-Identifier: GPL-3.0-or-later
// Small dense matrices of groups, of which one vector of lanes is worked on; compiled once for
// each SIMD target (see lane_lu.cpp).
#if defined(HEATREEL_PROGRAM_LANE_PANEL_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef HEATREEL_PROGRAM_LANE_PANEL_INL
#undef HEATREEL_PROGRAM_LANE_PANEL_INL
#else
#define HEATREEL_PROGRAM_LANE_PANEL_INL
#endif

#include <cstddef>
#include <cstdint>

#include <hwy/highway.h>

#include "heatreel/program/lane_lu.hpp"

HWY_BEFORE_NAMESPACE();
namespace heatreel::program::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using Tag = hn::CappedTag<double, group_lanes>;
using V = hn::Vec<Tag>;

/// A tile of sums is kept in registers: rows times columns. There are 32 with AVX-512 and NEON.
constexpr std::size_t tile_rows = 4;
constexpr std::size_t tile_columns = HWY_TARGET == HWY_NEON || HWY_MAX_BYTES == 64 ? 4 : 2;

HWY_INLINE V load(const double* group) { return hn::Load(Tag(), group); }

/// Groups of a matrix, of which one vector is looked at: row r, column c.
template <class Number>
struct Panel {
  Number* first;
  std::size_t stride;  ///< groups

  HWY_INLINE Number* at(std::size_t row, std::size_t column) const {
    return first + (row * stride + column) * group_lanes;
  }
  HWY_INLINE Panel from(std::size_t row, std::size_t column) const {
    return {at(row, column), stride};
  }
};
using Numbers = Panel<double>;
using ConstNumbers = Panel<const double>;

/// target[r][places[c]] -= Σ_k factors[r][k]·source[k][c] for R rows and C columns
template <std::size_t R, std::size_t C>
HWY_INLINE void subtract_tile(Numbers target, const std::uint32_t* places, ConstNumbers factors,
                              ConstNumbers source, std::size_t width) {
  V sum[R][C];
  for (std::size_t r = 0; r < R; ++r) {
    for (std::size_t c = 0; c < C; ++c) {
      sum[r][c] = load(target.at(r, places[c]));
    }
  }
  for (std::size_t k = 0; k < width; ++k) {
    V u[C];
    for (std::size_t c = 0; c < C; ++c) {
      u[c] = load(source.at(k, c));
    }
    for (std::size_t r = 0; r < R; ++r) {
      const V factor = load(factors.at(r, k));
      for (std::size_t c = 0; c < C; ++c) {
        sum[r][c] = hn::NegMulAdd(factor, u[c], sum[r][c]);
      }
    }
  }
  for (std::size_t r = 0; r < R; ++r) {
    for (std::size_t c = 0; c < C; ++c) {
      hn::Store(sum[r][c], Tag(), target.at(r, places[c]));
    }
  }
}

/// Calls visitor.rows<R>(first row) for tiles of rows that cover `count` rows.
template <class Visitor>
HWY_INLINE void for_row_tiles(std::size_t count, const Visitor& visitor) {
  std::size_t r = 0;
  for (; r + tile_rows <= count; r += tile_rows) {
    visitor.template rows<tile_rows>(r);
  }
  switch (count - r) {
    case 1:
      return visitor.template rows<1>(r);
    case 2:
      return visitor.template rows<2>(r);
    case 3:
      return visitor.template rows<3>(r);
    default:
      return;
  }
}

enum class Sum { subtract_products, add_magnitudes };

/// sum[r] becomes sum[r] ∓ Σ_c rows[r][c]·x[columns[c]]
template <Sum kind, std::size_t R>
HWY_INLINE void accumulate(V (&sum)[R], ConstNumbers rows, const std::uint32_t* columns,
                           std::size_t count, const double* x) {
  const auto add = [&](V(&to)[R], std::size_t c) HWY_ATTR {
    const V factor = load(x + columns[c] * group_lanes);
    for (std::size_t r = 0; r < R; ++r) {
      const V number = load(rows.at(r, c));
      to[r] = kind == Sum::subtract_products ? hn::NegMulAdd(number, factor, to[r])
                                             : hn::MulAdd(hn::Abs(number), factor, to[r]);
    }
  };
  V odd[R];  // two chains of sums are twice as fast as one
  for (std::size_t r = 0; r < R; ++r) {
    odd[r] = hn::Zero(Tag());
  }
  std::size_t c = 0;
  for (; c + 2 <= count; c += 2) {
    add(sum, c);
    add(odd, c + 1);
  }
  if (c < count) {
    add(sum, c);
  }
  for (std::size_t r = 0; r < R; ++r) {
    sum[r] = hn::Add(sum[r], odd[r]);
  }
}

HWY_INLINE ConstNumbers constant(Numbers numbers) { return {numbers.first, numbers.stride}; }

}  // namespace heatreel::program::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
