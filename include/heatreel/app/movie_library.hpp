// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "heatreel/app/stop_request.hpp"
#include "heatreel/base/error.hpp"
#include "heatreel/config/command.hpp"
#include "heatreel/store/held_file.hpp"

namespace heatreel::app {

/// A movie that was made.
struct MovieFile {
  std::string path;
  std::uint64_t bytes = 0;
  double seconds = 0.0;  ///< it took to make
};

/// What to do with movies that exist: after a sweep they are made anew; where there was nothing
/// left to compute, only those that are missing are.
enum class OldMovies { replace, keep };

/// All that draws and encodes (the module `movie`) is a shared library of its own, loaded by the
/// one rank that makes movies when it is about to: it needs more than a hundred other libraries,
/// Cairo, x264 and libavformat among them, which ranks that only compute should not pay for.
///
/// This is what the library exports, under the name movie_library_symbol.
struct MovieLibrary {
  const char* version;   ///< of heatreel and of its sources: it must be the program's own
  const char* revision;  ///< "
  base::ExitCode (*render)(const config::RenderCommand& command, const StopRequest& stop);
  /// \param result the file that the movies show; no movie gets its name if it was replaced
  /// \throws Interrupted when a stop is requested; nothing of the movie in work is left
  std::vector<MovieFile> (*make_movies)(const config::RunCommand& command, OldMovies old,
                                        const store::HeldFile& result, const StopRequest& stop);
};

inline constexpr const char* movie_library_symbol = "heatreel_movie_library";

/// Loads the library on the first call; it stays loaded.
/// \throws base::RuntimeError if it is missing or of another build
const MovieLibrary& movie_library();

}  // namespace heatreel::app
