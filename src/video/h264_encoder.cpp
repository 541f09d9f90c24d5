// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/video/h264_encoder.hpp"

#include "heatmap_preset.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdarg>
#include <cstddef>
#include <cstdio>
#include <string>
#include <thread>

#include <fmt/format.h>
#include <x264.h>

#include "heatreel/base/contract.hpp"
#include "heatreel/base/error.hpp"
#include "heatreel/base/text.hpp"

namespace heatreel::video {

namespace {

using Bytes = std::vector<std::uint8_t>;

// Code points of H.264 annex E.
constexpr int vui_bt709 = 1;          // tables E-3, E-4, E-5: primaries, transfer, matrix
constexpr int vui_chroma_center = 1;  // figure E-1: see YuvPicture

/// x264's way to say why: collects its messages in a std::string.
void collect_message(void* messages, int /*level*/, const char* format, va_list arguments) {
  std::array<char, 512> line{};
  std::vsnprintf(line.data(), line.size(), format, arguments);
  auto& text = *static_cast<std::string*>(messages);
  text += text.empty() ? "" : "; ";
  text += base::trim(line.data());
}

void set_colours(x264_param_t& param) {
  param.vui.i_sar_width = 1;
  param.vui.i_sar_height = 1;
  param.vui.b_fullrange = 0;
  param.vui.i_colorprim = vui_bt709;
  param.vui.i_transfer = vui_bt709;
  param.vui.i_colmatrix = vui_bt709;
  param.vui.i_chroma_loc = param.i_csp == X264_CSP_I420 ? vui_chroma_center : 0;
}

void set_timing(x264_param_t& param, int fps, double keyframe_seconds) {
  param.i_fps_num = static_cast<std::uint32_t>(fps);
  param.i_fps_den = 1;
  param.i_timebase_num = 1;
  param.i_timebase_den = static_cast<std::uint32_t>(fps);
  param.b_vfr_input = 0;
  param.i_keyint_max = std::max(1, static_cast<int>(std::lround(keyframe_seconds * fps)));
  param.b_open_gop = 0;
}

/// \returns parameters with speed and quality set
x264_param_t param_of_preset(const EncoderOptions& options) {
  x264_param_t param;
  if (options.preset == heatmap_preset) {
    param = heatmap_preset_param(options.crf);
  } else {
    HEATREEL_REQUIRE(x264_param_default_preset(&param, options.preset.c_str(), nullptr) == 0);
    param.rc.f_rf_constant = static_cast<float>(options.crf);
  }
  // Makes a stream of every preset one of the profile High.
  param.analyse.b_transform_8x8 = 1;
  return param;
}

/// Keeps the frames that x264 holds at a time within a size that does not depend on the machine.
/// More threads than these would wait for the pictures to be drawn.
void bound_memory(x264_param_t& param, int threads) {
  constexpr int most_threads = 8;
  constexpr int lookahead_pixels = 20'000'000;
  constexpr int least_lookahead = 5;
  const int usual = static_cast<int>(3 * std::thread::hardware_concurrency() / 2);
  param.i_threads = threads > 0 ? threads : std::clamp(usual, 1, most_threads);
  const int frames = std::max(lookahead_pixels / (param.i_width * param.i_height), least_lookahead);
  param.rc.i_lookahead = std::min(param.rc.i_lookahead, frames);
  constexpr int large = 4'000'000;
  if (param.i_width * param.i_height > large) {
    // Threads share one frame in place of having one each, and fewer frames are kept to predict
    // from.
    param.b_sliced_threads = 1;
    param.i_sync_lookahead = 0;
    param.i_frame_reference = std::min(param.i_frame_reference, 2);
  }
}

x264_param_t make_param(int width, int height, const EncoderOptions& options,
                        std::string& messages) {
  const std::vector<std::string> presets = preset_names();
  HEATREEL_REQUIRE(std::count(presets.begin(), presets.end(), options.preset) == 1);
  HEATREEL_REQUIRE(options.crf >= 0 && options.crf <= 51);
  HEATREEL_REQUIRE(options.fps >= 1 && options.fps <= 240);
  HEATREEL_REQUIRE(options.threads >= 0);
  HEATREEL_REQUIRE(options.keyframe_seconds > 0.0);
  HEATREEL_REQUIRE(width % 2 == 0 && height % 2 == 0);
  const bool subsampled = options.pixel_format == PixelFormat::yuv420p;

  x264_param_t param = param_of_preset(options);
  param.pf_log = collect_message;
  param.p_log_private = &messages;
  param.i_log_level = X264_LOG_ERROR;
  param.b_deterministic = 1;
  param.b_cpu_independent = 1;
  param.i_width = width;
  param.i_height = height;
  bound_memory(param, options.threads);
  param.i_csp = subsampled ? X264_CSP_I420 : X264_CSP_I444;
  param.i_bitdepth = 8;
  param.rc.i_rc_method = X264_RC_CRF;
  param.b_annexb = 0;
  param.b_repeat_headers = 0;
  set_colours(param);
  set_timing(param, options.fps, options.keyframe_seconds);
  const char* profile = subsampled && options.crf > 0 ? "high" : "high444";
  HEATREEL_REQUIRE(x264_param_apply_profile(&param, profile) == 0);
  return param;
}

/// The NAL unit of a type, without the length in front of it.
std::span<const std::uint8_t> unit_of_type(std::span<const x264_nal_t> units, int type) {
  constexpr std::size_t length_bytes = 4;
  const auto unit = std::find_if(units.begin(), units.end(),
                                 [type](const x264_nal_t& nal) { return nal.i_type == type; });
  HEATREEL_REQUIRE(unit != units.end());
  return std::span<const std::uint8_t>(unit->p_payload, static_cast<std::size_t>(unit->i_payload))
      .subspan(length_bytes);
}

void append_parameter_set(Bytes& record, std::span<const std::uint8_t> set) {
  record.push_back(static_cast<std::uint8_t>(set.size() >> 8));
  record.push_back(static_cast<std::uint8_t>(set.size() & 0xff));
  record.insert(record.end(), set.begin(), set.end());
}

/// AVCDecoderConfigurationRecord of one sequence and one picture parameter set.
Bytes make_configuration(std::span<const std::uint8_t> sps, std::span<const std::uint8_t> pps,
                         PixelFormat format) {
  constexpr std::uint8_t profile_high = 100;
  HEATREEL_REQUIRE(sps.size() > 4);
  const std::uint8_t profile = sps[1];
  // Version 1; profile, its constraints and level as in the SPS; lengths of 4 bytes (3 + 1); one
  // SPS. Reserved bits are 1.
  Bytes record = {1, profile, sps[2], sps[3], 0xfc | 3, 0xe0 | 1};
  append_parameter_set(record, sps);
  record.push_back(1);
  append_parameter_set(record, pps);
  if (profile >= profile_high) {  // chroma_format_idc, 8 bits of luma, of chroma, no SPS extension
    const std::uint8_t chroma = format == PixelFormat::yuv420p ? 1 : 3;
    record.insert(record.end(), {static_cast<std::uint8_t>(0xfc | chroma), 0xf8, 0xf8, 0});
  }
  return record;
}

}  // namespace

class H264Encoder::Impl {
 public:
  Impl(int width, int height, const EncoderOptions& options)
      : param_(make_param(width, height, options, messages_)),
        encoder_(x264_encoder_open(&param_)) {
    if (!encoder_) {
      fail(fmt::format("x264 cannot encode {}x{} pictures", width, height));
    }
    x264_nal_t* nals = nullptr;
    int count = 0;
    if (x264_encoder_headers(encoder_.get(), &nals, &count) < 0) {
      fail("x264 wrote no stream headers");
    }
    const std::span<const x264_nal_t> units(nals, static_cast<std::size_t>(count));
    configuration = make_configuration(unit_of_type(units, NAL_SPS), unit_of_type(units, NAL_PPS),
                                       options.pixel_format);
    if (options.preset == heatmap_preset) {
      x264_encoder_parameters(encoder_.get(), &param_);
      group_.emplace(param_);
    }
  }

  std::optional<Packet> encode(const YuvPicture& picture) {
    HEATREEL_REQUIRE(picture.width == param_.i_width && picture.height == param_.i_height);
    HEATREEL_REQUIRE((picture.format == PixelFormat::yuv420p) == (param_.i_csp == X264_CSP_I420));
    x264_picture_t input;
    x264_picture_init(&input);
    if (group_) {
      group_->prepare(next_pts_, input);
    }
    input.i_pts = next_pts_++;
    input.img.i_csp = param_.i_csp;
    input.img.i_plane = 3;
    // x264 copies the planes and does not write to them, but its interface is not const.
    input.img.plane[0] = const_cast<std::uint8_t*>(picture.y.data());
    input.img.plane[1] = const_cast<std::uint8_t*>(picture.u.data());
    input.img.plane[2] = const_cast<std::uint8_t*>(picture.v.data());
    input.img.i_stride[0] = picture.width;
    input.img.i_stride[1] = picture.chroma_width();
    input.img.i_stride[2] = picture.chroma_width();
    return encode(&input);
  }

  std::optional<Packet> flush() {
    while (x264_encoder_delayed_frames(encoder_.get()) > 0) {
      if (std::optional<Packet> packet = encode(nullptr)) {
        return packet;
      }
    }
    return std::nullopt;
  }

  Bytes configuration;

 private:
  struct Close {
    void operator()(x264_t* encoder) const { x264_encoder_close(encoder); }
  };

  /// Hands x264 a picture, or asks for a frame it still holds (nullptr).
  std::optional<Packet> encode(x264_picture_t* input) {
    x264_nal_t* nals = nullptr;
    int count = 0;
    x264_picture_t output;
    const int size = x264_encoder_encode(encoder_.get(), &nals, &count, input, &output);
    if (size < 0) {
      fail("x264 failed to encode a picture");
    }
    if (size == 0) {
      return std::nullopt;
    }
    // x264.h promises that the units of a frame lie behind each other in memory.
    return Packet{{nals[0].p_payload, static_cast<std::size_t>(size)},
                  output.i_pts,
                  output.i_dts,
                  output.b_keyframe != 0};
  }

  [[noreturn]] void fail(const std::string& problem) const {
    throw base::EncoderError({problem, messages_, ""});
  }

  std::string messages_;  ///< what x264 complained about; param_ points to it
  x264_param_t param_;
  std::optional<HeatmapGroup> group_;  ///< of the preset heatmap; encoder_ refers to it
  std::unique_ptr<x264_t, Close> encoder_;
  std::int64_t next_pts_ = 0;
};

H264Encoder::H264Encoder(int width, int height, const EncoderOptions& options)
    : impl_(std::make_unique<Impl>(width, height, options)) {}
H264Encoder::~H264Encoder() = default;

std::span<const std::uint8_t> H264Encoder::decoder_configuration() const {
  return impl_->configuration;
}

std::optional<Packet> H264Encoder::encode(const YuvPicture& picture) {
  return impl_->encode(picture);
}

std::optional<Packet> H264Encoder::flush() { return impl_->flush(); }

}  // namespace heatreel::video
