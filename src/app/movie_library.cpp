// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/app/movie_library.hpp"

namespace heatreel::app {

double seconds_of(const std::vector<MovieFile>& movies) {
  double sum = 0.0;
  for (const MovieFile& movie : movies) {
    sum += movie.seconds;
  }
  return sum;
}

const MovieLibrary& movie_library() {
  static const void* const library =
      base::load_library({HEATREEL_MOVIE_LIBRARY, movie_library_symbol, "makes movies"});
  return *static_cast<const MovieLibrary*>(library);
}

}  // namespace heatreel::app
