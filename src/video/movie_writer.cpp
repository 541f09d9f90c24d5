// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/video/movie_writer.hpp"

#include <optional>

#include <fmt/format.h>

#include "heatreel/base/contract.hpp"
#include "heatreel/base/error.hpp"
#include "heatreel/video/color_convert.hpp"
#include "heatreel/video/h264_encoder.hpp"
#include "heatreel/video/mp4_muxer.hpp"
#include "heatreel/video/pending_file.hpp"

namespace heatreel::video {

/// Picture → YuvPicture → Packet → file. Members are in the order in which each needs the one
/// before; the encoder refuses bad pictures before any file is touched, and the muxer closes the
/// file before it is removed.
class MovieWriter::Impl {
 public:
  Impl(const std::string& path, int width, int height, const EncoderOptions& options,
       const MovieTags& tags)
      : converted_(width, height, options.pixel_format),
        encoder_(width, height, options),
        file_(path),
        muxer_(file_.temporary(), file_.target(),
               {width, height, options.fps, options.pixel_format, encoder_.decoder_configuration()},
               tags) {}

  void add(const render::Picture& picture, int repeat) {
    HEATREEL_REQUIRE(repeat >= 1);
    convert(picture, converted_);
    for (int frame = 0; frame < repeat; ++frame) {
      if (const std::optional<Packet> packet = encoder_.encode(converted_)) {
        muxer_.write(*packet);
      }
    }
    empty_ = false;
  }

  std::uint64_t finish() {
    if (empty_) {
      throw base::EncoderError(
          {fmt::format("cannot write the movie '{}'", file_.target()), "it has no pictures", ""});
    }
    while (const std::optional<Packet> packet = encoder_.flush()) {
      muxer_.write(*packet);
    }
    muxer_.finish();
    return file_.commit();
  }

 private:
  YuvPicture converted_;  ///< the picture that was added last
  H264Encoder encoder_;
  PendingFile file_;
  Mp4Muxer muxer_;
  bool empty_ = true;
};

MovieWriter::MovieWriter(const std::string& path, int width, int height,
                         const EncoderOptions& options, const MovieTags& tags)
    : impl_(std::make_unique<Impl>(path, width, height, options, tags)) {}
MovieWriter::~MovieWriter() = default;

void MovieWriter::add(const render::Picture& picture, int repeat) { impl_->add(picture, repeat); }

std::uint64_t MovieWriter::finish() { return impl_->finish(); }

}  // namespace heatreel::video
