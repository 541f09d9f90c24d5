// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "heatreel/app/progress.hpp"
#include "heatreel/config/sweep_config.hpp"
#include "heatreel/movie/field.hpp"
#include "heatreel/render/heatmap_renderer.hpp"

namespace heatreel::movie {

/// How a field is coloured, and notes about that for the user.
struct ColorPlan {
  render::PanelOptions panel;
  std::vector<std::string> words;  ///< sentences such as "all values are 5"
};

/// Chooses the range of the colours. Percentiles, and the range of a difference, take passes over
/// all frames.
/// \param noise below which values are within the solver's tolerance; 0 if that is not known
ColorPlan plan_colors(const Field& field, const config::MovieOptions& options, double noise);

/// Everything that the pictures of some fields of one file show, side by side. Prints the notes
/// about the colours to standard error, unless the style is none.
/// \param other the file that is subtracted, for the subtitle; "" for none
render::PictureOptions plan_picture(const std::vector<Field>& fields, const std::string& other,
                                    const config::MovieOptions& options, app::ProgressStyle style);

}  // namespace heatreel::movie
