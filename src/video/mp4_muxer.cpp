// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/video/mp4_muxer.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <string>
#include <utility>

extern "C" {
#include <libavformat/avformat.h>
#include <libavutil/dict.h>
#include <libavutil/error.h>
#include <libavutil/log.h>
#include <libavutil/mathematics.h>
#include <libavutil/mem.h>
}

#include <fmt/format.h>

#include "heatreel/base/contract.hpp"
#include "heatreel/base/error.hpp"
#include "heatreel/base/pending_file.hpp"
#include "heatreel/version.hpp"

namespace heatreel::video {

namespace {

/// A key-value list of libavutil.
class Dictionary {
 public:
  Dictionary() = default;
  ~Dictionary() { av_dict_free(&entries); }
  Dictionary(const Dictionary&) = delete;
  Dictionary& operator=(const Dictionary&) = delete;

  AVDictionary* entries = nullptr;
};

/// An empty value sets nothing.
void set_entry(AVDictionary*& entries, const char* key, const std::string& value) {
  if (!value.empty()) {
    av_dict_set(&entries, key, value.c_str(), 0);
  }
}

/// What players read from the container when they do not look into the stream (`colr nclx`,
/// `pasp`). Says the same as the encoder's VUI.
void describe(const VideoTrack& track, AVCodecParameters& parameters) {
  const bool subsampled = track.pixel_format == PixelFormat::yuv420p;
  parameters.codec_type = AVMEDIA_TYPE_VIDEO;
  parameters.codec_id = AV_CODEC_ID_H264;
  parameters.width = track.width;
  parameters.height = track.height;
  parameters.format = subsampled ? AV_PIX_FMT_YUV420P : AV_PIX_FMT_YUV444P;
  parameters.sample_aspect_ratio = {1, 1};
  parameters.field_order = AV_FIELD_PROGRESSIVE;
  parameters.color_range = AVCOL_RANGE_MPEG;
  parameters.color_primaries = AVCOL_PRI_BT709;
  parameters.color_trc = AVCOL_TRC_BT709;
  parameters.color_space = AVCOL_SPC_BT709;
  parameters.chroma_location = subsampled ? AVCHROMA_LOC_CENTER : AVCHROMA_LOC_UNSPECIFIED;
}

}  // namespace

class Mp4Muxer::Impl {
 public:
  Impl(const Mp4Target& target, const VideoTrack& track, const MovieTags& tags)
      : shown_name_(target.shown_name), frame_time_{1, track.fps} {
    av_log_set_level(AV_LOG_QUIET);
    // The prefix keeps a name with ':' from being taken for a protocol.
    const std::string url = target.file == base::standard_output ? "pipe:1" : "file:" + target.file;
    check(avformat_alloc_output_context2(&context_, nullptr, "mp4", url.c_str()));
    try {
      check(avio_open(&context_->pb, url.c_str(), AVIO_FLAG_WRITE));
      add_stream(track);
      add_tags(tags);
      write_header(track.fps, target.fragmented);
    } catch (...) {
      close();
      throw;
    }
  }

  ~Impl() { close(); }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  void write(const Packet& packet) {
    HEATREEL_REQUIRE(context_ != nullptr);
    AVPacket* out = av_packet_alloc();
    check(out == nullptr ? AVERROR(ENOMEM) : 0);
    // The muxer writes the bytes at once, through its own buffer, and does not change them.
    out->data = const_cast<std::uint8_t*>(packet.data.data());
    out->size = static_cast<int>(packet.data.size());
    out->pts = packet.pts;
    out->dts = packet.dts;
    out->duration = 1;
    out->flags = packet.keyframe ? AV_PKT_FLAG_KEY : 0;
    av_packet_rescale_ts(out, frame_time_, context_->streams[0]->time_base);
    const int result = av_write_frame(context_, out);
    av_packet_free(&out);
    check(result);
  }

  std::uint64_t finish() {
    HEATREEL_REQUIRE(context_ != nullptr);
    check(av_write_trailer(context_));
    const auto bytes = static_cast<std::uint64_t>(avio_tell(context_->pb));
    check(avio_closep(&context_->pb));
    return bytes;
  }

 private:
  void add_stream(const VideoTrack& track) {
    AVStream* stream = avformat_new_stream(context_, nullptr);
    check(stream == nullptr ? AVERROR(ENOMEM) : 0);
    stream->time_base = frame_time_;
    stream->avg_frame_rate = {track.fps, 1};
    stream->sample_aspect_ratio = {1, 1};
    AVCodecParameters& parameters = *stream->codecpar;
    describe(track, parameters);
    // libavformat frees the bytes, and reads up to the padding behind them.
    const std::span<const std::uint8_t> configuration = track.decoder_configuration;
    parameters.extradata =
        static_cast<std::uint8_t*>(av_mallocz(configuration.size() + AV_INPUT_BUFFER_PADDING_SIZE));
    check(parameters.extradata == nullptr ? AVERROR(ENOMEM) : 0);
    std::copy(configuration.begin(), configuration.end(), parameters.extradata);
    parameters.extradata_size = static_cast<int>(configuration.size());
  }

  void add_tags(const MovieTags& tags) {
    set_entry(context_->metadata, "title", tags.title);
    set_entry(context_->metadata, "comment", tags.comment);
    set_entry(context_->metadata, "description", tags.description);
    set_entry(context_->metadata, "encoding_tool", fmt::format("heatreel {}", version));
    context_->flags |= AVFMT_FLAG_BITEXACT;
  }

  void write_header(int fps, bool fragmented) {
    Dictionary options;
    // The header of a fragmented file waits for the first piece, to know when the movie begins.
    set_entry(options.entries, "movflags",
              fragmented ? "+frag_keyframe+delay_moov+default_base_moof+write_colr"
                         : "+faststart+write_colr");
    context_->flush_packets = fragmented ? 1 : 0;
    // A whole multiple of the frame rate, so that the length of the movie is exact.
    set_entry(options.entries, "movie_timescale", std::to_string(1000 * fps));
    check(avformat_write_header(context_, &options.entries));
    HEATREEL_REQUIRE(av_dict_count(options.entries) == 0);  // what is left was not understood
  }

  void close() {
    avio_closep(&context_->pb);
    avformat_free_context(context_);
  }

  /// Throws if a call of libavformat returned an error.
  void check(int result) const {
    if (result < 0) {
      std::array<char, AV_ERROR_MAX_STRING_SIZE> why{};
      av_strerror(result, why.data(), why.size());
      throw base::EncoderError(
          {fmt::format("cannot write the movie {}", shown_name_), why.data(),
           result == AVERROR(EPIPE)
               ? "The program that read it has ended."
               : "Check that the disk has room and that you may write there."});
    }
  }

  std::string shown_name_;
  AVRational frame_time_;  ///< unit of packet times [s]
  AVFormatContext* context_ = nullptr;
};

Mp4Muxer::Mp4Muxer(const Mp4Target& target, const VideoTrack& track, const MovieTags& tags)
    : impl_(std::make_unique<Impl>(target, track, tags)) {}
Mp4Muxer::~Mp4Muxer() = default;

void Mp4Muxer::write(const Packet& packet) { impl_->write(packet); }
std::uint64_t Mp4Muxer::finish() { return impl_->finish(); }

}  // namespace heatreel::video
