// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <string_view>

#include <fmt/format.h>

/// The output of the program. Standard output gets the result of a command, and the caller learns
/// whether it arrived. Standard error gets progress, notes and errors. Their loss must never end a
/// sweep, so the functions for it neither throw nor wait for long. A shared library and the
/// program may both use the functions.
namespace heatreel::base {

/// Opens /dev/null for each of the descriptors 0, 1 and 2 that is closed. Otherwise the next files
/// that are opened, such as the result file, would get these numbers, and messages would be written
/// into them. Call it before anything opens a file.
/// \throws RuntimeError if there is no /dev/null
void open_standard_descriptors();

/// Writes to standard error. Drops text that cannot be written: the disk is full, the reader has
/// ended, or it reads nothing during `patience`, such as a terminal stopped by Ctrl-S. Safe in a
/// signal handler.
void write_error(std::string_view text,
                 std::chrono::milliseconds patience = std::chrono::seconds(2)) noexcept;

/// A line on standard error: "heatreel: TEXT".
template <class... Values>
void say(fmt::format_string<Values...> text, Values&&... values) {
  write_error(fmt::format("heatreel: {}\n", fmt::format(text, std::forward<Values>(values)...)));
}

/// Writes to standard output, through its buffer. flush_output() tells whether all of it arrived.
void write_output(std::string_view text) noexcept;

/// The same with a format.
template <class... Values>
void print(fmt::format_string<Values...> text, Values&&... values) {
  write_output(fmt::format(text, std::forward<Values>(values)...));
}

/// Empties the buffer of standard output. \returns 0 if all that was ever written to it arrived,
/// otherwise the errno that says why not: EPIPE for a reader that has ended
int flush_output() noexcept;

}  // namespace heatreel::base
