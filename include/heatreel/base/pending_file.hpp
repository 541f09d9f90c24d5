// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace heatreel::base {

/// The path that means standard output.
inline constexpr const char* standard_output = "-";

/// A new file under a temporary, hidden name (`.NAME.part-XXXXXXXX`) in the folder of its target.
/// commit() gives the complete file its name. Without commit(), the destructor removes the file.
class PendingFile {
 public:
  /// The temporary name has this many bytes more than the target's.
  static constexpr std::size_t longer_name = std::string_view("..part-XXXXXXXX").size();

  /// Creates the empty temporary file, with the permissions that the umask asks for.
  /// \throws RuntimeError naming `target` if no file can be made there, or if something
  ///   other than a regular file has this name (a folder, a device)
  /// \param what it is, for messages: "the movie"
  PendingFile(std::string target, std::string what);
  ~PendingFile();
  PendingFile(const PendingFile&) = delete;
  PendingFile& operator=(const PendingFile&) = delete;

  const std::string& target() const { return target_; }
  const std::string& temporary() const { return temporary_; }

  /// Makes the temporary file durable on the disk, then renames it.
  /// \returns its size in bytes \throws RuntimeError; the target is then as it was before
  std::uint64_t commit();

 private:
  [[noreturn]] void fail(const std::string& why) const;
  void create();

  std::string target_;
  std::string what_;
  std::string temporary_;
  int descriptor_ = -1;  ///< of the file that was created, even if its name is changed
  bool committed_ = false;
};

}  // namespace heatreel::base
