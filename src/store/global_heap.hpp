// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "posix_file.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include <hdf5.h>

namespace heatreel::store {

/// The global heaps of an HDF5 file, where other programs put texts of variable length. HDF5 1.10
/// copies such a text without looking at its size: one that is longer than its descriptor says
/// overwrites memory. So a file's heaps are looked over here, by the format's specification
/// (version 3, III.E), before the library may touch them.
class GlobalHeaps {
 public:
  /// \param file the open HDF5 file at `path`
  GlobalHeaps(const std::string& path, hid_t file);

  /// The text whose descriptor (length, heap, number in the heap: 16 bytes) is at `offset` in
  /// the file; nothing if it leads nowhere or has more than `most_bytes`.
  std::optional<std::string> text_at(std::uint64_t offset, std::uint64_t most_bytes) const;

  /// Whether HDF5 can be trusted with texts of variable length: no object of any heap is larger
  /// than the least buffer it copies into. Reads the whole file, once.
  bool are_harmless() const;

 private:
  using Visit = std::function<bool(std::uint64_t number, std::uint64_t offset, std::uint64_t size)>;

  /// Calls `visit` with each object of a heap until it says false.
  /// \returns whether it never did and the heap is in order
  bool each_object(std::uint64_t heap, const Visit& visit) const;
  bool look_through() const;
  std::string read(std::uint64_t offset, std::uint64_t bytes) const;

  Descriptor file_;
  std::uint64_t bytes_ = 0;  ///< of the file; 0 if its addresses are not plain offsets of 8 bytes
  mutable std::optional<bool> harmless_;
};

}  // namespace heatreel::store
