// SPDX-License-Identifier: GPL-3.0-or-later
// Elementary functions on vectors; compiled once for each SIMD target (see interpreter.cpp).
// Highway's own are right within limits that are guarded here: its Log knows no NaN, its
// Sin and Cos end at 39,000. It has no tangent.
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

/// Highway's has an error of up to 3 ulp, and knows infinity and zero.
template <class D, class V>
HWY_INLINE V guarded_atan(D d, V x) {
  return keep_nan(d, x, hn::Atan(d, x));
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

/// factors[0] + factors[1]·z + factors[2]·z² …
template <class D, class V, std::size_t count>
HWY_INLINE V polynomial(D d, V z, const double (&factors)[count]) {
  V sum = hn::Set(d, factors[count - 1]);
  for (std::size_t i = count - 1; i-- > 0;) {
    sum = hn::MulAdd(sum, z, hn::Set(d, factors[i]));
  }
  return sum;
}

/// The tangent as a quotient of sine and cosine of what is left when multiples of pi/2 are taken
/// away: r + r_rest, |r| ≤ pi/4. Good to 2.1 ulp for |x| ≤ periodic_range.
template <class D, class V>
HWY_INLINE V tangent(D d, V x) {
  // pi/2 in parts of 33 bits, after fdlibm: n times the first three is exact.
  const V n = hn::Round(hn::Mul(x, hn::Set(d, 0x1.45f306dc9c883p-1)));
  const V first = hn::NegMulAdd(n, hn::Set(d, 0x1.921fb544p+0), x);
  const V second = hn::Mul(n, hn::Set(d, 0x1.0b4611a6p-34));
  const V difference = hn::Sub(first, second);
  const V change = hn::Sub(difference, first);
  const V error = hn::Sub(hn::Sub(first, hn::Sub(difference, change)), hn::Add(second, change));
  const V low = hn::NegMulAdd(n, hn::Set(d, 0x1.b839a252049c1p-104),
                              hn::NegMulAdd(n, hn::Set(d, 0x1.3198a2ep-69), error));
  const V r = hn::Add(difference, low);
  const V r_rest = hn::Add(hn::Sub(difference, r), low);
  const V z = hn::Mul(r, r);
  // Taylor's series from r³ and r⁴ on
  static constexpr double sine_factors[] = {
      -1.0 / 6,        1.0 / 120,        -1.0 / 5040,          1.0 / 362880,
      -1.0 / 39916800, 1.0 / 6227020800, -1.0 / 1307674368000, 1.0 / 355687428096000};
  static constexpr double cosine_factors[] = {
      1.0 / 24,        -1.0 / 720,         1.0 / 40320,         -1.0 / 3628800,
      1.0 / 479001600, -1.0 / 87178291200, 1.0 / 20922789888000};
  const V one = hn::Set(d, 1.0);
  const V half_z = hn::Mul(z, hn::Set(d, 0.5));
  const V sine = hn::Add(r, hn::MulAdd(hn::Mul(z, r), polynomial(d, z, sine_factors),
                                       hn::NegMulAdd(half_z, r_rest, r_rest)));
  const V flat = hn::Sub(one, half_z);
  const V flat_rest = hn::Sub(hn::Sub(one, flat), half_z);
  const V cosine = hn::Add(flat, hn::MulAdd(hn::Mul(z, z), polynomial(d, z, cosine_factors),
                                            hn::NegMulAdd(r, r_rest, flat_rest)));
  const V half_n = hn::Mul(n, hn::Set(d, 0.5));
  const auto odd = hn::Ne(hn::Floor(half_n), half_n);
  const V quotient =
      hn::Div(hn::IfThenElse(odd, hn::Neg(cosine), sine), hn::IfThenElse(odd, sine, cosine));
  return hn::IfThenElse(hn::Eq(x, hn::Zero(d)), x, quotient);  // -0 too
}

/// A periodic function by `inside` in its range, by libm's `beyond` where |x| is larger.
template <class D, class V, class Inside>
HWY_INLINE V guarded_periodic(D d, V x, Inside inside, double (*beyond)(double)) {
  const auto in_range = hn::Le(hn::Abs(x), hn::Set(d, periodic_range));
  const V usual = inside(hn::IfThenElseZero(in_range, x));
  if (hn::AllTrue(d, in_range)) {
    return usual;
  }
  return hn::IfThenElse(in_range, usual,
                        by_lane(d, x, x, [beyond](double a, double) { return beyond(a); }));
}

template <class D, class V>
HWY_INLINE V guarded_tan(D d, V x) {
  return guarded_periodic(
      d, x, [d](V a) HWY_ATTR { return tangent(d, a); }, [](double a) { return std::tan(a); });
}

template <class D, class V>
HWY_INLINE V guarded_sin(D d, V x) {
  return guarded_periodic(
      d, x, [d](V a) HWY_ATTR { return hn::Sin(d, a); }, [](double a) { return std::sin(a); });
}

template <class D, class V>
HWY_INLINE V guarded_cos(D d, V x) {
  return guarded_periodic(
      d, x, [d](V a) HWY_ATTR { return hn::Cos(d, a); }, [](double a) { return std::cos(a); });
}

}  // namespace heatreel::program::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
