// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "heatreel/video/encoder_options.hpp"
#include "heatreel/video/h264_encoder.hpp"

namespace heatreel::video {

/// The one stream of a movie.
struct VideoTrack {
  int width = 0;
  int height = 0;
  int fps = 0;  ///< the unit of packet times is 1/fps s
  PixelFormat pixel_format = PixelFormat::yuv420p;
  std::span<const std::uint8_t> decoder_configuration;  ///< see H264Encoder
};

/// Where packets go, and in which order of boxes.
struct Mp4Target {
  std::string file;        ///< "-" is standard output
  std::string shown_name;  ///< in error messages
  /// Pieces of one keyframe interval each, written as they come, instead of the index (`moov`) in
  /// front of all data.
  bool fragmented = false;
};

/// Writes packets into an MP4 file (libavformat). A browser can start to play before it has all of
/// it. The file holds no dates, so that the same movie has the same bytes. No other header of
/// heatreel uses the muxing library.
class Mp4Muxer {
 public:
  /// Opens the file and writes the header.
  /// \throws base::EncoderError, as all members, with libavformat's reason
  Mp4Muxer(const Mp4Target& target, const VideoTrack& track, const MovieTags& tags);
  /// Closes the file; without finish() it cannot be played.
  ~Mp4Muxer();
  Mp4Muxer(const Mp4Muxer&) = delete;
  Mp4Muxer& operator=(const Mp4Muxer&) = delete;

  /// Packets come in the order of their dts.
  void write(const Packet& packet);

  /// Writes the index and closes the file. \returns its size in bytes
  std::uint64_t finish();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace heatreel::video
