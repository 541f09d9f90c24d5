// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

#include "heatreel/render/picture.hpp"
#include "heatreel/video/encoder_options.hpp"

namespace heatreel::video {

/// A picture as the encoder takes it: three planes of BT.709 in limited range, row after row
/// without gaps. Luma y is width × height; u and v (Cb and Cr) are as large in yuv444p, and half
/// as wide and high in yuv420p.
///
/// A chroma sample of yuv420p is the mean of its 2 × 2 pixels, so it lies in their middle: chroma
/// location "center" (type 1 of H.264 table E-1, JPEG siting), and the stream is tagged so. The
/// "left" siting that untagged streams have needs a filter over three columns, which would smear
/// colour across cell edges; with this one an edge on even pixels stays sharp.
struct YuvPicture {
  /// Black planes. Width and height are even and positive.
  YuvPicture(int picture_width, int picture_height, PixelFormat pixel_format);

  int chroma_width() const { return format == PixelFormat::yuv420p ? width / 2 : width; }

  int width;
  int height;
  PixelFormat format;
  std::vector<std::uint8_t> y;
  std::vector<std::uint8_t> u;
  std::vector<std::uint8_t> v;
};

/// Fills `yuv` with the colours of `picture`, which has the same size. Each sample is the exact
/// value rounded to nearest, save for ties: it is never more than 0.51 levels away.
void convert(const render::Picture& picture, YuvPicture& yuv);

}  // namespace heatreel::video
