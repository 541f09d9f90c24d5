// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>
#include <hdf5.h>

#include "heatreel/store/file_layout.hpp"

namespace heatreel::store {

std::string hdf5_version() {
  unsigned major = 0;
  unsigned minor = 0;
  unsigned release = 0;
  H5get_libversion(&major, &minor, &release);
  return fmt::format("{}.{}.{}", major, minor, release);
}

}  // namespace heatreel::store
