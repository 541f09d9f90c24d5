// SPDX-License-Identifier: GPL-3.0-or-later
// The factors of a matrix, block after block (see elimination_plan.hpp); compiled once for each
// SIMD target (see lane_lu.cpp).
#if defined(HEATREEL_PROGRAM_LANE_FACTORIZATION_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef HEATREEL_PROGRAM_LANE_FACTORIZATION_INL
#undef HEATREEL_PROGRAM_LANE_FACTORIZATION_INL
#else
#define HEATREEL_PROGRAM_LANE_FACTORIZATION_INL
#endif

#include "elimination_plan.hpp"
#include "lane_panel-inl.hpp"

#include <cstddef>
#include <cstdint>

#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace heatreel::program::HWY_NAMESPACE {

using Block = EliminationPlan::Block;
using Update = EliminationPlan::Update;

/// Eliminates the pivots of earlier rows from rows of a block, and adds to |L|·|U|s of these rows.
struct Eliminate {
  Numbers target;
  std::size_t position;  ///< of the first pivot's column in the target
  ConstNumbers pivots;   ///< rows of the pivots, from the first pivot on
  std::size_t width;     ///< pivots
  std::size_t count;     ///< columns right of the pivots
  const std::uint32_t* places;
  const std::uint32_t* unknowns;  ///< of the target's columns
  const double* reach;            ///< |U|s
  double* grown;                  ///< |L|·|U|s of the target's rows

  template <std::size_t R>
  HWY_INLINE void rows(std::size_t first) const {
    const Numbers to = target.from(first, 0);
    const Numbers factors = to.from(0, position);
    make_factors<R>(factors, grown + first * group_lanes);
    std::size_t c = 0;
    for (; c + tile_columns <= count; c += tile_columns) {
      subtract<R, tile_columns>(to, factors, c);
    }
    if (c + 2 <= count) {
      subtract<R, 2>(to, factors, c);
      c += 2;
    }
    if (c < count) {
      subtract<R, 1>(to, factors, c);
    }
  }

  /// Turns entries into multipliers. The pivots' inverses are in their places.
  template <std::size_t R>
  HWY_INLINE void make_factors(Numbers x, double* growing) const {
    V growth[R];
    for (std::size_t r = 0; r < R; ++r) {
      growth[r] = load(growing + r * group_lanes);
    }
    for (std::size_t k = 0; k < width; ++k) {
      V sum[R];
      for (std::size_t r = 0; r < R; ++r) {
        sum[r] = load(x.at(r, k));
      }
      for (std::size_t p = 0; p < k; ++p) {
        const V u = load(pivots.at(p, k));
        for (std::size_t r = 0; r < R; ++r) {
          sum[r] = hn::NegMulAdd(load(x.at(r, p)), u, sum[r]);
        }
      }
      const V inverse = load(pivots.at(k, k));
      const V reached = load(reach + unknowns[position + k] * group_lanes);
      for (std::size_t r = 0; r < R; ++r) {
        const V factor = hn::Mul(sum[r], inverse);
        growth[r] = hn::MulAdd(hn::Abs(factor), reached, growth[r]);
        hn::Store(factor, Tag(), x.at(r, k));
      }
    }
    for (std::size_t r = 0; r < R; ++r) {
      hn::Store(growth[r], Tag(), growing + r * group_lanes);
    }
  }

  template <std::size_t R, std::size_t C>
  HWY_INLINE void subtract(Numbers to, Numbers factors, std::size_t c) const {
    subtract_tile<R, C>(to, places + c, {factors.first, factors.stride}, pivots.from(0, width + c),
                        width);
  }
};

/// What is measured of a block's rows, a group each.
struct RowSizes {
  alignas(64) double given[widest_block * group_lanes];  ///< |A|s
  alignas(64) double grown[widest_block * group_lanes];  ///< |L|·|U|s, without the row's own pivot
};

/// Measures a block's rows before they are changed.
struct MeasureRows {
  ConstNumbers numbers;
  const std::uint32_t* unknowns;
  std::size_t length;
  const double* scale;
  RowSizes& sizes;

  template <std::size_t R>
  HWY_INLINE void rows(std::size_t first) const {
    V sum[R];
    for (std::size_t r = 0; r < R; ++r) {
      sum[r] = hn::Zero(Tag());
    }
    accumulate<Sum::add_magnitudes>(sum, numbers.from(first, 0), unknowns, length, scale);
    for (std::size_t r = 0; r < R; ++r) {
      hn::Store(sum[r], Tag(), sizes.given + (first + r) * group_lanes);
      hn::Store(hn::Zero(Tag()), Tag(), sizes.grown + (first + r) * group_lanes);
    }
  }
};

/// The largest growth of rows so far.
struct Growth {
  V largest;
  V defect;  ///< NaN as soon as something is not finite

  HWY_INLINE void add(V grown, V given) {
    const V ratio = hn::Div(grown, given);
    largest = hn::IfThenElse(hn::Gt(ratio, largest), ratio, largest);
    check(ratio);
  }
  HWY_INLINE void check(V number) { defect = hn::MulAdd(number, hn::Zero(Tag()), defect); }
};

/// Eliminates a block's rows from each other, which makes them rows of L and U.
struct FinishRows {
  Numbers numbers;
  const std::uint32_t* unknowns;
  const std::uint32_t* places;
  const Block& block;
  const double* scale;
  double* reach;
  RowSizes& sizes;
  Growth& growth;

  template <std::size_t R>
  HWY_INLINE void rows(std::size_t first) const {
    const std::size_t corner = block.diagonal + first;
    const Numbers own = numbers.from(first, 0);
    double* const grown = sizes.grown + first * group_lanes;
    if (first > 0) {
      const Numbers pivots = numbers.from(0, block.diagonal);
      Eliminate{own,
                block.diagonal,
                constant(pivots),
                first,
                block.length - corner,
                places + corner,
                unknowns,
                reach,
                grown}
          .template rows<R>(0);
    }
    V a[R][R];
    V sum[R];  // |U|s
    factorize_corner<R>(own.from(0, corner), corner, a, sum);
    for (std::size_t c = corner + R; c < block.length; ++c) {
      const V size = load(scale + unknowns[c] * group_lanes);
      V u[R];
      for (std::size_t r = 0; r < R; ++r) {
        u[r] = load(own.at(r, c));
        for (std::size_t p = 0; p < r; ++p) {
          u[r] = hn::NegMulAdd(a[r][p], u[p], u[r]);
        }
        sum[r] = hn::MulAdd(hn::Abs(u[r]), size, sum[r]);
        hn::Store(u[r], Tag(), own.at(r, c));
      }
    }
    for (std::size_t r = 0; r < R; ++r) {
      V total = hn::Add(load(grown + r * group_lanes), sum[r]);
      for (std::size_t p = 0; p < r; ++p) {
        total = hn::MulAdd(hn::Abs(a[r][p]), sum[p], total);
      }
      growth.add(total, load(sizes.given + (first + r) * group_lanes));
      hn::Store(sum[r], Tag(), reach + unknowns[corner + r] * group_lanes);
    }
  }

  /// Factorizes R rows and columns from the diagonal on.
  template <std::size_t R>
  HWY_INLINE void factorize_corner(Numbers at, std::size_t corner, V (&a)[R][R],
                                   V (&sum)[R]) const {
    V size[R];
    for (std::size_t r = 0; r < R; ++r) {
      size[r] = load(scale + unknowns[corner + r] * group_lanes);
      for (std::size_t c = 0; c < R; ++c) {
        a[r][c] = load(at.at(r, c));
      }
    }
    for (std::size_t k = 0; k < R; ++k) {
      const V inverse = hn::Div(hn::Set(Tag(), 1.0), a[k][k]);
      growth.check(inverse);
      for (std::size_t r = k + 1; r < R; ++r) {
        a[r][k] = hn::Mul(a[r][k], inverse);
        for (std::size_t c = k + 1; c < R; ++c) {
          a[r][c] = hn::NegMulAdd(a[r][k], a[k][c], a[r][c]);
        }
      }
      sum[k] = hn::Mul(hn::Abs(a[k][k]), size[k]);
      for (std::size_t c = k + 1; c < R; ++c) {
        sum[k] = hn::MulAdd(hn::Abs(a[k][c]), size[c], sum[k]);
      }
      a[k][k] = inverse;
    }
    for (std::size_t r = 0; r < R; ++r) {
      for (std::size_t c = 0; c < R; ++c) {
        hn::Store(a[r][c], Tag(), at.at(r, c));
      }
    }
  }
};

/// Factorizes one vector's lanes. `reach` is room for |U|s, in the order of `scale`.
HWY_INLINE V factorize_lanes(const EliminationPlan& plan, double* matrix, const double* scale,
                             double* reach) {
  RowSizes sizes;
  Growth growth{hn::Zero(Tag()), hn::Zero(Tag())};
  std::size_t number = 0;
  std::size_t fill = 0;
  for (const Block& block : plan.blocks) {
    for (; fill < block.fill_end; ++fill) {
      hn::Store(hn::Zero(Tag()), Tag(), matrix + plan.fill[fill] * group_lanes);
    }
    const Numbers rows{matrix + block.offset * group_lanes, block.stride};
    const std::uint32_t* const unknowns = plan.columns.data() + block.columns;
    for_row_tiles(block.width, MeasureRows{constant(rows), unknowns, block.length, scale, sizes});
    for (; number < block.update_end; ++number) {
      const Update& update = plan.updates[number];
      const ConstNumbers pivots{matrix + update.source * group_lanes, update.stride};
      for_row_tiles(block.width,
                    Eliminate{rows, update.position, pivots, update.width, update.count,
                              plan.places.data() + update.places, unknowns, reach, sizes.grown});
    }
    for_row_tiles(block.width, FinishRows{rows, unknowns, plan.places.data(), block, scale, reach,
                                          sizes, growth});
  }
  return hn::Add(growth.largest, growth.defect);
}

}  // namespace heatreel::program::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
