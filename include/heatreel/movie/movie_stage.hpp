// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "heatreel/app/movie_library.hpp"
#include "heatreel/app/progress.hpp"
#include "heatreel/app/stop_request.hpp"
#include "heatreel/config/sweep_config.hpp"
#include "heatreel/store/frame_reader.hpp"

namespace heatreel::movie {

/// Turns a result file into movies on one rank: reads, draws and encodes frame by frame, so that
/// one frame and a few pictures are in memory whatever the sweep's length. Frames are read and
/// drawn in the caller's thread while those before them are encoded.
class MovieStage {
 public:
  /// \param reader must outlive the stage, and so must `stop`
  MovieStage(const store::FrameReader& reader, const config::MovieOptions& options,
             const app::StopRequest& stop, app::ProgressStyle style);

  /// Makes the movie of one metric (its index in the file's layout) at `path`; "-" is standard
  /// output.
  /// \throws app::Interrupted when a stop is requested; nothing of the movie is left
  app::MovieFile make(std::size_t metric, const std::string& path) const;

 private:
  const store::FrameReader& reader_;
  config::MovieOptions options_;
  const app::StopRequest& stop_;
  app::ProgressStyle style_;
};

}  // namespace heatreel::movie
