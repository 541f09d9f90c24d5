// SPDX-License-Identifier: GPL-3.0-or-later
// x^y on every SIMD target of the processor at hand: against numbers of higher precision, against
// C's rules for the ends of the range, and against std::pow.
#include "on_target.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <functional>
#include <limits>
#include <optional>
#include <random>
#include <vector>

#include <hwy/detect_compiler_arch.h>

#include "heatreel/program/executor.hpp"

#if HWY_ARCH_X86
#include <xmmintrin.h>
#endif

namespace heatreel::program {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr double least = std::numeric_limits<double>::denorm_min();
constexpr double least_normal = std::numeric_limits<double>::min();
constexpr double greatest = std::numeric_limits<double>::max();

struct Power {
  double base;
  double exponent;
};

/// The powers as a program computes them, 64 side by side. With a constant exponent, the program
/// has that one instead.
std::vector<double> computed(const std::vector<Power>& powers,
                             std::optional<double> constant_exponent = {}) {
  expr::Graph graph;
  SlotTable slots;
  const expr::NodeId base = graph.input("base");
  const expr::NodeId exponent = graph.input("exponent");
  slots.place(base);
  slots.place(exponent);
  const expr::NodeId used = constant_exponent ? graph.constant(*constant_exponent) : exponent;
  const Assignment assignment{graph.input("result"), graph.apply(expr::Op::power, base, used)};
  const Program program = compile(graph, {&assignment, 1}, {}, slots);
  Executor executor(make_code(program, Engine::automatic));
  LaneMemory memory(slots.size());
  std::vector<double> results;
  for (std::size_t first = 0; first < powers.size(); first += lanes) {
    const std::size_t count = std::min(lanes, powers.size() - first);
    for (std::size_t i = 0; i < count; ++i) {
      memory.at(slots.at(base), i) = powers[first + i].base;
      memory.at(slots.at(exponent), i) = powers[first + i].exponent;
    }
    executor.run(memory, 1);
    for (std::size_t i = 0; i < count; ++i) {
      results.push_back(memory.at(slots.at(assignment.target), i));
    }
  }
  return results;
}

bool same(double a, double b) {
  return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b) ||
         (std::isnan(a) && std::isnan(b));
}

/// A power that was computed to 400 bits with mpmath 1.3: the double nearest to it, and where it
/// lies from there, in units of that double's last place.
struct Known {
  Power power;
  double nearest;
  double rest;
};

const std::vector<Known> known_powers{
    {{10.0, -5.0}, 0x1.4f8b588e368f1p-17, -0.4829},
    {{2.0, 0.5}, 0x1.6a09e667f3bcdp+0, -0.4354},
    {{0.1, 3.7}, 0x1.a26fd472780c3p-13, -0.3858},
    {{7.3, 2.2}, 0x1.3d3a23591bce7p+6, 0.4619},
    {{0.3, 0.7}, 0x1.b8d809c615f41p-2, 0.2202},
    {{1.5, 2.5}, 0x1.60b9fd68a4554p+1, 0.2994},
    {{123.456, 1.75}, 0x1.1dc6c28be497bp+12, -0.4789},
    {{3e-05, 4.0}, 0x1.de23bd3e91bb6p-61, -0.3894},
    {{-1.1, 3.0}, -0x1.54bc6a7ef9db4p+0, 0.3720},
    {{-7.7, -13.0}, -0x1.a4c18c77bafa5p-39, -0.3877},
    {{-2.5, 100.0}, 0x1.249ad2594c37dp+132, -0.0819},
    {{0.9999999999999999, 6.3e18}, 0x1.e499a91779fep-1010, 0.1447},
    {{1.0000000000000002, 3.1e18}, 0x1.0b48107ce08f7p+993, -0.2243},
    {{0.9999999999999999, -6.3e18}, 0x1.0e7977ef3f7d2p+1009, -0.0773},
    {{1.0000001, 7000000000.0}, 0x1.d941ae6e762d4p+1009, 0.2357},
    {{0.9999999, 7000000000.0}, 0x1.14f03c6dbc57fp-1010, -0.3712},
    {{1.0156249999, 45000.0}, 0x1.773773d36e7c9p+1006, -0.1248},
    {{1.015625001, 45000.0}, 0x1.773c2257f1279p+1006, -0.3795},
    {{0.9921874999, 90000.0}, 0x1.89ee2516aa1e9p-1019, -0.2914},
    {{0.9921875001, -90000.0}, 0x1.4cb910f1c42cdp+1018, 0.4600},
    {{1.0309, -23000.0}, 0x1.25d9585c6ccdfp-1010, 0.3698},
    {{1.4843749999, 1790.0}, 0x1.077a5ebdb1113p+1020, -0.1774},
    {{1.484375, -1790.0}, 0x1.f177e95308d6cp-1021, 0.1933},
    {{2.0, 1023.9999999999999}, 0x1.ffffffffffd3ap+1023, 0.2173},
    {{10.0, 308.25}, 0x1.fa788589d81d3p+1023, -0.1174},
    {{1.7976931348623157e308, 0.9999999999999999}, 0x1.ffffffffffd39p+1023, 0.2173},
    {{1.7976931348623157e308, -0.999}, 0x0.8225ac2898534p-1022, -0.3527},
    {{0.5, 1021.7}, 0x1.3b2c47bff827ap-1022, 0.1128},
    {{3.3, -590.0}, 0x1.ad101e58ec75cp-1017, -0.4541},
    {{2.0, -1022.5}, 0x0.b504f333f9de6p-1022, 0.2823},
    {{10.0, -310.3}, 0x0.00939de0342bdp-1022, 0.4776},
    {{0.1, 320.1}, 0x0.0000000000648p-1022, -0.2618},
    {{0.7, 2080.0}, 0x0.000000000000dp-1022, -0.1134},
    {{-3.0, -669.0}, -0x0.0000000003291p-1022, 0.1824},
    {{10.0, -323.0}, 0x0.0000000000002p-1022, 0.0240},
    {{1e-200, 1.6}, 0x0.00000000007e8p-1022, 0.0225},
    {{5e-324, 0.5}, 0x1p-537, 0.0000},
    {{5e-324, -0.9}, 0x1.8406003b2aecdp+966, 0.2563},
    {{3e-310, 0.25}, 0x1.ed77db2547637p-258, 0.3750},
    {{2.225073858507201e-308, -0.9}, 0x1.bdb8cdadbe19dp+919, 0.0361},
    {{-1e-315, 1.0}, -0x0.000000c1069cdp-1022, 0.0000},
    {{-4e-320, 1.0}, -0x0.0000000001fap-1022, 0.0000},
    {{1e300, 1e-18}, 0x1.0000000000003p+0, 0.1110},
    {{3.0, -1e-12}, 0x1.fffffffffd959p-1, -0.4198},
    {{1e-300, 2e-16}, 0x1.ffffffffffb24p-1, -0.3906},
    {{5.0, 1.1102230246251565e-16}, 0x1.0000000000001p+0, -0.1953},
};

/// Distance of a double to the next one away from 0.
double last_place(double value) {
  return value == 0.0 ? least : std::nextafter(std::abs(value), infinity) - std::abs(value);
}

class PowerOnEachTarget : public testing::TestWithParam<std::int64_t> {};

TEST_P(PowerOnEachTarget, is_good_to_less_than_an_ulp) {
  const OnTarget target(GetParam());
  std::vector<Power> powers;
  for (const Known& known : known_powers) {
    powers.push_back(known.power);
  }
  const std::vector<double> results = computed(powers);
  for (std::size_t i = 0; i < results.size(); ++i) {
    const Known& known = known_powers[i];
    const double ulp = last_place(known.nearest);
    EXPECT_LT(std::abs((results[i] - known.nearest) / ulp - known.rest), 0.8)
        << known.power.base << "^" << known.power.exponent << " = " << results[i];
  }
}

TEST_P(PowerOnEachTarget, follows_annex_f_at_the_ends_of_the_range) {
  const OnTarget target(GetParam());
  const std::vector<double> numbers{0.0,          -0.0,
                                    1.0,          -1.0,
                                    infinity,     -infinity,
                                    not_a_number, 0.5,
                                    -0.5,         2.0,
                                    -2.0,         3.0,
                                    -3.0,         least,
                                    -least,       least_normal,
                                    greatest,     -greatest,
                                    1e300,        -1e300,
                                    0x1p53 - 1,   1 - 0x1p53,
                                    0x1p53,       0x1p52 + 1,
                                    0x1p51 + 0.5, 1e-300,
                                    -1e-300,      0x1.fffffffffffffp-1,
                                    1024.0,       0x1.0000000000001p0,
                                    -1074.0,      -1075.0,
                                    -1100.0,      1e20,
                                    -1e20};
  std::vector<Power> powers;
  for (const double base : numbers) {
    for (const double exponent : numbers) {
      powers.push_back({base, exponent});
    }
  }
  const std::vector<double> results = computed(powers);
  for (std::size_t i = 0; i < powers.size(); ++i) {
    const double expected = std::pow(powers[i].base, powers[i].exponent);
    const bool exact = expected == 0.0 || !std::isfinite(expected);
    const double distance = std::abs(results[i] - expected);
    EXPECT_TRUE(exact ? same(results[i], expected) : distance <= last_place(expected))
        << powers[i].base << "^" << powers[i].exponent << " = " << results[i] << ", not "
        << expected;
  }
}

using Draw = std::function<Power(std::mt19937_64&)>;

double uniform(std::mt19937_64& random, double low, double high) {
  return std::uniform_real_distribution<double>(low, high)(random);
}

/// A positive number of any size, all exponents alike.
double any_size(std::mt19937_64& random) {
  return std::bit_cast<double>(
      std::uniform_int_distribution<std::uint64_t>(1, 0x7FEFFFFFFFFFFFFF)(random));
}

/// A base with an exponent that makes the result any double, also a subnormal one.
Power with_any_result(std::mt19937_64& random, double base) {
  return {base, uniform(random, -744.0, 709.0) / std::log(base)};
}

TEST_P(PowerOnEachTarget, agrees_with_the_library_within_an_ulp) {
  const OnTarget target(GetParam());
  const std::vector<Draw> draws{
      [](auto& random) {
        return Power{uniform(random, 0.0, 20.0), uniform(random, -5.0, 5.0)};
      },
      [](auto& random) { return with_any_result(random, any_size(random)); },
      [](auto& random) { return with_any_result(random, uniform(random, 0.9, 1.1)); },
      [](auto& random) {
        return with_any_result(
            random, 1.0 + std::ldexp(uniform(random, -1.0, 1.0), -static_cast<int>(random() % 52)));
      },
      [](auto& random) {
        return Power{-uniform(random, 0.0, 9.0), std::floor(uniform(random, -99.0, 99.0))};
      }};
  std::mt19937_64 random(1);
  for (const Draw& draw : draws) {
    std::vector<Power> powers(20'000);
    std::generate(powers.begin(), powers.end(), [&] { return draw(random); });
    const std::vector<double> results = computed(powers);
    for (std::size_t i = 0; i < powers.size(); ++i) {
      const double expected = std::pow(powers[i].base, powers[i].exponent);
      ASSERT_LE(std::abs(results[i] - expected), last_place(expected))
          << powers[i].base << "^" << powers[i].exponent;
    }
  }
}

TEST_P(PowerOnEachTarget, is_the_same_beside_any_neighbours) {
  const OnTarget target(GetParam());
  std::mt19937_64 random(2);
  std::vector<Power> usual(lanes);
  std::generate(usual.begin(), usual.end(), [&] {
    return Power{uniform(random, 0.0, 9.0), uniform(random, -9.0, 9.0)};
  });
  std::vector<Power> mixed = usual;
  for (std::size_t i = 0; i < lanes; i += 2) {
    mixed[i] = {i % 4 == 0 ? 0.0 : 2.0, i % 4 == 0 ? 2.0 : -1070.0};
  }
  const std::vector<double> alone = computed(usual);
  const std::vector<double> beside = computed(mixed);
  for (std::size_t i = 1; i < lanes; i += 2) {
    EXPECT_TRUE(same(alone[i], beside[i])) << usual[i].base << "^" << usual[i].exponent;
  }
}

TEST_P(PowerOnEachTarget, with_a_small_constant_exponent_agrees_with_the_library) {
  const OnTarget target(GetParam());
  const std::vector<double> bases{0.0, infinity, 1.7, 0.3, 12.0, 1e-8, 3e7};
  for (double exponent = -16.0; exponent <= 16.0; exponent += 0.5) {
    std::vector<Power> powers;
    for (const double base : bases) {
      powers.push_back({base, exponent});
    }
    const std::vector<double> results = computed(powers, exponent);
    for (std::size_t i = 0; i < bases.size(); ++i) {
      const double expected = std::pow(bases[i], exponent);
      EXPECT_TRUE(results[i] == expected ||
                  std::abs(results[i] - expected) <= 16.0 * last_place(expected))
          << bases[i] << "^" << exponent << " = " << results[i];
    }
  }
}

#if HWY_ARCH_X86
TEST_P(PowerOnEachTarget, takes_subnormals_for_zero_where_the_processor_does) {
  const OnTarget target(GetParam());
  const std::vector<Power> powers{{least, 0.5},  {least, -0.5}, {-1e-310, 3.0}, {2.0, -1060.0},
                                  {-0.1, 311.0}, {1e-300, 1.5}, {1e-300, 0.5},  {3.0, least}};
  const unsigned before = _mm_getcsr();
  constexpr unsigned subnormals_are_zero = 0x8040;
  _mm_setcsr(before | subnormals_are_zero);
  const std::vector<double> results = computed(powers);
  _mm_setcsr(before);
  const std::vector<double> expected{0.0, infinity, -0.0, 0.0, -0.0, 0.0, 1e-150, 1.0};
  for (std::size_t i = 0; i < powers.size(); ++i) {
    EXPECT_TRUE(same(results[i], expected[i]))
        << powers[i].base << "^" << powers[i].exponent << " = " << results[i];
  }
}
#endif

INSTANTIATE_TEST_SUITE_P(Targets, PowerOnEachTarget,
                         testing::ValuesIn(hwy::SupportedAndGeneratedTargets()), name_of_target);

}  // namespace
}  // namespace heatreel::program
