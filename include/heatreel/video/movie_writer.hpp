// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "heatreel/render/picture.hpp"
#include "heatreel/video/encoder_options.hpp"

namespace heatreel::video {

/// Turns pictures into an MP4 file, one at a time; encodes them in a thread of its own while the
/// caller draws the next. Memory does not depend on their number, except for the index: about
/// 80 bytes for each frame.
///
/// A file that is not fragmented is written under a temporary name beside `path`
/// and renamed by finish(), so that `path` is never an unfinished movie; an earlier movie stays
/// until then. A fragmented one grows under its own name. If the program ends early, the written
/// part remains and can be played.
class MovieWriter {
 public:
  /// \param path "-" is standard output
  /// Width and height are even; options are in the ranges that EncoderOptions gives.
  /// \throws base::EncoderError naming the path when no file can be made there
  /// \param ask called while a member waits for the encoder; may throw, after which the writer is
  ///   of no use
  MovieWriter(const std::string& path, int width, int height, const EncoderOptions& options,
              const MovieTags& tags, std::function<void()> ask = {});
  /// Removes the temporary file, if there is one and finish() was not reached.
  ~MovieWriter();
  MovieWriter(const MovieWriter&) = delete;
  MovieWriter& operator=(const MovieWriter&) = delete;

  /// Appends a picture of the size given, shown for `repeat` frames of the stream (≥ 1). It is of
  /// no use to the writer afterwards.
  /// \throws base::EncoderError, a full disk for example, perhaps a few pictures later
  void add(const render::Picture& picture, int repeat);

  /// Encodes what is under way and puts the file in place; the writer is of no use afterwards.
  /// \returns its size in bytes
  /// \throws base::EncoderError, also when no picture was added
  std::uint64_t finish();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace heatreel::video
