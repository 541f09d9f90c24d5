// SPDX-License-Identifier: GPL-3.0-or-later
// What heatreel's linear algebra is compared with; compiled with -O3 -march=native.
#include "linear_peer.hpp"

#include <algorithm>

#include <Eigen/Dense>
#include <Eigen/SparseLU>

namespace bench {

namespace {

using Vector = Eigen::VectorXd;

class EigenDense final : public LinearPeer {
 public:
  EigenDense(std::uint32_t n, const std::vector<Entry>& entries)
      : matrix_(Eigen::MatrixXd::Zero(n, n)), lu_(n) {
    for (const Entry& entry : entries) {
      matrix_(entry.row, entry.column) = entry.value;
    }
  }

  void factorize() override { lu_.compute(matrix_); }

  void solve(const std::vector<double>& right, std::vector<double>& x) override {
    const auto n = static_cast<Eigen::Index>(x.size());
    Eigen::Map<Vector>(x.data(), n) = lu_.solve(Eigen::Map<const Vector>(right.data(), n));
  }

 private:
  Eigen::MatrixXd matrix_;
  Eigen::PartialPivLU<Eigen::MatrixXd> lu_;
};

class EigenSparse final : public LinearPeer {
 public:
  EigenSparse(std::uint32_t n, const std::vector<Entry>& entries) : matrix_(n, n) {
    std::vector<Eigen::Triplet<double, int>> triplets;
    for (const Entry& entry : entries) {
      triplets.emplace_back(entry.row, entry.column, entry.value);
    }
    matrix_.setFromTriplets(triplets.begin(), triplets.end());
    lu_.analyzePattern(matrix_);
  }

  void factorize() override { lu_.factorize(matrix_); }

  void solve(const std::vector<double>& right, std::vector<double>& x) override {
    const auto n = static_cast<Eigen::Index>(x.size());
    Eigen::Map<Vector>(x.data(), n) = lu_.solve(Eigen::Map<const Vector>(right.data(), n));
  }

 private:
  Eigen::SparseMatrix<double> matrix_;
  Eigen::SparseLU<Eigen::SparseMatrix<double>> lu_;
};

class PlainBand final : public LinearPeer {
 public:
  PlainBand(std::uint32_t n, const std::vector<Entry>& entries) : n_(n) {
    for (const Entry& entry : entries) {
      const std::uint32_t distance =
          entry.row > entry.column ? entry.row - entry.column : entry.column - entry.row;
      half_ = std::max<std::size_t>(half_, distance);
    }
    matrix_.assign(n_ * row_length(), 0.0);
    for (const Entry& entry : entries) {
      matrix_[entry.row * row_length() + entry.column + half_ - entry.row] = entry.value;
    }
    factors_ = matrix_;
  }

  void factorize() override {
    std::copy(matrix_.begin(), matrix_.end(), factors_.begin());
    for (std::size_t k = 0; k < n_; ++k) {
      double* const pivot = diagonal(k);
      *pivot = 1.0 / *pivot;
      const std::size_t reach = std::min(half_, n_ - 1 - k);
      for (std::size_t i = 1; i <= reach; ++i) {
        double* const row = diagonal(k + i) - i;
        row[0] *= *pivot;
        const double factor = row[0];
        for (std::size_t j = 1; j <= reach; ++j) {
          row[j] -= factor * pivot[j];
        }
      }
    }
  }

  void solve(const std::vector<double>& right, std::vector<double>& x) override {
    for (std::size_t i = 0; i < n_; ++i) {
      double sum = right[i];
      for (std::size_t j = std::min(half_, i); j > 0; --j) {
        sum -= *(diagonal(i) - j) * x[i - j];
      }
      x[i] = sum;
    }
    for (std::size_t i = n_; i-- > 0;) {
      double sum = x[i];
      for (std::size_t j = 1; j <= std::min(half_, n_ - 1 - i); ++j) {
        sum -= diagonal(i)[j] * x[i + j];
      }
      x[i] = sum * *diagonal(i);
    }
  }

 private:
  std::size_t row_length() const { return 2 * half_ + 1; }
  double* diagonal(std::size_t row) { return factors_.data() + row * row_length() + half_; }

  std::size_t n_;
  std::size_t half_ = 0;  ///< entries on each side of the diagonal
  std::vector<double> matrix_;
  std::vector<double> factors_;
};

}  // namespace

std::unique_ptr<LinearPeer> eigen_dense(std::uint32_t n, const std::vector<Entry>& entries) {
  return std::make_unique<EigenDense>(n, entries);
}

std::unique_ptr<LinearPeer> eigen_sparse(std::uint32_t n, const std::vector<Entry>& entries) {
  return std::make_unique<EigenSparse>(n, entries);
}

std::unique_ptr<LinearPeer> plain_band(std::uint32_t n, const std::vector<Entry>& entries) {
  return std::make_unique<PlainBand>(n, entries);
}

}  // namespace bench
