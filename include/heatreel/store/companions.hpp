// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace heatreel::store {

inline constexpr const char* lock_ending = ".lock";
inline constexpr const char* journal_ending = ".journal";

/// Endings of the files that a run writes beside `NAME.nc`: the lock, the journal, and the next
/// version of the journal.
inline constexpr std::array<std::string_view, 3> companion_endings = {lock_ending, journal_ending,
                                                                      ".journal.tmp"};

/// The most bytes by which the name of a file beside `NAME.nc` is longer than `NAME.nc`. That file
/// is the lock's temporary file: eight digits of its place, the largest process number of Linux,
/// and two digits of the attempt.
inline constexpr std::size_t longest_ending =
    std::string_view(".lock.01234567-4194304-99.tmp").size();

}  // namespace heatreel::store
