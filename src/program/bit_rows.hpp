// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace heatreel::program {

/// Sets of numbers below `size`, as rows of bits.
class BitRows {
 public:
  BitRows(std::size_t rows, std::size_t size)
      : words_((size + word_bits - 1) / word_bits), bits_(rows * words_, 0) {}

  void insert(std::size_t row, std::size_t number) { word(row, number) |= bit(number); }
  void erase(std::size_t row, std::size_t number) { word(row, number) &= ~bit(number); }
  bool contains(std::size_t row, std::size_t number) const {
    return (bits_[row * words_ + number / word_bits] & bit(number)) != 0;
  }

  /// Adds to a set those numbers of another set that are not below `least`.
  void merge(std::size_t row, const BitRows& others, std::size_t other, std::size_t least = 0) {
    std::size_t i = least / word_bits;
    if (i < words_) {
      bits_[row * words_ + i] |=
          others.bits_[other * words_ + i] & (~std::uint64_t{0} << least % word_bits);
    }
    while (++i < words_) {
      bits_[row * words_ + i] |= others.bits_[other * words_ + i];
    }
  }

  void copy(std::size_t row, const BitRows& others, std::size_t other) {
    for (std::size_t i = 0; i < words_; ++i) {
      bits_[row * words_ + i] = others.bits_[other * words_ + i];
    }
  }

  std::size_t count(std::size_t row) const {
    std::size_t total = 0;
    for (std::size_t i = 0; i < words_; ++i) {
      total += static_cast<std::size_t>(std::popcount(bits_[row * words_ + i]));
    }
    return total;
  }

  /// How many numbers two sets have together.
  std::size_t count_union(std::size_t row, const BitRows& others, std::size_t other) const {
    std::size_t total = 0;
    for (std::size_t i = 0; i < words_; ++i) {
      total += static_cast<std::size_t>(
          std::popcount(bits_[row * words_ + i] | others.bits_[other * words_ + i]));
    }
    return total;
  }

  /// The least number of a set that is not below `from`; `end` if there is none below `end`.
  std::size_t next(std::size_t row, std::size_t from, std::size_t end) const {
    for (std::size_t i = from / word_bits; i < words_ && i * word_bits < end; ++i) {
      std::uint64_t rest = bits_[row * words_ + i];
      if (i == from / word_bits) {
        rest &= ~std::uint64_t{0} << from % word_bits;
      }
      if (rest != 0) {
        const std::size_t found = i * word_bits + static_cast<std::size_t>(std::countr_zero(rest));
        return found < end ? found : end;
      }
    }
    return end;
  }

 private:
  static constexpr std::size_t word_bits = 64;

  static std::uint64_t bit(std::size_t number) { return std::uint64_t{1} << number % word_bits; }
  std::uint64_t& word(std::size_t row, std::size_t number) {
    return bits_[row * words_ + number / word_bits];
  }

  std::size_t words_;
  std::vector<std::uint64_t> bits_;
};

}  // namespace heatreel::program
