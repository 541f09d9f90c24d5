// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "heatreel/app/movie_library.hpp"
#include "heatreel/app/progress.hpp"
#include "heatreel/config/sweep_config.hpp"
#include "heatreel/movie/field.hpp"

namespace heatreel::movie {

/// What is drawn side by side in one movie, and where to.
struct Subject {
  std::vector<Field> fields;  ///< of one file
  std::string name;           ///< "P_amplitude", or "panels"
  std::string other;          ///< the file that is subtracted; "" for none
};

/// Turns result files into movies on one rank: reads, draws and encodes frame by frame, so that
/// a band of a frame and one picture are in memory whatever the sweep's length.
class MovieStage {
 public:
  MovieStage(const config::MovieOptions& options, app::ProgressStyle style);

  /// Makes the movie at `path`, and keeps its middle picture at `poster` unless that is "".
  app::MovieFile make(const Subject& subject, const std::string& path,
                      const std::string& poster) const;

 private:
  config::MovieOptions options_;
  app::ProgressStyle style_;
};

/// The frames that there is something to show of: all up to the last one that is complete, or all
/// if there is none. At least one.
std::int64_t frames_to_show(const store::FrameReader& reader);

}  // namespace heatreel::movie
