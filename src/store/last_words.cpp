// SPDX-License-Identifier: GPL-3.0-or-later
#include "last_words.hpp"

#include <string>

#include <fmt/format.h>
#include <unistd.h>

namespace heatreel::store {

void end_process(const base::Error& error) {
  const std::string line = fmt::format("heatreel: {}\n", error.what());
  // No stream: its lock may be with a thread that hangs.
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, line.data(), line.size());
  ::_exit(static_cast<int>(error.exit_code()));
}

}  // namespace heatreel::store
