// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

#include "heatreel/app/progress.hpp"
#include "heatreel/app/stop_request.hpp"
#include "heatreel/config/sweep_config.hpp"
#include "heatreel/store/frame_reader.hpp"

namespace heatreel::app {

/// A movie that was made.
struct MovieFile {
  std::string path;
  std::uint64_t bytes = 0;
  double seconds = 0.0;  ///< it took to make
};

/// Turns a result file into movies on one rank: reads, draws and encodes frame by frame, so that
/// one frame and one picture are in memory whatever the sweep's length.
class MovieStage {
 public:
  /// \param reader must outlive the stage, and so must `stop`
  MovieStage(const store::FrameReader& reader, const config::MovieOptions& options,
             const StopRequest& stop, ProgressStyle style);

  /// Makes the movie of one metric (its index in the file's layout) at `path`.
  /// \throws Interrupted when a stop is requested; nothing of the movie is left
  MovieFile make(std::size_t metric, const std::string& path) const;

 private:
  const store::FrameReader& reader_;
  config::MovieOptions options_;
  const StopRequest& stop_;
  ProgressStyle style_;
};

}  // namespace heatreel::app
