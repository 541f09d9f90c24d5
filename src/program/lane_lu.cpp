// SPDX-License-Identifier: GPL-3.0-or-later
// Compiled once for each SIMD target, as interpreter.cpp is; but not for targets whose vectors
// have no fixed length, for which NEON is used: tiles of registers need arrays of vectors.
#define HWY_DISABLED_TARGETS (HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "program/lane_lu.cpp"
#include <hwy/foreach_target.h>
// What follows is compiled for each target.
#include "elimination_plan.hpp"
#include "lane_factorization-inl.hpp"
#include "lane_panel-inl.hpp"

#include <hwy/highway.h>

#include "heatreel/program/lane_lu.hpp"

HWY_BEFORE_NAMESPACE();
namespace heatreel::program::HWY_NAMESPACE {

void factorize(const EliminationPlan& plan, double* matrix, const double* scale, double* growth) {
  const Tag d;
  double* const reach = matrix + plan.groups * group_lanes;
  for (std::size_t lane = 0; lane < group_lanes; lane += hn::Lanes(d)) {
    hn::Store(factorize_lanes(plan, matrix + lane, scale + lane, reach + lane), d, growth + lane);
  }
}

/// Replaces the right side's numbers of R rows by those of L⁻¹ times it.
struct SolveForward {
  ConstNumbers numbers;
  const std::uint32_t* unknowns;
  const Block& block;
  double* x;

  template <std::size_t R>
  HWY_INLINE void rows(std::size_t first) const {
    const std::size_t corner = block.diagonal + first;
    V sum[R];
    for (std::size_t r = 0; r < R; ++r) {
      sum[r] = load(x + unknowns[corner + r] * group_lanes);
    }
    accumulate<Sum::subtract_products>(sum, numbers.from(first, 0), unknowns, corner, x);
    for (std::size_t r = 0; r < R; ++r) {
      for (std::size_t c = 0; c < r; ++c) {
        sum[r] = hn::NegMulAdd(load(numbers.at(first + r, corner + c)), sum[c], sum[r]);
      }
      hn::Store(sum[r], Tag(), x + unknowns[corner + r] * group_lanes);
    }
  }
};

/// The same for U. Rows are counted from the block's end: tiles go up.
struct SolveBackward {
  ConstNumbers numbers;
  const std::uint32_t* unknowns;
  const Block& block;
  double* x;

  template <std::size_t R>
  HWY_INLINE void rows(std::size_t from_end) const {
    const std::size_t first = block.width - from_end - R;
    const std::size_t corner = block.diagonal + first;
    V sum[R];
    for (std::size_t r = 0; r < R; ++r) {
      sum[r] = load(x + unknowns[corner + r] * group_lanes);
    }
    accumulate<Sum::subtract_products>(sum, numbers.from(first, corner + R), unknowns + corner + R,
                                       block.length - corner - R, x);
    for (std::size_t r = R; r-- > 0;) {
      for (std::size_t c = r + 1; c < R; ++c) {
        sum[r] = hn::NegMulAdd(load(numbers.at(first + r, corner + c)), sum[c], sum[r]);
      }
      sum[r] = hn::Mul(sum[r], load(numbers.at(first + r, corner + r)));
      hn::Store(sum[r], Tag(), x + unknowns[corner + r] * group_lanes);
    }
  }
};

void solve(const EliminationPlan& plan, const double* matrix, double* x) {
  for (std::size_t lane = 0; lane < group_lanes; lane += hn::Lanes(Tag())) {
    const auto numbers = [&](const Block& block) {
      return ConstNumbers{matrix + lane + block.offset * group_lanes, block.stride};
    };
    for (const Block& block : plan.blocks) {
      const std::uint32_t* const unknowns = plan.columns.data() + block.columns;
      for_row_tiles(block.width, SolveForward{numbers(block), unknowns, block, x + lane});
    }
    for (std::size_t i = plan.blocks.size(); i-- > 0;) {
      const Block& block = plan.blocks[i];
      const std::uint32_t* const unknowns = plan.columns.data() + block.columns;
      for_row_tiles(block.width, SolveBackward{numbers(block), unknowns, block, x + lane});
    }
  }
}

}  // namespace heatreel::program::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace heatreel::program {

namespace {

HWY_EXPORT(factorize);
HWY_EXPORT(solve);

}  // namespace

LaneLu::LaneLu(std::size_t n, std::span<const MatrixEntry> pattern)
    : plan_(std::make_unique<EliminationPlan>(n, pattern)) {}

LaneLu::~LaneLu() = default;

std::size_t LaneLu::entries() const { return plan_->groups + plan_->row_of.size(); }

std::size_t LaneLu::at(std::uint32_t row, std::uint32_t column) const {
  return plan_->group(row, column);
}

std::vector<LuRow> LaneLu::rows() const { return plan_->rows(); }

std::size_t LaneLu::operations() const { return plan_->operations(); }

void LaneLu::factorize(double* matrix, const double* scale, double* growth) const {
  HWY_DYNAMIC_DISPATCH(factorize)(*plan_, matrix, scale, growth);
}

void LaneLu::solve(const double* matrix, double* x) const {
  HWY_DYNAMIC_DISPATCH(solve)(*plan_, matrix, x);
}

}  // namespace heatreel::program
#endif
