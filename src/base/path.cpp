// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/base/path.hpp"

#include <filesystem>

namespace heatreel::base {

std::string folder_of(const std::string& path) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  return folder.empty() ? "." : folder;
}

}  // namespace heatreel::base
