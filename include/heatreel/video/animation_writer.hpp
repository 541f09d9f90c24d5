// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "heatreel/render/picture.hpp"

namespace heatreel::video {

/// Turns pictures into an animated WebP that repeats for ever, without loss: what web pages show in
/// place of a movie. Encodes each picture as it comes and keeps what it became until the end, so it
/// is for short animations.
class AnimationWriter {
 public:
  /// \param milliseconds that each picture is shown
  /// \throws base::RuntimeError naming the path when no file can be made there
  AnimationWriter(const std::string& path, int width, int height, int milliseconds);
  /// Leaves nothing if finish() was not reached.
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
