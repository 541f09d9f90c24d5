// SPDX-License-Identifier: GPL-3.0-or-later
// Speed of LaneLu, eight systems at once, as ratios to solvers that take the eight systems one
// after the other. Both run in turn, several times; medians are printed. Seconds are CPU time.
#include "linear_peer.hpp"
#include "timing.hpp"

#include <algorithm>
#include <cmath>
#include <ctime>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <hwy/aligned_allocator.h>

#include "heatreel/program/lane_lu.hpp"
#include "heatreel/program/simd.hpp"

namespace {

using namespace heatreel;
using program::group_lanes;
using program::MatrixEntry;
using Pattern = std::vector<MatrixEntry>;
using MakePeer = std::unique_ptr<::bench::LinearPeer> (*)(std::uint32_t,
                                                          const std::vector<::bench::Entry>&);

constexpr double seconds_a_round = 0.05;

struct Problem {
  std::string name;
  std::uint32_t n;
  Pattern pattern;
  std::vector<std::pair<std::string, MakePeer>> peers;
};

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
        if (next < width * height && (next != cell + 1 || next % width != 0)) {
          pattern.push_back({row, 2 * next + species});
          pattern.push_back({2 * next + species, row});
        }
      }
    }
  }
  return pattern;
}

/// Seconds of one call, as a mean over a round.
double seconds_a_call(const std::function<void()>& work) {
  int calls = 1;
  for (;; calls *= 2) {
    const double seconds = heatreel::bench::seconds_of([&] {
      for (int i = 0; i < calls; ++i) {
        work();
      }
    });
    if (seconds > seconds_a_round) {
      return seconds / calls;
    }
  }
}

/// Eight matrices of one pattern, whose rows are dominated by the diagonal, and their solvers.
class Systems {
 public:
  explicit Systems(const Problem& problem)
      : n_(problem.n), lu_(problem.n, problem.pattern), right_(problem.n, 1.0), x_(problem.n) {
    std::mt19937 random(1);
    std::uniform_real_distribution<double> number(0.1, 1.0);
    for (std::size_t lane = 0; lane < group_lanes; ++lane) {
      std::vector<double> sum(n_, 1.0);
      std::vector<::bench::Entry> entries;
      for (const auto [row, column] : problem.pattern) {
        if (row != column) {
          entries.push_back({row, column, -number(random)});
          sum[row] -= entries.back().value;
        }
      }
      for (std::uint32_t i = 0; i < n_; ++i) {
        entries.push_back({i, i, sum[i]});
      }
      lanes_.push_back(std::move(entries));
    }
    given_ = hwy::AllocateAligned<double>(lu_.entries() * group_lanes);
    matrix_ = hwy::AllocateAligned<double>(lu_.entries() * group_lanes);
    std::fill_n(given_.get(), lu_.entries() * group_lanes, 0.0);
    for (std::size_t lane = 0; lane < group_lanes; ++lane) {
      for (const auto [row, column, value] : lanes_[lane]) {
        given_[lu_.at(row, column) * group_lanes + lane] = value;
      }
    }
    numbers_ = hwy::AllocateAligned<double>(n_ * group_lanes);
    scale_ = hwy::AllocateAligned<double>(n_ * group_lanes);
    std::fill_n(scale_.get(), n_ * group_lanes, 1.0);
  }

  /// Writes the matrix, which the peers do too, and factorizes.
  void factorize() {
    std::copy_n(given_.get(), lu_.entries() * group_lanes, matrix_.get());
    alignas(64) double growth[group_lanes];
    lu_.factorize(matrix_.get(), scale_.get(), growth);
  }

  void solve() {
    std::fill_n(numbers_.get(), n_ * group_lanes, 1.0);
    lu_.solve(matrix_.get(), numbers_.get());
  }

  std::size_t operations() const { return lu_.operations(); }

  void compare(const Problem& problem, const std::string& peer_name, MakePeer make_peer) {
    std::vector<std::unique_ptr<::bench::LinearPeer>> peers;
    for (const auto& entries : lanes_) {
      peers.push_back(make_peer(n_, entries));
    }
    const auto peers_factorize = [&] {
      for (const auto& peer : peers) {
        peer->factorize();
      }
    };
    const auto peers_solve = [&] {
      for (const auto& peer : peers) {
        peer->solve(right_, x_);
      }
    };
    report(
        problem.name + ", factorization", peer_name, [&] { factorize(); }, peers_factorize);
    report(
        problem.name + ", solution", peer_name, [&] { solve(); }, peers_solve);
    double difference = 0.0;
    for (std::size_t i = 0; i < n_; ++i) {
      difference = std::max(difference, std::abs(numbers_[i * group_lanes + 7] - x_[i]));
    }
    if (!(difference <= 1e-12)) {
      fmt::print("{}: solutions differ by {:g}\n", problem.name, difference);
    }
  }

 private:
  static void report(const std::string& name, const std::string& peer_name,
                     const std::function<void()>& ours, const std::function<void()>& peer) {
    const heatreel::bench::Timing timing = heatreel::bench::compare(ours, peer, seconds_a_call);
    fmt::print("{}: {:.0f} ns for 8 systems, {:.1f} x {} ({:.0f} ns)\n", name, 1e9 * timing.ours,
               timing.ratio, peer_name, 1e9 * timing.peer);
  }

  std::uint32_t n_;
  program::LaneLu lu_;
  std::vector<std::vector<::bench::Entry>> lanes_;
  std::vector<double> right_;
  std::vector<double> x_;
  hwy::AlignedFreeUniquePtr<double[]> given_;
  hwy::AlignedFreeUniquePtr<double[]> matrix_;
  hwy::AlignedFreeUniquePtr<double[]> numbers_;
  hwy::AlignedFreeUniquePtr<double[]> scale_;
};

}  // namespace

/// \pre an argument, if there is one, is `avx2`, as for solve_bench
int main(int argc, char** /*argv*/) {
  program::use_simd(argc > 1 ? program::Simd::avx2 : program::Simd::automatic);
  fmt::print("target: {}\n", program::simd_target());
  std::vector<Problem> problems;
  for (const std::uint32_t n : {10U, 50U, 100U, 300U}) {
    problems.push_back(
        {fmt::format("dense, n = {}", n), n, dense(n), {{"Eigen", ::bench::eigen_dense}}});
  }
  const std::vector<std::pair<std::string, MakePeer>> sparse{{"a plain band", ::bench::plain_band},
                                                             {"Eigen", ::bench::eigen_sparse}};
  problems.push_back({"Brusselator, n = 100", 100, reaction_diffusion(50, 1), sparse});
  problems.push_back({"Brusselator, n = 500", 500, reaction_diffusion(250, 1), sparse});
  problems.push_back({"16 x 16 cells, n = 512", 512, reaction_diffusion(16, 16), sparse});
  for (const Problem& problem : problems) {
    double milliseconds =
        1e3 * seconds_a_call([&] { const program::LaneLu lu(problem.n, problem.pattern); });
    Systems systems(problem);
    fmt::print("{}: plan in {:.2f} ms, {} multiply-adds\n", problem.name, milliseconds,
               systems.operations());
    for (const auto& [peer_name, make_peer] : problem.peers) {
      systems.compare(problem, peer_name, make_peer);
    }
  }
}
