// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "heatreel/app/stop_request.hpp"
#include "heatreel/app/trace_picture.hpp"
#include "heatreel/base/error.hpp"
#include "heatreel/base/loaded_library.hpp"
#include "heatreel/config/command.hpp"
#include "heatreel/store/held_file.hpp"

namespace heatreel::app {

/// A movie that was made, or the picture of a sweep's only frame.
struct MovieFile {
  std::string path;
  std::string poster = {};  ///< a picture beside it; "" for none
  std::uint64_t bytes = 0;
  double seconds = 0.0;  ///< it took to make
};

/// What all of them took to make.
double seconds_of(const std::vector<MovieFile>& movies);

/// What to do with existing movies. After a sweep, all movies are made again; if there was nothing
/// left to compute, only the missing ones are made.
enum class OldMovies { replace, keep };

/// The module `movie` draws and encodes. It is a shared library, and only the rank that makes the
/// movies loads it, just before that. It needs more than a hundred other libraries, such as Cairo,
/// x264 and libavformat, which would slow down the start of ranks that only compute.
///
/// This is what the library exports, under the name movie_library_symbol.
struct MovieLibrary {
  base::LibraryBuild build;
  base::ExitCode (*render)(const config::RenderCommand& command, const StopRequest& stop);
  /// \param result the file that the movies show; no movie gets its name if it was replaced
  /// \throws Interrupted when a stop is requested; the unfinished movie is removed
  std::vector<MovieFile> (*make_movies)(const config::RunCommand& command, OldMovies old,
                                        const store::HeldFile& result, const StopRequest& stop);
  void (*draw_trace)(const TracePicture& trace);
};

inline constexpr const char* movie_library_symbol = "heatreel_movie_library";

/// Loads the library on the first call; it stays loaded.
/// \throws base::RuntimeError if it is missing or of another build
const MovieLibrary& movie_library();

}  // namespace heatreel::app
