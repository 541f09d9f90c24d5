// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "heatreel/base/error.hpp"

namespace heatreel::store {

/// Bytes that stand somewhere in a file.
struct StoredBytes {
  std::uint64_t offset = 0;
  std::string bytes;
};

/// A result file of this run, held open beside HDF5 to tell whether its name still stands for it
/// and whether it was written over: files are moved, deleted and copied while sweeps run, and
/// neither HDF5 nor MPI-IO notices. One rank's. A look costs some microseconds and changes nothing.
class HeldFile {
 public:
  /// Holds what bears the name now. \throws base::RuntimeError if it cannot be opened
  explicit HeldFile(const std::string& path);
  ~HeldFile();
  HeldFile(HeldFile&& other) noexcept;
  HeldFile& operator=(HeldFile&& other) noexcept;
  HeldFile(const HeldFile&) = delete;
  HeldFile& operator=(const HeldFile&) = delete;

  /// Bytes that the file must not fall short of from now on; at first its size.
  void expect_size(std::uint64_t bytes);
  /// Where it names its run, for ever. A file of another run has other bytes there.
  void expect_run_id(StoredBytes run_id);
  /// Where it counts what was written. An earlier copy of the file has other bytes there.
  void expect_count(StoredBytes count);

  enum class Depth { without_count, all };

  /// What happened to the file, and what became of the results; nothing if all is well.
  std::optional<base::Complaint> loss(Depth depth = Depth::all) const;
  /// \throws base::RuntimeError with the loss
  void check() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

/// Holds the result that stands under a name after a sweep.
/// \param run_id of the run that made it; "" takes any
/// \throws base::RuntimeError unless it is a result file of that run with all frames committed
HeldFile hold_finished(const std::string& path, const std::string& run_id);

}  // namespace heatreel::store
