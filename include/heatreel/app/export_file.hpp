// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

#include "heatreel/app/stop_request.hpp"
#include "heatreel/base/pending_file.hpp"

namespace heatreel::app {

/// Where exported bytes go: into a file that appears whole or not at all, or to standard output.
class ExportFile {
 public:
  /// \param path of the file, or base::standard_output
  /// \param stop must outlive the object \throws base::RuntimeError
  ExportFile(const std::string& path, const StopRequest& stop);

  /// \throws base::RuntimeError, perhaps some bytes later; Interrupted when a stop is requested
  void write(std::string_view bytes);

  /// Puts the file in its place. \returns its size in bytes \throws base::RuntimeError
  std::uint64_t finish();

 private:
  [[noreturn]] void fail() const;

  using Stream = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

  const StopRequest& stop_;
  std::string name_;                         ///< for messages
  std::unique_ptr<base::PendingFile> file_;  ///< null for standard output
  Stream stream_;
  std::uint64_t bytes_ = 0;
};

}  // namespace heatreel::app
