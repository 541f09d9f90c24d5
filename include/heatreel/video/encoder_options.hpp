// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace heatreel::video {

/// yuv420p plays everywhere; yuv444p keeps the colour of every single pixel, but browsers and
/// Apple's players do not show it.
enum class PixelFormat { yuv420p, yuv444p };

/// How pictures become a stream and a file.
struct EncoderOptions {
  int crf = 18;                    ///< constant rate factor, 0 (lossless) to 51
  std::string preset = "heatmap";  ///< one of preset_names()
  PixelFormat pixel_format = PixelFormat::yuv420p;
  int fps = 10;                   ///< frames a second of the stream, 1 to 240
  double keyframe_seconds = 2.0;  ///< longest time between keyframes, above 0
  int threads = 0;                ///< of the encoder; 0: 1.5 for each core, at most 8
  /// An MP4 of pieces that can be read while the rest is encoded, instead of one index in front.
  /// Standard output always gets such a file.
  bool fragmented = false;
};

/// Text that players show about a movie, in UTF-8; an empty tag is left out.
struct MovieTags {
  std::string title;
  std::string comment;
  std::string description = {};  ///< many lines; here the configuration of the sweep
};

/// Our own preset, which suits flat-coloured cells (docs/encoding.md has the figures).
inline constexpr const char* heatmap_preset = "heatmap";

/// Names of the presets: our own, then x264's, fastest first.
std::vector<std::string> preset_names();

/// Versions that this was built with, such as "0.164.3095", for --version and provenance.
std::string x264_version();
std::string libavformat_version();

}  // namespace heatreel::video
