// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "heatreel/render/picture.hpp"

namespace heatreel::video {

/// Turns pictures into a lossless animated WebP that repeats for ever, which web pages can show
/// without a player. It encodes each picture at once and holds all encoded pictures until the end,
/// so it is for short animations.
class AnimationWriter {
 public:
  /// \param milliseconds that each picture is shown
  /// \throws base::RuntimeError naming the path when no file can be made there
  AnimationWriter(const std::string& path, int width, int height, int milliseconds);
  /// Removes the file if finish() was not called.
  ~AnimationWriter();
  AnimationWriter(const AnimationWriter&) = delete;
  AnimationWriter& operator=(const AnimationWriter&) = delete;

  /// Appends a picture of the size given. \throws base::EncoderError
  void add(const render::Picture& picture);

  /// Puts the file in place; the writer is of no use afterwards. \returns its size in bytes
  /// \throws base::RuntimeError
  std::uint64_t finish();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace heatreel::video
