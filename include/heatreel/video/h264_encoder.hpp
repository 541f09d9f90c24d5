// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "heatreel/video/color_convert.hpp"
#include "heatreel/video/encoder_options.hpp"

namespace heatreel::video {

/// An encoded frame: NAL units, each behind its length in 4 bytes, as MP4 stores them. Times count
/// frames of the stream; dts starts below 0 where frames are reordered.
struct Packet {
  std::span<const std::uint8_t> data;  ///< valid until the encoder is called again
  std::int64_t pts = 0;
  std::int64_t dts = 0;
  bool keyframe = false;
};

/// Turns pictures into an H.264 stream (x264): High profile for yuv420p, High 4:4:4 Predictive for
/// yuv444p and for CRF 0, which no other profile allows. Constant frame rate, closed GOPs, a
/// keyframe as often as asked for, square pixels, tagged BT.709 in limited range. The same pictures
/// give the same stream on every processor, as long as the number of threads is the same.
class H264Encoder {
 public:
  /// \throws base::EncoderError with x264's reason, for a picture too large for H.264 say
  H264Encoder(int width, int height, const EncoderOptions& options);
  ~H264Encoder();
  H264Encoder(const H264Encoder&) = delete;
  H264Encoder& operator=(const H264Encoder&) = delete;

  /// AVCDecoderConfigurationRecord (ISO/IEC 14496-15, 5.3.3.1): what MP4 stores as `avcC`.
  std::span<const std::uint8_t> decoder_configuration() const;

  /// Takes the next frame. \returns a finished one, or nothing while x264 still looks ahead.
  std::optional<Packet> encode(const YuvPicture& picture);

  /// After the last frame: call until nothing comes back.
  std::optional<Packet> flush();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace heatreel::video
