// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "heatreel/render/picture.hpp"

namespace heatreel::video {

enum class PixelFormat { yuv420p, yuv444p };

struct EncoderOptions {
  int crf = 18;                   ///< constant rate factor, 0 (lossless) to 51
  std::string preset = "medium";  ///< one of preset_names()
  PixelFormat pixel_format = PixelFormat::yuv420p;
  int fps = 10;      ///< frames a second of the stream, 1 to 240
  int threads = 0;   ///< of the encoder; 0 is one a core
};

struct MovieTags {
  std::string title;
  std::string comment;
};

/// Names of x264's speed presets.
std::vector<std::string> preset_names();

/// Turns pictures into an MP4 file. Written under a temporary name beside `path` and renamed by
/// finish(), so that `path` is never half a movie.
class MovieWriter {
 public:
  /// \throws base::EncoderError, base::RuntimeError with the path
  MovieWriter(const std::string& path, int width, int height, const EncoderOptions& options,
              const MovieTags& tags);
  /// Removes the temporary file if finish() was not reached.
  ~MovieWriter();
  MovieWriter(const MovieWriter&) = delete;
  MovieWriter& operator=(const MovieWriter&) = delete;

  /// Appends a picture of the size given, shown for `repeat` frames of the stream (≥ 1).
  void add(const render::Picture& picture, int repeat);

  /// Encodes what is under way and puts the file in place. \returns its size in bytes.
  std::uint64_t finish();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

/// Versions, such as "0.164.3095", for --version and provenance.
std::string x264_version();
std::string libavformat_version();

}  // namespace heatreel::video
