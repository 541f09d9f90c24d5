// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "heatreel/app/movie_library.hpp"
#include "heatreel/app/progress.hpp"
#include "heatreel/app/stop_request.hpp"
#include "heatreel/config/sweep_config.hpp"
#include "heatreel/movie/field.hpp"

namespace heatreel::movie {

/// What is drawn side by side in one movie, and where to.
struct Subject {
  std::vector<Field> fields;  ///< of one file
  std::string name;           ///< "P_amplitude", or "panels"
  std::string other;          ///< the file that is subtracted; "" for none
};

/// Lets all reading of the subject ask now and then whether to go on.
void ask_while_reading(Subject& subject, const store::Ask& ask);

/// Turns result files into movies on one rank: reads, draws and encodes frame by frame, so that
/// a band of a frame and a few pictures are in memory whatever the sweep's length. Frames are read
/// and drawn in the caller's thread while those before them are encoded.
class MovieStage {
 public:
  /// \param stop must outlive the stage
  /// \param check_source called before a picture or movie gets its name; throws if what was drawn
  ///        may be false
  MovieStage(
      const config::MovieOptions& options, const app::StopRequest& stop, app::ProgressStyle style,
      std::function<void()> check_source = [] {});

  /// Makes the movie at `path`, where "-" is standard output, and keeps its middle picture at
  /// `poster` unless that is "". \throws app::Interrupted when a stop is requested; nothing of the
  /// movie is left
  app::MovieFile make(Subject subject, const std::string& path, const std::string& poster) const;

 private:
  config::MovieOptions options_;
  const app::StopRequest& stop_;
  app::ProgressStyle style_;
  std::function<void()> check_source_;
};

}  // namespace heatreel::movie
