// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>

namespace heatreel::config {

/// A file that a command reads or writes.
struct CommandFile {
  std::string name;  ///< what messages call it: `--output`, `the sweep file`
  std::string path;
  /// Of a file that is written: bytes by which the longest name that is made for it on the way is
  /// longer than its own.
  std::size_t longer = 0;
};

}  // namespace heatreel::config
