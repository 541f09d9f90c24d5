// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/base/loaded_library.hpp"

#include <string_view>

#include <dlfcn.h>
#include <fmt/format.h>

#include "heatreel/base/error.hpp"
#include "heatreel/version.hpp"

namespace heatreel::base {

namespace {

constexpr const char* suggestion =
    "Install heatreel with its libraries: cmake --install BUILD_DIR.";

}  // namespace

const void* load_library(const LoadedLibrary& library) {
  void* const handle = dlopen(library.file, RTLD_NOW | RTLD_LOCAL);
  const void* const symbol = handle == nullptr ? nullptr : dlsym(handle, library.symbol);
  if (symbol == nullptr) {
    throw RuntimeError(
        {fmt::format("cannot load the library that {}", library.does), dlerror(), suggestion});
  }
  const auto& build = *static_cast<const LibraryBuild*>(symbol);
  if (build.version != std::string_view(version) ||
      build.revision != std::string_view(git_revision)) {
    throw RuntimeError({fmt::format("cannot use the library that {}", library.does),
                        fmt::format("it is of heatreel {} ({}), the program of {} ({})",
                                    build.version, build.revision, version, git_revision),
                        suggestion});
  }
  return symbol;
}

}  // namespace heatreel::base
