// SPDX-License-Identifier: GPL-3.0-or-later
// Elementary functions on vectors; compiled once for each SIMD target (see interpreter.cpp).
// Highway's own are right within limits that are guarded here: its Log knows no NaN, its
// Sin and Cos end at 39,000.
#if defined(HEATREEL_SOLVE_VECTOR_MATH_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef HEATREEL_SOLVE_VECTOR_MATH_INL
#undef HEATREEL_SOLVE_VECTOR_MATH_INL
#else
#define HEATREEL_SOLVE_VECTOR_MATH_INL
#endif

#include <cmath>
#include <limits>

#include <hwy/contrib/math/math-inl.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace heatreel::program::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

/// Largest argument for which Highway's sine and cosine are good to a few ulp.
inline constexpr double periodic_range = 39000.0;

/// `values` where x is not NaN, x where it is.
template <class D, class V>
HWY_INLINE V keep_nan(D /*tag*/, V x, V values) {
  return hn::IfThenElse(hn::Eq(x, x), values, x);
}

template <class D, class V>
HWY_INLINE V guarded_log(D d, V x) {
  const V infinity = hn::Set(d, std::numeric_limits<double>::infinity());
  const V zero = hn::Zero(d);
  V result = hn::Log(d, x);
  result = hn::IfThenElse(hn::Eq(x, infinity), infinity, result);
  result = hn::IfThenElse(hn::Eq(x, zero), hn::Neg(infinity), result);
  result =
      hn::IfThenElse(hn::Lt(x, zero), hn::Set(d, std::numeric_limits<double>::quiet_NaN()), result);
  return keep_nan(d, x, result);
}

template <class D, class V>
HWY_INLINE V guarded_tanh(D d, V x) {
  const V far = hn::Set(d, 20.0);  // tanh(20) rounds to 1
  const V limited = hn::Min(hn::Max(x, hn::Neg(far)), far);
  return keep_nan(d, x, hn::Tanh(d, limited));
}

/// `function` for each lane by itself.
template <class D, class V, class Function>
HWY_INLINE V by_lane(D d, V a, V b, Function function) {
  HWY_ALIGN double left[hn::MaxLanes(d)];
  HWY_ALIGN double right[hn::MaxLanes(d)];
  hn::Store(a, d, left);
  hn::Store(b, d, right);
  for (std::size_t i = 0; i < hn::Lanes(d); ++i) {
    left[i] = function(left[i], right[i]);
  }
  return hn::Load(d, left);
}

/// Highway's sine in its range, libm's beyond it.
template <class D, class V>
HWY_INLINE V guarded_sin(D d, V x) {
  const auto in_range = hn::Le(hn::Abs(x), hn::Set(d, periodic_range));
  const V inside = hn::Sin(d, hn::IfThenElseZero(in_range, x));
  if (hn::AllTrue(d, in_range)) {
    return inside;
  }
  return hn::IfThenElse(in_range, inside,
                        by_lane(d, x, x, [](double a, double) { return std::sin(a); }));
}

/// Highway's cosine in its range, libm's beyond it.
template <class D, class V>
HWY_INLINE V guarded_cos(D d, V x) {
  const auto in_range = hn::Le(hn::Abs(x), hn::Set(d, periodic_range));
  const V inside = hn::Cos(d, hn::IfThenElseZero(in_range, x));
  if (hn::AllTrue(d, in_range)) {
    return inside;
  }
  return hn::IfThenElse(in_range, inside,
                        by_lane(d, x, x, [](double a, double) { return std::cos(a); }));
}

}  // namespace heatreel::program::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
