// SPDX-License-Identifier: GPL-3.0-or-later
// Linear systems in lanes, against elimination with pivoting in long double, on every SIMD target
// of the processor at hand.
#include "heatreel/program/lane_lu.hpp"

#include "on_target.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <hwy/aligned_allocator.h>

namespace heatreel::program {
namespace {

using Pattern = std::vector<MatrixEntry>;
using Column = std::vector<double>;
using Growth = std::array<double, group_lanes>;

constexpr double epsilon = std::numeric_limits<double>::epsilon();

Pattern dense(std::uint32_t n) {
  Pattern pattern;
  for (std::uint32_t i = 0; i < n * n; ++i) {
    pattern.push_back({i / n, i % n});
  }
  return pattern;
}

/// Two species that diffuse on a grid and react with each other.
Pattern reaction_diffusion(std::uint32_t width, std::uint32_t height) {
  Pattern pattern;
  for (std::uint32_t cell = 0; cell < width * height; ++cell) {
    for (std::uint32_t species = 0; species < 2; ++species) {
      const std::uint32_t row = 2 * cell + species;
      pattern.push_back({row, 2 * cell});
      pattern.push_back({row, 2 * cell + 1});
      for (const std::uint32_t next : {cell + 1, cell + width}) {
        const bool near = next < width * height && (next != cell + 1 || next % width != 0);
        if (near) {
          pattern.push_back({row, 2 * next + species});
          pattern.push_back({2 * next + species, row});
        }
      }
    }
  }
  return pattern;
}

Pattern random_pattern(std::uint32_t n, std::uint32_t entries, std::mt19937& random) {
  Pattern pattern;
  for (std::uint32_t i = 0; i < entries; ++i) {
    pattern.push_back(
        {static_cast<std::uint32_t>(random() % n), static_cast<std::uint32_t>(random() % n)});
  }
  return pattern;
}

/// A matrix for each lane, with its factors.
class Systems {
 public:
  using Number = std::function<double(std::uint32_t row, std::uint32_t column, std::size_t lane)>;

  Systems(std::size_t n, const Pattern& pattern, const Number& number)
      : n_(n), lu_(n, pattern), scale_(group_lanes, Column(n, 1.0)) {
    for (std::uint32_t i = 0; i < n; ++i) {
      entries_.insert({i, i});
    }
    for (const auto [row, column] : pattern) {
      entries_.insert({row, column});
    }
    for (std::size_t lane = 0; lane < group_lanes; ++lane) {
      matrices_.emplace_back(n, Column(n, 0.0));
      for (const auto& [row, column] : entries_) {
        matrices_[lane][row][column] = number(row, column, lane);
      }
    }
  }

  std::vector<Column>& matrix(std::size_t lane) { return matrices_[lane]; }
  Column& scale(std::size_t lane) { return scale_[lane]; }
  const LaneLu& lu() const { return lu_; }

  Growth factorize() {
    factors_ = hwy::AllocateAligned<double>(lu_.entries() * group_lanes);
    std::fill_n(factors_.get(), lu_.entries() * group_lanes, std::nan(""));  // fill is LaneLu's
    for (const auto& [row, column] : entries_) {
      for (std::size_t lane = 0; lane < group_lanes; ++lane) {
        factors_[lu_.at(row, column) * group_lanes + lane] = matrices_[lane][row][column];
      }
    }
    alignas(64) Growth growth;
    lu_.factorize(factors_.get(), groups(scale_).get(), growth.data());
    return growth;
  }

  /// columns[lane][row] → solutions[lane][row]
  std::vector<Column> solve(const std::vector<Column>& right) const {
    const auto x = groups(right);
    lu_.solve(factors_.get(), x.get());
    std::vector<Column> solution = right;
    for (std::size_t lane = 0; lane < group_lanes; ++lane) {
      for (std::size_t i = 0; i < n_; ++i) {
        solution[lane][i] = x[i * group_lanes + lane];
      }
    }
    return solution;
  }

  /// max_i |b - A·x|_i / (|A|s)_i, relative to the largest |x_j| / s_j, in one lane
  double backward_error(std::size_t lane, const Column& b, const Column& x) const {
    long double error = 0.0L;
    long double largest = 0.0L;
    for (std::size_t i = 0; i < n_; ++i) {
      long double rest = b[i];
      long double size = 0.0L;
      for (std::size_t j = 0; j < n_; ++j) {
        rest -= static_cast<long double>(matrices_[lane][i][j]) * x[j];
        size += std::abs(static_cast<long double>(matrices_[lane][i][j])) * scale_[lane][j];
      }
      error = std::max(error, std::abs(rest) / size);
      largest = std::max(largest, std::abs(static_cast<long double>(x[i])) / scale_[lane][i]);
    }
    return static_cast<double>(error / largest);
  }

 private:
  hwy::AlignedFreeUniquePtr<double[]> groups(const std::vector<Column>& by_lane) const {
    auto memory = hwy::AllocateAligned<double>(n_ * group_lanes);
    for (std::size_t i = 0; i < n_ * group_lanes; ++i) {
      memory[i] = by_lane[i % group_lanes][i / group_lanes];
    }
    return memory;
  }

  std::size_t n_;
  LaneLu lu_;
  std::set<std::pair<std::uint32_t, std::uint32_t>> entries_;
  std::vector<std::vector<Column>> matrices_;  ///< [lane][row][column]
  std::vector<Column> scale_;                  ///< [lane][unknown]
  hwy::AlignedFreeUniquePtr<double[]> factors_;
};

/// Elimination with partial pivoting, of rows scaled to be equally large.
Column reference(const std::vector<Column>& matrix, const Column& b) {
  const std::size_t n = b.size();
  std::vector<std::vector<long double>> a;
  for (std::size_t i = 0; i < n; ++i) {
    a.emplace_back(matrix[i].begin(), matrix[i].end());
    a[i].push_back(b[i]);
    long double size = 0.0L;
    for (const double value : matrix[i]) {
      size = std::max(size, std::abs(static_cast<long double>(value)));
    }
    for (long double& value : a[i]) {
      value /= size;
    }
  }
  for (std::size_t k = 0; k < n; ++k) {
    const auto larger = [k](const auto& x, const auto& y) {
      return std::abs(x[k]) < std::abs(y[k]);
    };
    std::iter_swap(a.begin() + k, std::max_element(a.begin() + k, a.end(), larger));
    for (std::size_t i = 0; i < n; ++i) {
      const long double factor = i == k ? 0.0L : a[i][k] / a[k][k];
      for (std::size_t j = k; factor != 0.0L && j <= n; ++j) {
        a[i][j] -= factor * a[k][j];
      }
    }
  }
  Column x;
  for (std::size_t i = 0; i < n; ++i) {
    x.push_back(static_cast<double>(a[i][n] / a[i][i]));
  }
  return x;
}

double signed_number(std::mt19937& random) {
  return std::uniform_real_distribution<double>(-1.0, 1.0)(random);
}

std::vector<Column> random_columns(std::size_t n, std::mt19937& random) {
  std::vector<Column> columns(group_lanes, Column(n));
  for (Column& column : columns) {
    std::generate(column.begin(), column.end(), [&] { return signed_number(random); });
  }
  return columns;
}

Systems::Number random_numbers(std::mt19937& random) {
  return [&random](auto, auto, auto) { return signed_number(random); };
}

/// Makes the diagonal dominate by `margin`.
void dominate(Systems& systems, double margin) {
  for (std::size_t lane = 0; lane < group_lanes; ++lane) {
    for (std::size_t i = 0; i < systems.matrix(lane).size(); ++i) {
      Column& row = systems.matrix(lane)[i];
      double sum = margin;
      for (std::size_t j = 0; j < row.size(); ++j) {
        sum += i == j ? 0.0 : std::abs(row[j]);
      }
      row[i] = std::copysign(sum, row[i]);
    }
  }
}

/// Powers of 2 from 1e-8 to 1e8.
double random_power(std::mt19937& random) {
  return std::ldexp(1.0, static_cast<int>(random() % 53) - 26);
}

/// Multiplies rows by anything, and changes the units of the unknowns.
void make_stiff(Systems& systems, std::mt19937& random) {
  for (std::size_t lane = 0; lane < group_lanes; ++lane) {
    for (double& s : systems.scale(lane)) {
      s = random_power(random);
    }
    for (Column& row : systems.matrix(lane)) {
      const double factor = random_power(random);
      for (std::size_t j = 0; j < row.size(); ++j) {
        row[j] *= factor / systems.scale(lane)[j];
      }
    }
  }
}

struct Case {
  std::size_t n;
  Pattern pattern;
};

std::vector<Case> cases() {
  std::mt19937 random(3);
  std::vector<Case> all{{150, reaction_diffusion(75, 1)}, {128, reaction_diffusion(8, 8)}};
  for (const std::uint32_t n : {1U, 2U, 3U, 4U, 5U, 7U, 8U, 15U, 16U, 17U, 19U, 33U, 70U}) {
    all.push_back({n, dense(n)});
    all.push_back({n, {}});
    for (const std::uint32_t entries : {n / 2, n, 2 * n, 4 * n}) {
      all.push_back({n, random_pattern(n, entries, random)});
    }
  }
  return all;
}

class LaneLuOnEachTarget : public testing::TestWithParam<std::int64_t> {};

TEST_P(LaneLuOnEachTarget, solves_as_well_as_elimination_with_pivoting) {
  const OnTarget target(GetParam());
  std::mt19937 random(5);
  for (const Case& test : cases()) {
    for (const bool stiff : {false, true}) {
      Systems systems(test.n, test.pattern, random_numbers(random));
      dominate(systems, 1.0);
      if (stiff) {
        make_stiff(systems, random);
      }
      const Growth growth = systems.factorize();
      for (int round = 0; round < 2; ++round) {
        const auto right = random_columns(test.n, random);
        const auto x = systems.solve(right);
        for (std::size_t lane = 0; lane < group_lanes; ++lane) {
          const double bound = 2.0 * epsilon * static_cast<double>(test.n);
          EXPECT_LE(growth[lane], 3.0);
          EXPECT_LE(systems.backward_error(lane, right[lane], x[lane]), bound)
              << "n = " << test.n << ", " << test.pattern.size() << " entries";
          const Column expected = reference(systems.matrix(lane), right[lane]);
          double size = 0.0;
          for (std::size_t i = 0; i < test.n; ++i) {
            size = std::max(size, std::abs(expected[i]) / systems.scale(lane)[i]);
          }
          for (std::size_t i = 0; i < test.n; ++i) {  // rows dominate by 1: condition about n
            ASSERT_NEAR(x[lane][i], expected[i],
                        bound * static_cast<double>(test.n + 1) * size * systems.scale(lane)[i]);
          }
        }
      }
    }
  }
}

TEST_P(LaneLuOnEachTarget, growth_bounds_the_error_without_dominance) {
  const OnTarget target(GetParam());
  std::mt19937 random(7);
  double worst_error = 0.0;
  for (const Case& test : cases()) {
    Systems systems(test.n, test.pattern, [&](auto row, auto column, auto lane) {
      const bool small = row == column && lane % 2 == 1 && random() % 4 == 0;
      return signed_number(random) * (small ? 1e-14 : 1.0);
    });
    const Growth growth = systems.factorize();
    const auto right = random_columns(test.n, random);
    const auto x = systems.solve(right);
    for (std::size_t lane = 0; lane < group_lanes; ++lane) {
      if (std::isnan(growth[lane])) {
        continue;  // a pivot became 0
      }
      const double error = systems.backward_error(lane, right[lane], x[lane]);
      ASSERT_LE(error, 2.0 * epsilon * static_cast<double>(test.n) * growth[lane]);
      worst_error = std::max(worst_error, error);
    }
  }
  EXPECT_GE(worst_error, 1e-4) << "nothing bad was tried";
}

TEST_P(LaneLuOnEachTarget, a_small_pivot_shows_in_its_lane_alone) {
  const OnTarget target(GetParam());
  std::mt19937 random(9);
  for (const std::uint32_t n : {2U, 6U, 40U}) {
    Systems systems(n, dense(n), random_numbers(random));
    dominate(systems, 1.0);
    for (std::uint32_t i = 0; i < n; ++i) {
      systems.matrix(5)[i][i] = 1e-14;
      systems.matrix(6)[i][i] = 0.0;
      systems.matrix(7)[i][i] = std::numeric_limits<double>::infinity();
    }
    const Growth growth = systems.factorize();
    for (std::size_t lane = 0; lane < 5; ++lane) {
      EXPECT_LE(growth[lane], 3.0);
    }
    EXPECT_GE(growth[5], 1e13);
    EXPECT_TRUE(std::isnan(growth[6]));
    EXPECT_TRUE(std::isnan(growth[7]));
  }
}

TEST_P(LaneLuOnEachTarget, a_last_pivot_of_0_shows) {
  const OnTarget target(GetParam());
  Systems systems(2, dense(2), [](auto, auto, auto lane) { return lane == 3 ? 1.0 : 0.0; });
  for (std::size_t lane = 0; lane < group_lanes; ++lane) {
    systems.matrix(lane)[0][0] = 1.0;
  }
  systems.matrix(4)[1][1] = 1.0;
  const Growth growth = systems.factorize();
  EXPECT_TRUE(std::isnan(growth[3])) << "1 1, 1 1";
  EXPECT_EQ(growth[4], 1.0) << "1 0, 0 1";
  EXPECT_TRUE(std::isnan(growth[5])) << "1 0, 0 0";
}

/// max_i (|L||U|s)_i / (|A|s)_i, s = 1, of elimination in an order, without pivoting
double reference_growth(const std::vector<Column>& matrix,
                        const std::vector<std::uint32_t>& order) {
  const std::size_t n = order.size();
  std::vector<std::vector<long double>> a(n);
  for (std::size_t i = 0; i < n; ++i) {
    for (const std::uint32_t column : order) {
      a[i].push_back(matrix[order[i]][column]);
    }
  }
  long double growth = 0.0L;
  std::vector<long double> reach;  // |U|s
  for (std::size_t i = 0; i < n; ++i) {
    const auto add = [](long double sum, long double x) { return sum + std::abs(x); };
    const long double given = std::accumulate(a[i].begin(), a[i].end(), 0.0L, add);
    long double grown = 0.0L;
    for (std::size_t k = 0; k < i; ++k) {
      const long double factor = a[i][k] / a[k][k];
      grown += std::abs(factor) * reach[k];
      for (std::size_t j = k; j < n; ++j) {
        a[i][j] -= factor * a[k][j];
      }
    }
    reach.push_back(std::accumulate(a[i].begin() + static_cast<int>(i), a[i].end(), 0.0L, add));
    growth = std::max(growth, (grown + reach[i]) / given);
  }
  return static_cast<double>(growth);
}

TEST_P(LaneLuOnEachTarget, growth_is_the_ratio_that_it_is_said_to_be) {
  const OnTarget target(GetParam());
  std::mt19937 random(19);
  for (const Case& test : cases()) {
    Systems systems(test.n, test.pattern, random_numbers(random));
    std::vector<std::uint32_t> order(test.n);  // rows are stored in the order of elimination
    std::iota(order.begin(), order.end(), 0U);
    std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
      return systems.lu().at(a, a) < systems.lu().at(b, b);
    });
    const Growth growth = systems.factorize();
    for (std::size_t lane = 0; lane < group_lanes; ++lane) {
      const double expected = reference_growth(systems.matrix(lane), order);
      EXPECT_NEAR(growth[lane], expected, 1e-6 * expected) << "n = " << test.n;
    }
  }
}

TEST_P(LaneLuOnEachTarget, units_do_not_change_growth) {
  const OnTarget target(GetParam());
  for (const Case& test : cases()) {
    std::mt19937 random(11);
    Systems systems(test.n, test.pattern, random_numbers(random));
    const Growth growth = systems.factorize();
    make_stiff(systems, random);
    EXPECT_EQ(systems.factorize(), growth) << "n = " << test.n;
  }
}

TEST_P(LaneLuOnEachTarget, growth_tends_to_1_as_the_step_gets_short) {
  const OnTarget target(GetParam());
  std::mt19937 random(13);
  for (const Case& test : cases()) {
    Systems systems(test.n, test.pattern, random_numbers(random));
    make_stiff(systems, random);
    for (std::size_t lane = 0; lane < group_lanes; ++lane) {
      for (std::size_t i = 0; i < test.n; ++i) {
        systems.matrix(lane)[i][i] += 1e24;
      }
    }
    for (const double growth : systems.factorize()) {
      EXPECT_NEAR(growth, 1.0, 1e-6);
    }
  }
}

TEST_P(LaneLuOnEachTarget, a_lane_does_not_depend_on_the_others) {
  const OnTarget target(GetParam());
  for (const Case& test : cases()) {
    std::mt19937 random(17);
    Systems systems(test.n, test.pattern, random_numbers(random));
    dominate(systems, 0.1);
    Systems turned(test.n, test.pattern, [&](auto row, auto column, auto lane) {
      return systems.matrix((lane + 3) % group_lanes)[row][column];
    });
    const auto right = random_columns(test.n, random);
    auto turned_right = right;
    std::rotate(turned_right.begin(), turned_right.begin() + 3, turned_right.end());
    Growth growth = systems.factorize();
    std::rotate(growth.begin(), growth.begin() + 3, growth.end());
    EXPECT_EQ(turned.factorize(), growth);
    auto x = systems.solve(right);
    std::rotate(x.begin(), x.begin() + 3, x.end());
    EXPECT_EQ(turned.solve(turned_right), x);
  }
}

INSTANTIATE_TEST_SUITE_P(Targets, LaneLuOnEachTarget,
                         testing::ValuesIn(hwy::SupportedAndGeneratedTargets()), name_of_target);

TEST(LaneLu, gives_each_entry_a_group_of_its_own) {
  for (const Case& test : cases()) {
    const LaneLu lu(test.n, test.pattern);
    std::set<std::pair<std::uint32_t, std::uint32_t>> entries;
    std::set<std::size_t> groups;
    for (const auto [row, column] : test.pattern) {
      entries.insert({row, column});
      groups.insert(lu.at(row, column));
    }
    for (std::uint32_t i = 0; i < test.n; ++i) {
      entries.insert({i, i});
      groups.insert(lu.at(i, i));
    }
    EXPECT_EQ(groups.size(), entries.size());
    EXPECT_LT(*groups.rbegin(), lu.entries());
  }
}

TEST(LaneLu, keeps_fill_small) {
  const LaneLu chain(1000, reaction_diffusion(500, 1));
  EXPECT_LE(chain.operations(), 20000U);
  EXPECT_LE(chain.entries(), 10000U);
  const LaneLu grid(512, reaction_diffusion(16, 16));
  EXPECT_LE(grid.operations(), 250000U);  // the band of natural order: 1.0 million
  EXPECT_LE(grid.entries(), 20000U);
  Pattern hub;  // every unknown depends on the first one
  for (std::uint32_t i = 1; i < 1000; ++i) {
    hub.push_back({i, 0});
    hub.push_back({0, i});
  }
  EXPECT_LE(LaneLu(1000, hub).operations(), 20000U);
}

}  // namespace
}  // namespace heatreel::program
