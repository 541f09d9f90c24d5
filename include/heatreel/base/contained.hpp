// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>

namespace heatreel::base {

/// What a child process has left behind.
struct Contained {
  enum class Ending {
    regular,  ///< `text` is what the work returned
    error,    ///< the work threw a std::exception, whose what() is `text`
    slow,     ///< it took more than a minute of processor time
    large,    ///< it asked for more than 4 GiB of memory
    crashed,
  };
  Ending ending;
  std::string text;
};

/// Carries out `work` in a child process, which may crash without harm and prints nothing: for
/// libraries that cannot be trusted with every file. The child gets the limits that Ending names,
/// and a stack of 100 MiB if it is the main thread that calls this. It ends with its parent. Not
/// for places where other threads may hold locks that the work needs.
/// \throws RuntimeError if no child can be made
Contained run_contained(const std::function<std::string()>& work);

}  // namespace heatreel::base
