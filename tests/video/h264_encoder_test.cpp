// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/video/h264_encoder.hpp"

#include "test_pictures.hpp"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "heatreel/base/error.hpp"

/// x264 does not free its copy of the parameters when it refuses them; nothing of ours is hidden.
extern "C" const char* __lsan_default_suppressions();  // NOLINT: name is given
const char* __lsan_default_suppressions() {            // NOLINT: name is given
  return "leak:libx264.so";
}

namespace heatreel::video {
namespace {

using testing::HasSubstr;

struct Encoded {
  std::vector<std::uint8_t> stream;
  std::vector<std::int64_t> pts;
  std::vector<std::int64_t> dts;
  std::vector<std::int64_t> keyframes;

  void add(const Packet& packet) {
    stream.insert(stream.end(), packet.data.begin(), packet.data.end());
    pts.push_back(packet.pts);
    dts.push_back(packet.dts);
    if (packet.keyframe) {
      keyframes.push_back(packet.pts);
    }
  }
};

Encoded encode_blocks(int frames, const EncoderOptions& options) {
  H264Encoder encoder(96, 64, options);
  YuvPicture picture(96, 64, options.pixel_format);
  Encoded encoded;
  for (int frame = 0; frame < frames; ++frame) {
    convert(block_picture(96, 64, frame / 5), picture);
    if (const auto packet = encoder.encode(picture)) {
      encoded.add(*packet);
    }
  }
  while (const auto packet = encoder.flush()) {
    encoded.add(*packet);
  }
  return encoded;
}

TEST(H264Encoder, EveryPresetEncodesEveryFrame) {
  const std::vector<std::string> presets = preset_names();
  EXPECT_EQ(presets.size(), 11U);
  for (const std::string& preset : presets) {
    EncoderOptions options;
    options.preset = preset;
    const Encoded encoded = encode_blocks(7, options);
    EXPECT_EQ(std::set<std::int64_t>(encoded.pts.begin(), encoded.pts.end()),
              (std::set<std::int64_t>{0, 1, 2, 3, 4, 5, 6}))
        << preset;
  }
}

TEST(H264Encoder, FramesArriveInDecodingOrder) {
  const Encoded encoded = encode_blocks(40, {});
  ASSERT_EQ(encoded.dts.size(), 40U);
  for (std::size_t i = 0; i < encoded.dts.size(); ++i) {
    EXPECT_LE(encoded.dts[i], encoded.pts[i]);
    if (i > 0) {
      EXPECT_LT(encoded.dts[i - 1], encoded.dts[i]);
    }
  }
}

TEST(H264Encoder, HeatmapPresetBeginsGroupsAtMultiplesOfTheirLength) {
  for (const int length : {1, 2, 3, 4, 5, 8, 20}) {
    EncoderOptions options;
    options.preset = heatmap_preset;
    options.fps = 10;
    options.keyframe_seconds = length / 10.0;
    std::vector<std::int64_t> expected;
    for (std::int64_t frame = 0; frame < 43; frame += length) {
      expected.push_back(frame);
    }
    const Encoded encoded = encode_blocks(43, options);
    EXPECT_EQ(encoded.pts.size(), 43U);
    EXPECT_EQ(encoded.keyframes, expected) << length;
  }
}

TEST(H264Encoder, OneThreadGivesTheSameBytesAgain) {
  EncoderOptions options;
  options.threads = 1;
  const Encoded first = encode_blocks(30, options);
  EXPECT_FALSE(first.stream.empty());
  EXPECT_EQ(first.stream, encode_blocks(30, options).stream);
  options.crf = 30;
  EXPECT_NE(first.stream, encode_blocks(30, options).stream);
}

TEST(H264Encoder, ConfigurationNamesProfileAndChroma) {
  const auto configuration = [](const EncoderOptions& options) {
    const H264Encoder encoder(64, 64, options);
    const auto bytes = encoder.decoder_configuration();
    return std::vector<int>(bytes.begin(), bytes.end());
  };
  EncoderOptions options;
  const std::vector<int> high = configuration(options);
  EXPECT_EQ(high[0], 1);                    // configurationVersion
  EXPECT_EQ(high[1], 100);                  // High
  EXPECT_EQ(high[4] & 3, 3);                // 4 bytes a length
  EXPECT_EQ(high[5] & 31, 1);               // one SPS
  EXPECT_EQ(high[8] & 31, 7);               // which is one
  EXPECT_EQ(high[high.size() - 4] & 3, 1);  // 4:2:0

  for (const std::string& preset : preset_names()) {
    options.preset = preset;
    for (const int crf : {1, 2, 18, 51}) {
      options.crf = crf;
      EXPECT_EQ(configuration(options)[1], 100) << preset << " " << crf;
    }
  }

  options.pixel_format = PixelFormat::yuv444p;
  const std::vector<int> full = configuration(options);
  EXPECT_EQ(full[1], 244);  // High 4:4:4 Predictive
  EXPECT_EQ(full[full.size() - 4] & 3, 3);

  options = {};
  options.crf = 0;
  EXPECT_EQ(configuration(options)[1], 244);
}

TEST(H264Encoder, PacketsAreUnitsBehindTheirLengths) {
  const Encoded encoded = encode_blocks(12, {});
  std::size_t at = 0;
  while (at + 4 < encoded.stream.size()) {
    std::size_t length = 0;
    for (std::size_t i = 0; i < 4; ++i) {
      length = length << 8 | encoded.stream[at + i];
    }
    const int type = encoded.stream[at + 4] & 31;
    EXPECT_TRUE(type == 1 || type == 5) << type;  // slices alone: parameter sets are in `avcC`
    at += 4 + length;
  }
  EXPECT_EQ(at, encoded.stream.size());
}

TEST(H264Encoder, SaysInX264sWordsWhyItRefuses) {
  testing::internal::CaptureStderr();
  std::string message;
  try {
    const H264Encoder encoder(40000, 2, {});
  } catch (const base::EncoderError& error) {
    message = error.what();
  }
  EXPECT_THAT(message, HasSubstr("40000x2 pictures (invalid width x height"));
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST(H264EncoderDeathTest, OptionsAreCheckedBeforeTheyGetHere) {
  EncoderOptions options;
  options.preset = "warp";
  EXPECT_DEATH(H264Encoder(64, 64, options), "preset");
  options = {};
  options.crf = 52;
  EXPECT_DEATH(H264Encoder(64, 64, options), "crf");
  options = {};
  options.fps = 0;
  EXPECT_DEATH(H264Encoder(64, 64, options), "fps");
}

TEST(H264EncoderDeathTest, PicturesHaveTheSizeThatWasAnnounced) {
  H264Encoder encoder(64, 64, {});
  EXPECT_DEATH(encoder.encode(YuvPicture(64, 32, PixelFormat::yuv420p)), "height");
  EXPECT_DEATH(encoder.encode(YuvPicture(64, 64, PixelFormat::yuv444p)), "format");
}

TEST(H264Encoder, TellsItsVersion) {
  EXPECT_THAT(x264_version(), testing::MatchesRegex("0\\.[0-9]+\\.[0-9]+"));
}

}  // namespace
}  // namespace heatreel::video
