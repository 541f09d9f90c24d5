// SPDX-License-Identifier: GPL-3.0-or-later
// Compiled once for each SIMD target, as interpreter.cpp is; but not for targets whose vectors
// have no fixed length, for which NEON is used: tiles of registers need arrays of vectors.
#define HWY_DISABLED_TARGETS (HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "program/lane_lu.cpp"
#include <hwy/foreach_target.h>
// What follows is compiled for each target.
#include "elimination_plan.hpp"

#include <algorithm>
#include <array>

#include <hwy/highway.h>

#include "heatreel/program/lane_lu.hpp"

HWY_BEFORE_NAMESPACE();
namespace heatreel::program::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using Tag = hn::CappedTag<double, group_lanes>;
using V = hn::Vec<Tag>;
using Block = EliminationPlan::Block;
using Update = EliminationPlan::Update;

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

/// Subtracts a product from C columns of a block, of which `target` is the first row.
template <std::size_t C>
struct SubtractFromColumns {
  Numbers target;
  const std::uint32_t* places;
  ConstNumbers factors;
  ConstNumbers source;
  std::size_t width;

  template <std::size_t R>
  HWY_INLINE void rows(std::size_t r) const {
    subtract_tile<R, C>(target.from(r, 0), places, factors.from(r, 0), source, width);
  }
};

/// Turns R rows of entries into multipliers of `width` pivots, whose inverses are the diagonal of
/// `pivots`.
struct MakeFactors {
  Numbers factors;
  ConstNumbers pivots;
  std::size_t width;

  template <std::size_t R>
  HWY_INLINE void rows(std::size_t first) const {
    const Numbers x = factors.from(first, 0);
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
      for (std::size_t r = 0; r < R; ++r) {
        hn::Store(hn::Mul(sum[r], inverse), Tag(), x.at(r, k));
      }
    }
  }
};

/// Rows of a block and rows that are eliminated from them.
struct Elimination {
  Numbers target;
  std::size_t rows;
  std::size_t position;  ///< of the first pivot's column in the target
  ConstNumbers pivots;   ///< from the first pivot on
  std::size_t width;     ///< pivots
  std::size_t count;     ///< columns right of the pivots
  const std::uint32_t* places;
};

HWY_INLINE void eliminate(const Elimination& task) {
  const Numbers factors = task.target.from(0, task.position);
  const ConstNumbers pivots = task.pivots;
  for_row_tiles(task.rows, MakeFactors{factors, pivots, task.width});
  const ConstNumbers known{factors.first, factors.stride};
  std::size_t c = 0;
  for (; c + tile_columns <= task.count; c += tile_columns) {
    for_row_tiles(task.rows,
                  SubtractFromColumns<tile_columns>{task.target, task.places + c, known,
                                                    pivots.from(0, task.width + c), task.width});
  }
  for (; c < task.count; ++c) {
    for_row_tiles(task.rows, SubtractFromColumns<1>{task.target, task.places + c, known,
                                                    pivots.from(0, task.width + c), task.width});
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

HWY_INLINE Numbers rows_of(double* matrix, const Block& block) {
  return {matrix + block.offset * group_lanes, block.stride};
}
HWY_INLINE ConstNumbers constant(Numbers numbers) { return {numbers.first, numbers.stride}; }

/// The factorization of one vector's lanes, block after block.
class Factorizer {
 public:
  /// \param reach  becomes |U|s, in the order of `scale`
  Factorizer(const EliminationPlan& plan, double* matrix, const double* scale, double* reach)
      : plan_(plan), matrix_(matrix), scale_(scale), reach_(reach) {}

  HWY_INLINE V growth() {
    V growth = hn::Zero(Tag());
    V defect = hn::Zero(Tag());  // NaN as soon as something is not finite
    std::size_t update = 0;
    std::size_t fill = 0;
    for (const Block& block : plan_.blocks) {
      for (; fill < block.fill_end; ++fill) {
        hn::Store(hn::Zero(Tag()), Tag(), matrix_ + plan_.fill[fill] * group_lanes);
      }
      const Numbers rows = rows_of(matrix_, block);
      const std::uint32_t* const unknowns = plan_.columns.data() + block.columns;
      for_row_tiles(block.width, SizeRows{constant(rows), unknowns, block.length, scale_, sizes_});
      for (; update < block.update_end; ++update) {
        const Update& u = plan_.updates[update];
        const ConstNumbers pivots{matrix_ + u.source * group_lanes, u.stride};
        eliminate({rows, block.width, u.position, pivots, u.width, u.count,
                   plan_.places.data() + u.places});
      }
      eliminate_within(block, rows, defect);
      for_row_tiles(block.width, ReachRows{constant(rows), unknowns, block, scale_, reach_});
      for_row_tiles(block.width,
                    GrowRows{constant(rows), unknowns, block, reach_, sizes_, &growth, &defect});
    }
    return hn::Add(growth, defect);
  }

 private:
  /// |A|s
  struct SizeRows {
    ConstNumbers numbers;
    const std::uint32_t* unknowns;
    std::size_t length;
    const double* scale;
    double* sizes;

    template <std::size_t R>
    HWY_INLINE void rows(std::size_t first) const {
      V sum[R];
      for (std::size_t r = 0; r < R; ++r) {
        sum[r] = hn::Zero(Tag());
      }
      accumulate<Sum::add_magnitudes>(sum, numbers.from(first, 0), unknowns, length, scale);
      for (std::size_t r = 0; r < R; ++r) {
        hn::Store(sum[r], Tag(), sizes + (first + r) * group_lanes);
      }
    }
  };

  /// |U|s, of which the pivots' part is there
  struct ReachRows {
    ConstNumbers numbers;
    const std::uint32_t* unknowns;
    const Block& block;
    const double* scale;
    double* reach;

    template <std::size_t R>
    HWY_INLINE void rows(std::size_t first) const {
      const std::size_t corner = block.diagonal + first;
      V sum[R];
      for (std::size_t r = 0; r < R; ++r) {
        sum[r] = load(reach + unknowns[corner + r] * group_lanes);
        for (std::size_t c = r + 1; c < R; ++c) {
          const V number = hn::Abs(load(numbers.at(first + r, corner + c)));
          sum[r] = hn::MulAdd(number, load(scale + unknowns[corner + c] * group_lanes), sum[r]);
        }
      }
      accumulate<Sum::add_magnitudes>(sum, numbers.from(first, corner + R), unknowns + corner + R,
                                      block.length - corner - R, scale);
      for (std::size_t r = 0; r < R; ++r) {
        hn::Store(sum[r], Tag(), reach + unknowns[corner + r] * group_lanes);
      }
    }
  };

  /// |L||U|s and its ratio to |A|s
  struct GrowRows {
    ConstNumbers numbers;
    const std::uint32_t* unknowns;
    const Block& block;
    const double* reach;
    const double* sizes;
    V* growth;
    V* defect;

    template <std::size_t R>
    HWY_INLINE void rows(std::size_t first) const {
      const std::size_t corner = block.diagonal + first;
      V sum[R];
      for (std::size_t r = 0; r < R; ++r) {
        sum[r] = load(reach + unknowns[corner + r] * group_lanes);
        for (std::size_t c = 0; c < r; ++c) {
          const V number = hn::Abs(load(numbers.at(first + r, corner + c)));
          sum[r] = hn::MulAdd(number, load(reach + unknowns[corner + c] * group_lanes), sum[r]);
        }
      }
      accumulate<Sum::add_magnitudes>(sum, numbers.from(first, 0), unknowns, corner, reach);
      for (std::size_t r = 0; r < R; ++r) {
        const V ratio = hn::Div(sum[r], load(sizes + (first + r) * group_lanes));
        *growth = hn::IfThenElse(hn::Gt(ratio, *growth), ratio, *growth);
        *defect = hn::MulAdd(ratio, hn::Zero(Tag()), *defect);
      }
    }
  };

  /// Eliminates a block's rows from each other: by tiles, then row by row in each tile.
  HWY_INLINE void eliminate_within(const Block& block, Numbers rows, V& defect) {
    for (std::size_t first = 0; first < block.width; first += tile_rows) {
      const std::size_t end = std::min<std::size_t>(first + tile_rows, block.width);
      if (first > 0) {
        eliminate_own(block, rows, {0, first}, {first, end});
      }
      for (std::size_t r = first; r < end; ++r) {
        if (r > first) {
          eliminate_own(block, rows, {first, r}, {r, r + 1});
        }
        invert_pivot(rows.at(r, block.diagonal + r),
                     plan_.columns[block.columns + block.diagonal + r], defect);
      }
    }
  }

  struct Range {
    std::size_t begin;
    std::size_t end;
  };

  HWY_INLINE void eliminate_own(const Block& block, Numbers rows, Range pivots, Range targets) {
    const std::size_t position = block.diagonal + pivots.begin;
    const std::size_t right = block.diagonal + pivots.end;
    eliminate({rows.from(targets.begin, 0), targets.end - targets.begin, position,
               constant(rows.from(pivots.begin, position)), pivots.end - pivots.begin,
               block.length - right, plan_.places.data() + right});
  }

  HWY_INLINE void invert_pivot(double* pivot, std::size_t unknown, V& defect) {
    const V value = load(pivot);
    const V inverse = hn::Div(hn::Set(Tag(), 1.0), value);
    defect = hn::MulAdd(inverse, hn::Zero(Tag()), defect);
    hn::Store(hn::Mul(hn::Abs(value), load(scale_ + unknown * group_lanes)), Tag(),
              reach_ + unknown * group_lanes);
    hn::Store(inverse, Tag(), pivot);
  }

  const EliminationPlan& plan_;
  double* matrix_;
  const double* scale_;
  double* reach_;
  alignas(64) double sizes_[widest_block * group_lanes];  ///< |A|s of the block at hand
};

void factorize(const EliminationPlan& plan, double* matrix, const double* scale, double* growth) {
  const Tag d;
  double* const reach = matrix + plan.groups * group_lanes;
  for (std::size_t lane = 0; lane < group_lanes; lane += hn::Lanes(d)) {
    Factorizer factorizer(plan, matrix + lane, scale + lane, reach + lane);
    hn::Store(factorizer.growth(), d, growth + lane);
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

std::size_t LaneLu::operations() const { return plan_->operations(); }

void LaneLu::factorize(double* matrix, const double* scale, double* growth) const {
  HWY_DYNAMIC_DISPATCH(factorize)(*plan_, matrix, scale, growth);
}

void LaneLu::solve(const double* matrix, double* x) const {
  HWY_DYNAMIC_DISPATCH(solve)(*plan_, matrix, x);
}

}  // namespace heatreel::program
#endif
