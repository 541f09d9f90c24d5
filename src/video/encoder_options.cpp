// SPDX-License-Identifier: GPL-3.0-or-later
//
// From headers alone, without a call of the libraries: the program says these things on ranks that
// do not load them.
#include "heatreel/video/encoder_options.hpp"

extern "C" {
#include <libavformat/version.h>
}

#include <cstdarg>
#include <cstddef>
#include <cstdint>

#include <fmt/format.h>
#include <x264.h>

#include "heatreel/base/text.hpp"

namespace heatreel::video {

std::vector<std::string> preset_names() {
  std::vector<std::string> names = {heatmap_preset};
  for (const char* const* name = x264_preset_names; *name != nullptr; ++name) {
    names.emplace_back(*name);
  }
  return names;
}

std::string x264_version() {
  return std::string(base::split(X264_POINTVER, ' ').front());  // behind it is a git revision
}

std::string libavformat_version() {
  return fmt::format("{}.{}.{}", LIBAVFORMAT_VERSION_MAJOR, LIBAVFORMAT_VERSION_MINOR,
                     LIBAVFORMAT_VERSION_MICRO);
}

}  // namespace heatreel::video
