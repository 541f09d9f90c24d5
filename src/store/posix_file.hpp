// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <sys/stat.h>

#include "heatreel/base/error.hpp"

namespace heatreel::store {

/// A problem with what the operating system says of it, and advice where there is some.
base::Complaint io_complaint(std::string problem, int error_number);

/// \throws base::RuntimeError naming what failed and the path
[[noreturn]] void fail_io(const char* what, const std::string& path, int error_number);

/// A file descriptor that closes itself.
class Descriptor {
 public:
  /// open(2); check is_open() and errno.
  Descriptor(const std::string& path, int flags);
  Descriptor(Descriptor&& other) noexcept;
  Descriptor& operator=(Descriptor&& other) noexcept;
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor();

  bool is_open() const { return number_ >= 0; }
  int number() const { return number_; }

 private:
  int number_;
};

/// Whether both are of one file. It may have several names.
bool is_same_file(const struct stat& left, const struct stat& right);

/// fsync. \throws base::RuntimeError naming `path`
void sync_descriptor(int descriptor, const std::string& path);

/// Makes a new or changed name in the folder of `path` durable. \throws base::RuntimeError
void sync_folder_of(const std::string& path);

/// Writes all of it at the descriptor's position. \throws base::RuntimeError naming `path`
void write_all(const Descriptor& file, std::string_view text, const std::string& path);

/// The first `most` bytes of a regular file from its beginning on; "" where that fails.
std::string read_start(const Descriptor& file, std::size_t most);

}  // namespace heatreel::store
