// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace heatreel::base {

/// Of which heatreel and of which sources a library is. What a library exports begins with it.
struct LibraryBuild {
  const char* version;
  const char* revision;
};

/// A library of heatreel's own that the program loads when it needs it. Such libraries need many
/// others, which would slow down the start of ranks that only compute.
struct LoadedLibrary {
  const char* file;    ///< its name; it lies where the program's run path leads to
  const char* symbol;  ///< of what it exports
  const char* does;    ///< what it is for, after "the library that"
};

/// Loads a library; it stays loaded.
/// \return the address of what it exports, which begins with a LibraryBuild
/// \throws RuntimeError if it is missing or of another build
const void* load_library(const LoadedLibrary& library);

}  // namespace heatreel::base
