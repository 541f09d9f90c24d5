// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/video/animation_writer.hpp"

#include "support/scratch_folder.hpp"

#include <array>
#include <csignal>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <webp/demux.h>

#include "heatreel/base/error.hpp"

namespace heatreel::video {
namespace {

using support::read_file;
using support::ScratchFolder;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr int width = 96;
constexpr int height = 64;

/// Cells of 8 by 8 pixels in colours that differ from picture to picture.
render::Picture picture_of(int number) {
  render::Picture picture{width, height, {}};
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const auto shade = static_cast<std::uint8_t>(number * 40 + x / 8 * 11 + y / 8 * 7);
      picture.pixels.insert(picture.pixels.end(),
                            {shade, static_cast<std::uint8_t>(255 - shade), 17, 0});
    }
  }
  return picture;
}

/// An animation, read by libwebp's decoder.
struct Decoded {
  std::uint32_t loops = 0;
  std::vector<int> ends;                            ///< of each picture, in milliseconds
  std::vector<std::vector<std::uint8_t>> pictures;  ///< BGRA
};

Decoded decode(const std::string& bytes) {
  const WebPData data = {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()};
  WebPAnimDecoderOptions options;
  WebPAnimDecoderOptionsInit(&options);
  options.color_mode = MODE_BGRA;
  const std::unique_ptr<WebPAnimDecoder, void (*)(WebPAnimDecoder*)> decoder(
      WebPAnimDecoderNew(&data, &options), WebPAnimDecoderDelete);
  Decoded decoded;
  if (!decoder) {
    return decoded;
  }
  WebPAnimInfo info;
  WebPAnimDecoderGetInfo(decoder.get(), &info);
  decoded.loops = info.loop_count;
  EXPECT_THAT((std::array{info.canvas_width, info.canvas_height}), ElementsAre(width, height));
  std::uint8_t* pixels = nullptr;
  int end = 0;
  while (WebPAnimDecoderGetNext(decoder.get(), &pixels, &end) != 0) {
    decoded.ends.push_back(end);
    decoded.pictures.emplace_back(pixels, pixels + std::ptrdiff_t{width} * height * 4);
  }
  return decoded;
}

TEST(AnimationWriter, ShowsEveryPictureWithoutLossForEver) {
  const ScratchFolder folder;
  AnimationWriter writer(folder / "a.webp", width, height, 150);
  for (int number = 0; number < 3; ++number) {
    writer.add(picture_of(number));
  }
  const std::uint64_t size = writer.finish();
  const std::string bytes = read_file(folder / "a.webp");
  EXPECT_EQ(bytes.size(), size);
  const Decoded decoded = decode(bytes);
  EXPECT_EQ(decoded.loops, 0U);
  EXPECT_THAT(decoded.ends, ElementsAre(150, 300, 450));
  for (int number = 0; number < 3; ++number) {
    std::vector<std::uint8_t> opaque = picture_of(number).pixels;
    for (std::size_t i = 3; i < opaque.size(); i += 4) {
      opaque[i] = 255;
    }
    EXPECT_EQ(decoded.pictures.at(static_cast<std::size_t>(number)), opaque);
  }
}

TEST(AnimationWriter, OnePictureIsAnAnimationToo) {
  const ScratchFolder folder;
  AnimationWriter writer(folder / "a.webp", width, height, 100);
  writer.add(picture_of(1));
  writer.finish();
  EXPECT_EQ(decode(read_file(folder / "a.webp")).pictures.size(), 1U);
}

TEST(AnimationWriter, LeavesNothingWhenItIsDropped) {
  const ScratchFolder folder;
  {
    AnimationWriter writer(folder / "a.webp", width, height, 100);
    writer.add(picture_of(0));
  }
  EXPECT_THAT(folder.names(), IsEmpty());
}

TEST(AnimationWriter, AFullDiskIsAnErrorThatLeavesNothing) {
  const ScratchFolder folder;
  {
    AnimationWriter writer(folder / "a.webp", width, height, 100);
    writer.add(picture_of(0));
    const auto before = std::signal(SIGXFSZ, SIG_IGN);
    rlimit usual{};
    getrlimit(RLIMIT_FSIZE, &usual);
    const rlimit small{10, usual.rlim_max};
    setrlimit(RLIMIT_FSIZE, &small);
    try {
      writer.finish();
      ADD_FAILURE() << "was written";
    } catch (const base::RuntimeError& error) {
      EXPECT_THAT(error.what(), HasSubstr("a.webp' (File too large)"));
    }
    setrlimit(RLIMIT_FSIZE, &usual);
    std::signal(SIGXFSZ, before);
  }
  EXPECT_THAT(folder.names(), IsEmpty());
}

}  // namespace
}  // namespace heatreel::video
