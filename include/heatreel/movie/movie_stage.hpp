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

/// The fields that one movie shows side by side.
struct Subject {
  std::vector<Field> fields;  ///< of one file
  std::string name;           ///< "P_amplitude", or "panels"
  std::string other;          ///< the file that is subtracted; "" for none
};

/// Lets all reading of the subject ask now and then whether to go on.
void ask_while_reading(Subject& subject, const store::Ask& ask);

/// Turns result files into movies on one rank: reads, draws and encodes frame by frame, so that
/// memory holds a band of a frame and a few pictures, for a sweep of any length. The caller's
/// thread reads and draws a frame while another thread encodes the frames before it.
class MovieStage {
 public:
  /// \param stop must outlive the stage
  /// \param check_source called before a picture or movie gets its name; throws if the source
  ///        has changed
  MovieStage(
      const config::MovieOptions& options, const app::StopRequest& stop, app::ProgressStyle style,
      std::function<void()> check_source = [] {});

  /// Makes the movie at `path`, where "-" is standard output, and stores its middle picture
  /// at `poster` unless that is "". \throws app::Interrupted when a stop is requested; the movie is
  /// then removed
  app::MovieFile make(Subject subject, const std::string& path, const std::string& poster) const;

  /// Draws the picture of a sweep of one frame, at `poster` too unless that is "".
  /// \throws app::Interrupted, as make()
  app::MovieFile draw_only_frame(Subject subject, const std::string& path,
                                 const std::string& poster) const;

 private:
  config::MovieOptions options_;
  const app::StopRequest& stop_;
  app::ProgressStyle style_;
  std::function<void()> check_source_;
};

}  // namespace heatreel::movie
