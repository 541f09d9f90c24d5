// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include <x264.h>

namespace heatreel::video {

/// Settings of x264 for flat cells with sharp edges and text that stands still, found by
/// bench/encoder_settings.py; docs/encoding.md has the reason of each.
/// \param crf as for x264's own presets, at about the error that `medium` has with it; 0: lossless
x264_param_t heatmap_preset_param(int crf);

/// Frame types and settings within a group of pictures: a keyframe, then P with three B between
/// (the middle one a reference), and a P at the end. Few frames predict all others, so what takes
/// most time is done for these alone.
class HeatmapGroup {
 public:
  /// \param param of an encoder opened with heatmap_preset_param()
  explicit HeatmapGroup(const x264_param_t& param);

  /// Sets type and settings of a frame of the stream. The picture refers to this object.
  void prepare(std::int64_t frame, x264_picture_t& picture);

 private:
  x264_param_t keyframe_;
  x264_param_t forward_;        ///< P
  x264_param_t bidirectional_;  ///< B
};

}  // namespace heatreel::video
