// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/app/movie_library.hpp"

#include <string_view>

#include <dlfcn.h>
#include <fmt/format.h>

#include "heatreel/version.hpp"

namespace heatreel::app {

namespace {

constexpr const char* suggestion =
    "Install heatreel with its libraries: cmake --install BUILD_DIR.";

/// The dynamic linker looks in the program's run path, which leads to where the library is built
/// or installed.
const MovieLibrary& load() {
  void* const handle = dlopen(HEATREEL_MOVIE_LIBRARY, RTLD_NOW | RTLD_LOCAL);
  const void* const symbol = handle == nullptr ? nullptr : dlsym(handle, movie_library_symbol);
  if (symbol == nullptr) {
    throw base::RuntimeError({"cannot load the library that makes movies", dlerror(), suggestion});
  }
  const auto& library = *static_cast<const MovieLibrary*>(symbol);
  if (library.version != std::string_view(version) ||
      library.revision != std::string_view(git_revision)) {
    throw base::RuntimeError({"cannot use the library that makes movies",
                              fmt::format("it is of heatreel {} ({}), the program of {} ({})",
                                          library.version, library.revision, version, git_revision),
                              suggestion});
  }
  return library;
}

}  // namespace

const MovieLibrary& movie_library() {
  static const MovieLibrary& library = load();
  return library;
}

}  // namespace heatreel::app
