// SPDX-License-Identifier: GPL-3.0-or-later
#include "text_file.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>

#include "heatreel/base/error.hpp"
#include "heatreel/base/text.hpp"

namespace heatreel::config {

std::string read_text_file(const std::string& path, const std::string& label,
                           std::size_t most_bytes) {
  const auto fail = [&](const std::string& why, const std::string& suggestion) {
    throw base::ConfigError(
        {fmt::format("{}: cannot read {}", label, base::printable(path)), why, suggestion});
  };
  std::error_code unknown;
  if (std::filesystem::is_directory(path, unknown)) {
    fail("it is a folder", "Name a file.");
  }
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    fail(std::strerror(errno), "Check the path.");
  }
  std::string text(most_bytes + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (file.bad()) {
    fail("the system cannot read it to its end", "");
  }
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (text.find('\0') != std::string::npos) {
    fail("it holds NUL bytes, so it is not a text file", "Name a text file.");
  }
  if (text.size() > most_bytes) {
    fail(fmt::format("it is larger than {}", base::format_bytes(most_bytes)), "Name a text file.");
  }
  return text;
}

}  // namespace heatreel::config
