// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>

namespace heatreel::config {

/// A file that a command reads or writes.
struct CommandFile {
  std::string name;  ///< what messages call it: `--output`, `the sweep file`
  std::string path;
  /// For a file that is written: bytes by which the longest temporary name that is made for it is
  /// longer than its own name.
  std::size_t longer = 0;
};

}  // namespace heatreel::config
