// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "heatreel/base/error.hpp"

namespace heatreel::config {

/// An option's value as it was typed, and where.
struct Given {
  std::string name;  ///< of the option, without dashes
  std::string text;  ///< "" for a switch that is turned on
  std::string file;  ///< the sweep file; "" for the command line
  int line = 0;      ///< in the file, 1-based

  /// What messages call it: `--size`, or `sweep.ini:3: size`.
  std::string label() const;
};

/// All that one source, the command line or a sweep file, gives.
using RawOptions = std::vector<Given>;

/// Throws a ConfigError for an option of a sweep file, a UsageError for one on the command line.
[[noreturn]] void complain(const Given& given, const base::Complaint& complaint);

/// Says that the value cannot be used: `--size 1281x720 cannot be used (WHY) SUGGESTION`.
[[noreturn]] void refuse(const Given& given, const std::string& why, const std::string& suggestion);

/// Runs `work` and puts the option's label before the message of an Error that it throws.
template <class Work>
auto in_context(const Given& given, Work&& work) {
  try {
    return work();
  } catch (const base::Error& error) {
    complain(given, {given.label() + ": " + error.what(), "", ""});
  }
}

}  // namespace heatreel::config
