// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "heatreel/base/error.hpp"

namespace heatreel::store {

/// Bytes at some place in a file.
struct StoredBytes {
  std::uint64_t offset = 0;
  std::string bytes;
};

/// A result file of this run, held open beside HDF5 to find out whether its name still belongs to
/// it and whether it was written over: files are moved, deleted and copied while sweeps run, and
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

  /// The least size of the file from now on. At first it is the size that the file was opened with.
  void expect_size(std::uint64_t bytes);
  /// The bytes that name its run, which never change. A file of another run has others there.
  void expect_run_id(StoredBytes run_id);
  /// The bytes that count what was written. An earlier copy of the file has others there.
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

/// Holds the result file of this name after a sweep.
/// \param run_id of the run that made it; "" takes any
/// \throws base::RuntimeError unless it is a result file of that run with all frames committed
HeldFile hold_finished(const std::string& path, const std::string& run_id);

}  // namespace heatreel::store
