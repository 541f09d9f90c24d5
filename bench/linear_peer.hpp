// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

namespace bench {

/// An entry of one matrix.
struct Entry {
  std::uint32_t row;
  std::uint32_t column;
  double value;
};

/// What LaneLu is compared with: a solver for one matrix at a time.
class LinearPeer {
 public:
  LinearPeer() = default;
  LinearPeer(const LinearPeer&) = delete;
  LinearPeer& operator=(const LinearPeer&) = delete;
  virtual ~LinearPeer() = default;

  virtual void factorize() = 0;
  virtual void solve(const std::vector<double>& right, std::vector<double>& x) = 0;
};

/// Eigen's dense elimination with partial pivoting.
std::unique_ptr<LinearPeer> eigen_dense(std::uint32_t n, const std::vector<Entry>& entries);

/// Eigen's sparse elimination with partial pivoting; its order of columns is made here, once.
std::unique_ptr<LinearPeer> eigen_sparse(std::uint32_t n, const std::vector<Entry>& entries);

/// A plain loop over the band of the natural order, without pivoting.
std::unique_ptr<LinearPeer> plain_band(std::uint32_t n, const std::vector<Entry>& entries);

}  // namespace bench
