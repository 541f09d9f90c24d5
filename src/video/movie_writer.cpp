// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/video/movie_writer.hpp"

#include "encoding_thread.hpp"

#include <optional>
#include <utility>

#include <fmt/format.h>

#include "heatreel/base/error.hpp"
#include "heatreel/base/pending_file.hpp"
#include "heatreel/video/color_convert.hpp"
#include "heatreel/video/h264_encoder.hpp"
#include "heatreel/video/mp4_muxer.hpp"

namespace heatreel::video {

/// Picture → YuvPicture → Packet → file, the last two steps in a thread of their own. Members are
/// in the order in which each needs the one before; the encoder refuses bad pictures before any
/// file is touched, and the muxer closes the file before it is removed.
class MovieWriter::Impl {
 public:
  Impl(const std::string& path, int width, int height, const EncoderOptions& options,
       const MovieTags& tags, std::function<void()> ask)
      : encoder_(width, height, options),
        name_(path == base::standard_output ? "on standard output" : fmt::format("'{}'", path)),
        file_(options.fragmented || path == base::standard_output
                  ? nullptr
                  : std::make_unique<base::PendingFile>(path, "the movie")),
        muxer_({file_ ? file_->temporary() : path, name_, file_ == nullptr},
               {width, height, options.fps, options.pixel_format, encoder_.decoder_configuration()},
               tags),
        ask_(std::move(ask)),
        thread_(
            width, height, options.pixel_format,
            [this](const YuvPicture& picture) { encode(picture); }, ask_) {}

  void add(const render::Picture& picture, int repeat) {
    convert(picture, thread_.next_picture());
    thread_.submit(repeat);
    empty_ = false;
  }

  std::uint64_t finish() {
    if (empty_) {
      throw base::EncoderError(
          {fmt::format("cannot write the movie {}", name_), "it has no pictures", ""});
    }
    thread_.finish();
    while (const std::optional<Packet> packet = encoder_.flush()) {
      muxer_.write(*packet);
      if (ask_) {
        ask_();
      }
    }
    const std::uint64_t bytes = muxer_.finish();
    return file_ ? file_->commit() : bytes;
  }

 private:
  void encode(const YuvPicture& picture) {
    if (const std::optional<Packet> packet = encoder_.encode(picture)) {
      muxer_.write(*packet);
    }
  }

  H264Encoder encoder_;
  std::string name_;                         ///< in error messages
  std::unique_ptr<base::PendingFile> file_;  ///< null where bytes go to their place at once
  Mp4Muxer muxer_;
  std::function<void()> ask_;
  EncodingThread thread_;  ///< the only one that touches encoder and muxer until it ends
  bool empty_ = true;
};

MovieWriter::MovieWriter(const std::string& path, int width, int height,
                         const EncoderOptions& options, const MovieTags& tags,
                         std::function<void()> ask)
    : impl_(std::make_unique<Impl>(path, width, height, options, tags, std::move(ask))) {}
MovieWriter::~MovieWriter() = default;

void MovieWriter::add(const render::Picture& picture, int repeat) { impl_->add(picture, repeat); }

std::uint64_t MovieWriter::finish() { return impl_->finish(); }

}  // namespace heatreel::video
