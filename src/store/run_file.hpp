// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "handle.hpp"

#include <string>

#include "heatreel/comm/communicator.hpp"

namespace heatreel::store {

/// Memory and file selection of one transfer, with the numbers' type.
struct Transfer {
  hid_t type = H5I_INVALID_HID;
  hid_t memory = H5S_ALL;
  hid_t file = H5S_ALL;
};

/// A result file that is open for writing on all ranks: MPI-IO for a real communicator, plain POSIX
/// calls for the null one. Nothing is buffered: what a call wrote, the operating system has.
class RunFile {
 public:
  /// Collective.
  RunFile(const std::string& path, const comm::Communicator& comm);

  const std::string& path() const { return path_; }

  /// A dataset by its path within the file.
  Handle dataset(const std::string& name) const;

  /// Collective.
  void write_all(const Handle& dataset, const Transfer& transfer, const void* values);
  void read_all(const Handle& dataset, const Transfer& transfer, void* values) const;

  /// Not collective: this rank alone.
  void write(const Handle& dataset, const Transfer& transfer, const void* values) const;
  void read(const Handle& dataset, const Transfer& transfer, void* values) const;

  /// Collective: what was written survives a loss of power.
  void sync() const;

  /// Collective.
  void close();

  /// True if HDF5 carried out the last write_all as collective MPI-IO.
  bool last_write_was_collective() const { return last_write_was_collective_; }

 private:
  std::string path_;
  comm::Communicator comm_;
  Handle collective_;  ///< transfer properties of the collective calls
  Handle file_;
  bool last_write_was_collective_ = false;
};

}  // namespace heatreel::store
