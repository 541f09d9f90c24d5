// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace heatreel::store {

/// Endings of the files beside `NAME.nc` that a run writes: lock and journal, and the journal's
/// next version.
inline constexpr std::array<std::string_view, 3> companion_endings = {".lock", ".journal",
                                                                      ".journal.tmp"};

/// The most bytes by which the name of a file beside `NAME.nc` is longer than `NAME.nc`: a lock's
/// temporary file, with the largest process number of Linux and room for two digits of the attempt
/// and eight of the host.
inline constexpr std::size_t longest_ending =
    std::string_view(".lock.01234567-4194304-99.tmp").size();

}  // namespace heatreel::store
