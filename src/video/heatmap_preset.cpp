// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatmap_preset.hpp"

#include <algorithm>

#include "heatreel/base/contract.hpp"

namespace heatreel::video {

namespace {

constexpr int b_frames = 3;

/// A quantisation matrix of size × size: 12 for the mean, 18 for the finest detail (16: x264's
/// own).
template <int size>
void set_matrix(std::uint8_t (&matrix)[size * size]) {
  constexpr int finest = 2 * (size - 1);
  for (int j = 0; j < size; ++j) {
    for (int i = 0; i < size; ++i) {
      matrix[j * size + i] = static_cast<std::uint8_t>(12 + (6 * (i + j) + finest / 2) / finest);
    }
  }
}

void set_matrices(x264_param_t& param) {
  param.i_cqm_preset = X264_CQM_CUSTOM;
  set_matrix<4>(param.cqm_4iy);
  set_matrix<4>(param.cqm_4py);
  set_matrix<4>(param.cqm_4ic);
  set_matrix<4>(param.cqm_4pc);
  set_matrix<8>(param.cqm_8iy);
  set_matrix<8>(param.cqm_8py);
  set_matrix<8>(param.cqm_8ic);
  set_matrix<8>(param.cqm_8pc);
}

}  // namespace

x264_param_t heatmap_preset_param(int crf) {
  x264_param_t param;
  HEATREEL_REQUIRE(x264_param_default_preset(&param, "medium", nullptr) == 0);
  param.analyse.i_subpel_refine = 2;
  param.analyse.i_me_method = X264_ME_DIA;
  param.analyse.inter = X264_ANALYSE_I4x4;
  param.analyse.b_psy = 0;
  param.analyse.i_weighted_pred = X264_WEIGHTP_NONE;
  param.analyse.i_chroma_qp_offset = -5;
  param.i_bframe = b_frames;
  param.i_bframe_adaptive = X264_B_ADAPT_NONE;
  param.i_scenecut_threshold = 0;
  param.i_deblocking_filter_alphac0 = -2;
  param.i_deblocking_filter_beta = -1;
  param.rc.i_lookahead = 10;
  param.rc.f_qcompress = 0.3F;
  param.rc.f_aq_strength = 0.6F;
  set_matrices(param);
  // The finer steps for the mean are worth 2.5, chroma's offset the rest.
  param.rc.f_rf_constant = crf == 0 ? 0.0F : std::min(static_cast<float>(crf) + 3.4F, 51.0F);
  return param;
}

HeatmapGroup::HeatmapGroup(const x264_param_t& param)
    : keyframe_(param), forward_(param), bidirectional_(param) {
  keyframe_.analyse.i_subpel_refine = 7;
  forward_.analyse.i_me_method = X264_ME_UMH;
  forward_.analyse.i_me_range = 24;
}

void HeatmapGroup::prepare(std::int64_t frame, x264_picture_t& picture) {
  const int length = keyframe_.i_keyint_max;
  const auto place = static_cast<int>(frame % length);
  if (place == 0) {
    picture.param = &keyframe_;  // x264 gives it its type
  } else if (place % (b_frames + 1) == 0 || place == length - 1) {
    picture.i_type = X264_TYPE_P;
    picture.param = &forward_;
  } else {
    picture.i_type = place % (b_frames + 1) == 2 ? X264_TYPE_BREF : X264_TYPE_B;
    picture.param = &bidirectional_;
  }
}

}  // namespace heatreel::video
