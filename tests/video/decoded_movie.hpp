// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
}

#include "test_pictures.hpp"

namespace heatreel::video {

/// Planes of a decoded frame, as the decoder gives them.
struct DecodedFrame {
  int width = 0;
  int height = 0;
  int chroma_width = 0;
  std::vector<int> y;
  std::vector<int> u;
  std::vector<int> v;

  Rgb at(int column, int row) const {
    const bool halved = chroma_width < width;
    const std::size_t here = static_cast<std::size_t>(row * width + column);
    const std::size_t chroma = static_cast<std::size_t>(halved ? row / 2 * chroma_width + column / 2
                                                               : row * width + column);
    return rgb_from_bt709(y[here], u[chroma], v[chroma]);
  }
};

/// Everything that FFmpeg's demuxer and decoder tell about a file with one H.264 stream: the truth
/// to which tests hold the writer.
class DecodedMovie {
 public:
  explicit DecodedMovie(const std::string& path) {
    require(avformat_open_input(&context_, ("file:" + path).c_str(), nullptr, nullptr) == 0);
    require(avformat_find_stream_info(context_, nullptr) >= 0);
    require(context_->nb_streams == 1);
    const AVCodec* codec = avcodec_find_decoder(stream().codecpar->codec_id);
    decoder_ = avcodec_alloc_context3(codec);
    require(avcodec_parameters_to_context(decoder_, stream().codecpar) == 0);
    decoder_->err_recognition = AV_EF_EXPLODE;
    require(avcodec_open2(decoder_, codec, nullptr) == 0);
    decode();
  }
  ~DecodedMovie() {
    avcodec_free_context(&decoder_);
    avformat_close_input(&context_);
  }
  DecodedMovie(const DecodedMovie&) = delete;
  DecodedMovie& operator=(const DecodedMovie&) = delete;

  const AVFormatContext& container() const { return *context_; }
  const AVStream& stream() const { return *context_->streams[0]; }
  const AVCodecContext& decoder() const { return *decoder_; }

  std::string tag(const char* key) const {
    const AVDictionaryEntry* entry = av_dict_get(context_->metadata, key, nullptr, 0);
    return entry == nullptr ? "" : entry->value;
  }

  double seconds(std::int64_t time) const {
    return static_cast<double>(time) * av_q2d(stream().time_base);
  }

  std::vector<DecodedFrame> frames;
  std::vector<double> frame_times;     ///< of the frames shown [s]
  std::vector<double> keyframe_times;  ///< of packets marked as keyframes [s]
  std::size_t packet_count = 0;

 private:
  static void require(bool condition) {
    if (!condition) {
      throw std::runtime_error("FFmpeg cannot read the movie");
    }
  }

  static std::vector<int> plane(const AVFrame& frame, int which, int width, int height) {
    std::vector<int> samples;
    for (int row = 0; row < height; ++row) {
      const std::uint8_t* line =
          frame.data[which] + static_cast<std::ptrdiff_t>(row) * frame.linesize[which];
      samples.insert(samples.end(), line, line + width);
    }
    return samples;
  }

  void receive(AVFrame& frame) {
    while (avcodec_receive_frame(decoder_, &frame) == 0) {
      const bool halved = frame.format == AV_PIX_FMT_YUV420P;
      const int width = halved ? frame.width / 2 : frame.width;
      const int height = halved ? frame.height / 2 : frame.height;
      frames.push_back({frame.width, frame.height, width,
                        plane(frame, 0, frame.width, frame.height), plane(frame, 1, width, height),
                        plane(frame, 2, width, height)});
      frame_times.push_back(seconds(frame.pts));
    }
  }

  void decode() {
    AVPacket* packet = av_packet_alloc();
    AVFrame* frame = av_frame_alloc();
    while (av_read_frame(context_, packet) == 0) {
      ++packet_count;
      if ((packet->flags & AV_PKT_FLAG_KEY) != 0) {
        keyframe_times.push_back(seconds(packet->pts));
      }
      require(avcodec_send_packet(decoder_, packet) == 0);
      av_packet_unref(packet);
      receive(*frame);
    }
    require(avcodec_send_packet(decoder_, nullptr) == 0);
    receive(*frame);
    av_frame_free(&frame);
    av_packet_free(&packet);
  }

  AVFormatContext* context_ = nullptr;
  AVCodecContext* decoder_ = nullptr;
};

/// Types of the boxes that an MP4 file consists of, in order.
inline std::vector<std::string> top_level_boxes(const std::string& bytes) {
  std::vector<std::string> types;
  std::size_t at = 0;
  while (at < bytes.size()) {
    std::size_t size = 0;
    for (std::size_t i = 0; i < 4; ++i) {
      size = size << 8 | static_cast<std::uint8_t>(bytes.at(at + i));
    }
    if (size < 8) {
      throw std::runtime_error("a box of impossible size");
    }
    types.push_back(bytes.substr(at + 4, 4));
    at += size;
  }
  return types;
}

}  // namespace heatreel::video
