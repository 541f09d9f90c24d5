// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace heatreel::base {

/// The path that stands for standard output.
inline constexpr const char* standard_output = "-";

/// A file under a temporary name (`.NAME.part-XXXXXXXX`, hidden) beside the place it is meant for.
/// It gets there whole, by commit(), or not at all: the destructor removes what was not committed.
class PendingFile {
 public:
  /// Bytes by which the temporary name is longer.
  static constexpr std::size_t longer_name = std::string_view("..part-XXXXXXXX").size();

  /// Creates the empty temporary file, with the permissions that the umask asks for.
  /// \throws RuntimeError naming `target` if no file can be made there, or if something
  ///   other than a regular file bears the name (a folder, a device)
  /// \param what it is, for messages: "the movie"
  PendingFile(std::string target, std::string what);
  ~PendingFile();
  PendingFile(const PendingFile&) = delete;
  PendingFile& operator=(const PendingFile&) = delete;

  const std::string& target() const { return target_; }
  const std::string& temporary() const { return temporary_; }

  /// Brings what was written under the temporary name onto the disk, then renames it.
  /// \returns its size in bytes \throws RuntimeError; the target is then as it was before
  std::uint64_t commit();

 private:
  [[noreturn]] void fail(const std::string& why) const;
  void create();

  std::string target_;
  std::string what_;
  std::string temporary_;
  int descriptor_ = -1;  ///< keeps the very file that was created, whatever happens to the name
  bool committed_ = false;
};

}  // namespace heatreel::base
