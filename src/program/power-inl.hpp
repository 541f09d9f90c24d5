// SPDX-License-Identifier: GPL-3.0-or-later
// x^y on vectors; compiled once for each SIMD target (see interpreter.cpp). x^y = e^(y·ln|x|),
// where the logarithm has some 65 good bits, for y·ln|x| may be as large as 709.
//
// Logarithm and exponential have tables of 16 entries (Tang, ACM Trans. Math. Softw. 15, 144–157
// (1989) and 16, 378–400 (1990)), which AVX-512 holds in two registers. What is added up stays in
// two parts (Dekker, Numer. Math. 18, 224–242 (1971)).
#if defined(HEATREEL_PROGRAM_POWER_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef HEATREEL_PROGRAM_POWER_INL
#undef HEATREEL_PROGRAM_POWER_INL
#else
#define HEATREEL_PROGRAM_POWER_INL
#endif

#include <cstdint>
#include <limits>

#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace heatreel::program::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

/// A number as the sum of two; the second one is as small as a rounding error of the first.
template <class V>
struct TwoParts {
  V high;
  V low;
};

/// mantissa·2^exponent, with a mantissa from 0.7421875 to twice that. The interval it lies in has a
/// number, in the lowest five bits of `interval`.
template <class V, class Bits>
struct Scaled {
  V mantissa;
  V exponent;
  Bits interval;
};

template <class D>
using BitsOf = hn::VFromD<hn::RebindToSigned<D>>;

// Intervals are 1/32 long from 1 on and 1/64 below, and 1 is inside of one.
inline constexpr std::int64_t lowest_mantissa_bits = 0x3FE7C00000000000;

/// c near the reciprocal of each interval's middle, with so few digits that m·c - 1 is a double.
HWY_ALIGN inline constexpr double reciprocals[32] = {
    85 / 64.0, 84 / 64.0, 82 / 64.0, 80 / 64.0, 79 / 64.0, 77 / 64.0, 76 / 64.0, 74 / 64.0,
    73 / 64.0, 72 / 64.0, 71 / 64.0, 69 / 64.0, 68 / 64.0, 67 / 64.0, 66 / 64.0, 65 / 64.0,
    64 / 64.0, 62 / 64.0, 60 / 64.0, 59 / 64.0, 57 / 64.0, 55 / 64.0, 54 / 64.0, 53 / 64.0,
    51 / 64.0, 50 / 64.0, 49 / 64.0, 48 / 64.0, 47 / 64.0, 46 / 64.0, 45 / 64.0, 44 / 64.0};

/// -ln c in two parts, the first of which is a multiple of 2^-42.
HWY_ALIGN inline constexpr double log_high[32] = {-0x1.22941fbcf8p-2,
                                                  -0x1.1675cababap-2,
                                                  -0x1.fb9186d5e4p-3,
                                                  -0x1.c8ff7c79aap-3,
                                                  -0x1.af3c94e80cp-3,
                                                  -0x1.7ab890210ep-3,
                                                  -0x1.5ff3070a7ap-3,
                                                  -0x1.29552f82p-3,
                                                  -0x1.0d77e7cd08p-3,
                                                  -0x1.e27076e2bp-4,
                                                  -0x1.a926d3a4acp-4,
                                                  -0x1.341d7961bcp-4,
                                                  -0x1.f0a30c0118p-5,
                                                  -0x1.77458f633p-5,
                                                  -0x1.f829b0e78p-6,
                                                  -0x1.fc0a8b0fcp-7,
                                                  0.0,
                                                  0x1.0415d89e78p-5,
                                                  0x1.08598b59e4p-4,
                                                  0x1.4d3115d208p-4,
                                                  0x1.da72763844p-4,
                                                  0x1.365fcb015ap-3,
                                                  0x1.5bf406b544p-3,
                                                  0x1.823c16551ap-3,
                                                  0x1.d1037f2656p-3,
                                                  0x1.f991c6cb3cp-3,
                                                  0x1.1178e8227ep-2,
                                                  0x1.269621134ep-2,
                                                  0x1.3c25277333p-2,
                                                  0x1.522ae0738ap-2,
                                                  0x1.68ac83e9c7p-2,
                                                  0x1.7fafa3bd81p-2};
HWY_ALIGN inline constexpr double log_low[32] = {0x1.a6976f5eb0963p-44,
                                                 -0x1.8380e731f55c4p-44,
                                                 0x1.d572aab993c87p-47,
                                                 0x1.7794f689f8434p-45,
                                                 0x1.a4e633fcd9066p-52,
                                                 0x1.bdb9072534a58p-45,
                                                 0x1.8586f183bebf2p-44,
                                                 0x1.5b967f4471dfcp-44,
                                                 -0x1.cb2cd2ee2f482p-44,
                                                 0x1.a342c2af0003cp-45,
                                                 -0x1.563650bd22a9cp-44,
                                                 -0x1.1d0929983761p-44,
                                                 0x1.d599e83368e91p-45,
                                                 0x1.181dce586af09p-44,
                                                 -0x1.980267c7e09e4p-45,
                                                 -0x1.f1e7cf6d3a69cp-50,
                                                 0.0,
                                                 -0x1.dddc7f461c516p-44,
                                                 -0x1.7e5dd7009902cp-46,
                                                 -0x1.53a2582f4e1efp-48,
                                                 0x1.a89401fa71733p-46,
                                                 -0x1.fd3a0afb9691bp-44,
                                                 -0x1.27023eb68981cp-46,
                                                 0x1.e0ddb9a631e83p-46,
                                                 -0x1.84a7e75b6f6e4p-47,
                                                 -0x1.90d04cd7cc834p-44,
                                                 0x1.1ef78ce2d07f2p-44,
                                                 -0x1.1b61f10522625p-44,
                                                 0x1.83b54b606bd5cp-46,
                                                 0x1.ebe708164c759p-45,
                                                 -0x1.7af966c548a3p-44,
                                                 0x1.46fb79bf6d4cbp-44};

/// 2^(i/16), i·2^48 less as whole numbers: n·2^48 added to entry n modulo 16 gives 2^(n/16).
HWY_ALIGN inline constexpr double roots[16] = {0x1p+0,
                                               0x1.fb5586cf9890fp-1,
                                               0x1.f72b83c7d517bp-1,
                                               0x1.f387a6e756238p-1,
                                               0x1.f06fe0a31b715p-1,
                                               0x1.edea64c123422p-1,
                                               0x1.ebfdad5362a27p-1,
                                               0x1.eab07dd485429p-1,
                                               0x1.ea09e667f3bcdp-1,
                                               0x1.ea11473eb0187p-1,
                                               0x1.eace5422aa0dbp-1,
                                               0x1.ec49182a3f09p-1,
                                               0x1.ee89f995ad3adp-1,
                                               0x1.f199bdd85529cp-1,
                                               0x1.f5818dcfba487p-1,
                                               0x1.fa4afa2a490dap-1};
/// What 2^(i/16) has beyond a double, relative to it.
HWY_ALIGN inline constexpr double root_rest[16] = {0.0,
                                                   0x1.79aa65d837b6cp-54,
                                                   -0x1.01b15eaa59348p-55,
                                                   0x1.68efde3a8a893p-54,
                                                   0x1.34d754db0abb6p-55,
                                                   0x1.59f48a72a4c6cp-55,
                                                   0x1.690cebb7aafb0p-56,
                                                   0x1.063e1e21c5409p-54,
                                                   -0x1.3b3efbf5e2229p-54,
                                                   -0x1.b32dcb94da51dp-56,
                                                   0x1.db72fc1f0eab4p-55,
                                                   0x1.1affc2b91ce27p-56,
                                                   0x1.c1a7792cb3386p-55,
                                                   0x1.36eae30af0cb3p-56,
                                                   0x1.4a385a63d07a7p-56,
                                                   -0x1.ff7128fd391f1p-55};

/// The entries of a table of 16 that the lowest four bits of `index` say.
template <class D>
HWY_INLINE hn::VFromD<D> of_16(D d, const double* table, BitsOf<D> index) {
#if HWY_ARCH_X86 && HWY_TARGET <= HWY_AVX3
  return {_mm512_permutex2var_pd(hn::Load(d, table).raw, index.raw, hn::Load(d, table + 8).raw)};
#else
  const hn::RebindToSigned<D> bits;
  return hn::GatherIndex(d, table, hn::And(index, hn::Set(bits, 15)));
#endif
}

/// The entries of a table of 32 that the lowest five bits of `index` say.
template <class D>
HWY_INLINE hn::VFromD<D> of_32(D d, const double* table, BitsOf<D> index) {
  const hn::RebindToSigned<D> bits;
#if HWY_ARCH_X86 && HWY_TARGET <= HWY_AVX3
  const auto upper = hn::RebindMask(d, hn::TestBit(index, hn::Set(bits, 16)));
  return hn::IfThenElse(upper, of_16(d, table + 16, index), of_16(d, table, index));
#else
  return hn::GatherIndex(d, table, hn::And(index, hn::Set(bits, 31)));
#endif
}

/// x without the lower half of its mantissa: products of such numbers are exact.
template <class D, class V>
HWY_INLINE V upper_half(D d, V x) {
  const hn::RebindToUnsigned<D> bits;
  return hn::And(x, hn::BitCast(d, hn::Set(bits, 0xFFFFFFFFF8000000)));
}

/// a·b - product, exactly, where `product` is about a·b.
template <class D, class V>
HWY_INLINE V product_error(D d, V a, V b, V product) {
#if HWY_NATIVE_FMA
  (void)d;
  return hn::MulSub(a, b, product);
#else
  const V a_high = upper_half(d, a);
  const V b_high = upper_half(d, b);
  const V a_low = hn::Sub(a, a_high);
  const V b_low = hn::Sub(b, b_high);
  const V high = hn::Sub(hn::Mul(a_high, b_high), product);
  const V middle = hn::Add(hn::Add(high, hn::Mul(a_high, b_low)), hn::Mul(a_low, b_high));
  return hn::Add(middle, hn::Mul(a_low, b_low));
#endif
}

/// The sum of a and b, where |a| ≥ |b| or a = 0.
template <class V>
HWY_INLINE TwoParts<V> ordered_sum(V a, V b) {
  const V high = hn::Add(a, b);
  return {high, hn::Add(hn::Sub(a, high), b)};
}

/// \param x positive, finite, and not subnormal
template <class D, class V>
HWY_INLINE Scaled<V, BitsOf<D>> scaled(D d, V x) {
  constexpr std::int64_t bias = 1024;
  constexpr std::int64_t fraction = (std::int64_t{1} << 52) - 1;
  constexpr std::int64_t two_to_52 = 0x4330000000000000;
  const hn::RebindToSigned<D> bits;
  const hn::RebindToUnsigned<D> unsigned_bits;
  const auto shifted =
      hn::Add(hn::BitCast(bits, x), hn::Set(bits, (bias << 52) - lowest_mantissa_bits));
  const auto exponent = hn::BitCast(bits, hn::ShiftRight<52>(hn::BitCast(unsigned_bits, shifted)));
  return {hn::BitCast(d, hn::Add(hn::And(shifted, hn::Set(bits, fraction)),
                                 hn::Set(bits, lowest_mantissa_bits))),
          hn::Sub(hn::BitCast(d, hn::Or(exponent, hn::Set(bits, two_to_52))),
                  hn::Set(d, 0x1p52 + bias)),
          hn::BitCast(bits, hn::ShiftRight<47>(hn::BitCast(unsigned_bits, shifted)))};
}

/// (ln(1 + r) - r + r²/2)/r³ for |r| < 0.023: the polynomial whose largest error is least, which
/// times r² is 2^-65.
template <class D, class V>
HWY_INLINE V log_series(D d, V r) {
  const V r2 = hn::Mul(r, r);
  const auto pair = [&](double first, double second)
                        HWY_ATTR { return hn::MulAdd(r, hn::Set(d, second), hn::Set(d, first)); };
  const V low = hn::MulAdd(r2, pair(0x1.99999999c7111p-3, -0x1.55555555b8f03p-3),
                           pair(0x1.5555555555553p-2, -0x1.fffffffffffe6p-3));
  const V high = hn::MulAdd(r2, pair(0x1.c7897386548a9p-4, -0x1.9a13d6d5b00dcp-4),
                            pair(0x1.249243e98459fp-3, -0x1.fffff0a502265p-4));
  return hn::MulAdd(hn::Mul(r2, r2), high, low);
}

/// The natural logarithm: that of 2 times the exponent, that of 1/c, and ln(m·c).
template <class D, class V>
HWY_INLINE TwoParts<V> log_of(D d, const Scaled<V, BitsOf<D>>& x) {
  const V c = of_32(d, reciprocals, x.interval);
#if HWY_NATIVE_FMA
  const V r = hn::MulSub(x.mantissa, c, hn::Set(d, 1.0));
#else
  const V upper = upper_half(d, x.mantissa);
  const V r =
      hn::Add(hn::Sub(hn::Mul(upper, c), hn::Set(d, 1.0)), hn::Mul(hn::Sub(x.mantissa, upper), c));
#endif
  // ln 2 in two parts, as in the table: exact sums.
  const V coarse =
      hn::MulAdd(x.exponent, hn::Set(d, 0x1.62e42fefa38p-1), of_32(d, log_high, x.interval));
  const V coarse_rest =
      hn::MulAdd(x.exponent, hn::Set(d, 0x1.ef35793c7673p-45), of_32(d, log_low, x.interval));
  const V half_r = hn::Mul(r, hn::Set(d, -0.5));
  const V square = hn::Mul(r, half_r);
  const TwoParts<V> first = ordered_sum(coarse, r);
  const TwoParts<V> second = ordered_sum(first.high, square);
  const V small = hn::Add(hn::Add(coarse_rest, first.low),
                          hn::Add(second.low, product_error(d, r, half_r, square)));
  const V cubic = hn::Mul(hn::Mul(r, hn::Mul(r, r)), log_series(d, r));
  return ordered_sum(second.high, hn::Add(small, cubic));
}

/// y times a logarithm.
template <class D, class V>
HWY_INLINE TwoParts<V> times(D d, V y, const TwoParts<V>& logarithm) {
  const V high = hn::Mul(y, logarithm.high);
  return {high, hn::MulAdd(y, logarithm.low, product_error(d, y, logarithm.high, high))};
}

/// e^x/2^shift = 2^(n/16 - shift)·e^t, |t| ≤ ln(2)/32, which must not be subnormal or too large.
template <class D, class V>
HWY_INLINE V exponential(D d, const TwoParts<V>& x, V shift) {
  const hn::RebindToSigned<D> bits;
  const V rounder = hn::Set(d, 0x1.8p52);  // added, it leaves n in the lowest bits
  const V n_bits = hn::MulAdd(x.high, hn::Set(d, 0x1.71547652b82fep+4), rounder);
  const V n = hn::Sub(n_bits, rounder);
  const auto index = hn::BitCast(bits, n_bits);
  // ln(2)/16 in two parts, so that the first product is exact
  const V low = hn::Add(hn::NegMulAdd(n, hn::Set(d, 0x1.cf79abc9e3b3ap-44), x.low),
                        of_16(d, root_rest, index));
  const V t = hn::Add(hn::NegMulAdd(n, hn::Set(d, 0x1.62e42fefap-5), x.high), low);
  const V t2 = hn::Mul(t, t);
  const auto pair = [&](double first, double second)
                        HWY_ATTR { return hn::MulAdd(t, hn::Set(d, second), hn::Set(d, first)); };
  const V terms =
      hn::MulAdd(t2, hn::MulAdd(t2, pair(1.0 / 720, 1.0 / 5040), pair(1.0 / 24, 1.0 / 120)),
                 pair(0.5, 1.0 / 6));
  const auto n_shifted = hn::BitCast(bits, hn::NegMulAdd(shift, hn::Set(d, 16.0), n_bits));
  const V root = hn::BitCast(
      d, hn::Add(hn::BitCast(bits, of_16(d, roots, index)), hn::ShiftLeft<48>(n_shifted)));
  return hn::MulAdd(root, hn::MulAdd(t2, terms, t), root);
}

/// |x|^y for all numbers but 0, infinities and NaN, with subnormal ones among x and the results.
template <class D, class V>
HWY_INLINE V power_of_magnitude(D d, V magnitude, V y) {
  const auto tiny = hn::Lt(magnitude, hn::Set(d, std::numeric_limits<double>::min()));
  auto parts = scaled(d, hn::IfThenElse(tiny, hn::Mul(magnitude, hn::Set(d, 0x1p54)), magnitude));
  parts.exponent = hn::Sub(parts.exponent, hn::IfThenElseZero(tiny, hn::Set(d, 54.0)));
  TwoParts<V> exponent = times(d, y, log_of(d, parts));
  // e^1000 is infinite, and e^-1000 is 0.
  const V far = hn::Set(d, 1000.0);
  const auto near = hn::Lt(hn::Abs(exponent.high), far);
  exponent.high = hn::IfThenElse(near, exponent.high, hn::CopySign(far, exponent.high));
  exponent.low = hn::IfThenElseZero(near, exponent.low);
  // Half of the power of two at last, so that a subnormal result is rounded from a normal one.
  const auto less = hn::Lt(exponent.high, hn::Zero(d));
  const V scale = hn::IfThenElse(less, hn::Set(d, 0x1p-512), hn::Set(d, 0x1p512));
  const V shift = hn::IfThenElse(less, hn::Set(d, -512.0), hn::Set(d, 512.0));
  return hn::Mul(exponential(d, exponent, shift), scale);
}

/// x^y for all x and y, as C's Annex F says.
template <class D, class V>
HWY_NOINLINE V power_of_any(D d, V x, V y) {
  const V zero = hn::Zero(d);
  const V one = hn::Set(d, 1.0);
  const V infinity = hn::Set(d, std::numeric_limits<double>::infinity());
  const V not_a_number = hn::Set(d, std::numeric_limits<double>::quiet_NaN());
  const V magnitude = hn::Abs(x);
  const auto infinite_y = hn::Eq(hn::Abs(y), infinity);
  const auto at_end =
      hn::Or(hn::Or(hn::Eq(magnitude, zero), hn::Eq(magnitude, infinity)), infinite_y);
  const auto grows = hn::Xor(hn::Gt(magnitude, one), hn::Lt(y, zero));
  V result = hn::IfThenElse(at_end, hn::IfThenElseZero(grows, infinity),
                            power_of_magnitude(d, hn::IfThenElse(at_end, one, magnitude), y));
  // Of a negative x, sign and validity depend on y.
  const V half_y = hn::Mul(y, hn::Set(d, 0.5));
  const auto whole = hn::Eq(hn::Floor(y), y);
  const auto odd = hn::And(whole, hn::Ne(hn::Floor(half_y), half_y));
  result = hn::IfThenElse(odd, hn::CopySign(result, x), result);
  const auto undefined = hn::AndNot(hn::Or(whole, at_end), hn::Lt(x, zero));
  result = hn::IfThenElse(undefined, not_a_number, result);
  result = hn::IfThenElse(hn::Eq(x, x), result, not_a_number);
  result = hn::IfThenElse(hn::Eq(y, y), result, not_a_number);
  result = hn::IfThenElse(hn::And(hn::Eq(magnitude, one), infinite_y), one, result);
  return hn::IfThenElse(hn::Or(hn::Eq(x, one), hn::Eq(y, zero)), one, result);
}

/// x^y, good to 1 ulp. A lane's number does not depend on the other lanes.
template <class D, class V>
HWY_INLINE V power(D d, V x, V y) {
  const auto usual_x = hn::And(hn::Ge(x, hn::Set(d, std::numeric_limits<double>::min())),
                               hn::Le(x, hn::Set(d, std::numeric_limits<double>::max())));
  const TwoParts<V> exponent = times(d, y, log_of(d, scaled(d, x)));
  // Far from the ends of a double's range; not so with NaN.
  const auto usual_result = hn::Le(hn::Abs(exponent.high), hn::Set(d, 690.0));
  if (HWY_LIKELY(hn::AllTrue(d, hn::And(usual_x, usual_result)))) {
    return exponential(d, exponent, hn::Zero(d));
  }
  return power_of_any(d, x, y);
}

}  // namespace heatreel::program::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
