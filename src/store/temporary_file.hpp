// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "posix_file.hpp"

#include <cstdint>
#include <string>

#include "heatreel/store/ask.hpp"

namespace heatreel::store {

/// A file that is built beside its final name and takes that name when it is complete. It is
/// removed if it never gets that far. Not collective: one rank's work.
class TemporaryFile {
 public:
  /// Makes an empty file under a name that nothing else has.
  /// \throws base::RuntimeError if the folder cannot be written or has not `bytes` free
  TemporaryFile(std::string target, std::uint64_t bytes);
  ~TemporaryFile();
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  const std::string& path() const { return path_; }

  /// Reserves real blocks for the whole file, makes it durable and gives it the target's name,
  /// replacing what stood there.
  /// \param ask may end it as long as the target is as it was
  /// \throws base::RuntimeError, with the bytes that are missing if the disk is full
  void publish(const Ask& ask);

 private:
  std::string target_;
  std::string path_;
  bool published_ = false;
};

/// An empty file, open for reading and writing.
struct NewFile {
  std::string path;
  Descriptor file;
};

/// Makes a file under a name that nothing else has, beside `target`. \throws base::RuntimeError
NewFile create_temporary(const std::string& target);

/// Removes temporaries of `target` that killed processes of this place left behind, and those of
/// other places that nobody has written to for ten minutes. The caller holds the RunLock. What
/// cannot be removed stays.
void remove_leftovers(const std::string& target);

}  // namespace heatreel::store
