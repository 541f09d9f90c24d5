// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run_file.hpp"
#include "selection.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace heatreel::store {

/// A variable over t, y, x with what the file keeps of each of its frames.
struct Variable {
  std::string name;
  hid_t type = H5I_INVALID_HID;  ///< in memory
  std::size_t value_bytes = 0;
  Handle data;
  Handle crc;
  Handle range;  ///< metrics only
};

/// Writes the rounds of commits and reads them back, with one buffer for all of them: no larger
/// than a round, and warm after the first, since new memory costs more than the copy into it.
class CommitRounds {
 public:
  CommitRounds(RunFile& file, const grid::ParameterGrid& grid) : file_(file), grid_(grid) {}

  /// Writes a round of each variable: metrics first, so that a cell is not pending only when its
  /// numbers are there. A round of one piece goes to the file from where the slab has it.
  /// Collective. True if HDF5 carried out every write as collective MPI-IO.
  /// \param variables in the order of FrameSlab::stored
  bool write(const Round& round, std::span<const Variable> variables);

  /// Reads a round back and compares it with what the slabs hold. Collective.
  /// \throws base::Hdf5Error if the file gives back anything else
  void verify(const Round& round, std::span<const Variable> variables);

 private:
  /// The stored bytes of a round, gathered if need be.
  const std::byte* bytes_of(const Round& round, std::size_t variable, std::size_t value_bytes);
  /// Room for `bytes` bytes.
  std::byte* buffer(std::size_t bytes);

  RunFile& file_;
  const grid::ParameterGrid& grid_;
  std::vector<std::byte> buffer_;
};

}  // namespace heatreel::store
