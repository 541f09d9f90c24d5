// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "heatreel/config/picture_choices.hpp"
#include "heatreel/grid/parameter_grid.hpp"
#include "heatreel/program/simd.hpp"
#include "heatreel/render/block_reducer.hpp"
#include "heatreel/render/colormap.hpp"
#include "heatreel/render/scale_kind.hpp"
#include "heatreel/simulate/model_simulation.hpp"
#include "heatreel/simulate/program_simulation.hpp"
#include "heatreel/store/file_layout.hpp"
#include "heatreel/video/encoder_options.hpp"

namespace heatreel::config {

/// Colours of background and text.
enum class ThemeChoice { light, dark };

/// How movies are drawn and encoded.
struct MovieOptions {
  int width = 1280;
  int height = 720;
  /// Frames of the sweep a second, if no duration is given; nothing: as quick as eyes can follow.
  std::optional<double> frames_per_second;
  std::optional<double> duration;           ///< seconds
  double hold_last = 0.0;                   ///< additional seconds for the last frame
  std::string colormap;                     ///< a name; "" means the default for the field
  std::optional<render::ColorMap> own_map;  ///< instead of a named one
  PerMetric<render::ScaleKind> scale;
  PerMetric<RangeChoice> range;
  PerMetric<std::optional<double>> center;  ///< value in the middle of the colours
  PerMetric<ContourChoice> contours;
  render::Reduction reduction = render::Reduction::mean;
  AspectChoice aspect;
  ThemeChoice theme = ThemeChoice::light;
  std::string title;  ///< "" takes the model's
  video::EncoderOptions encoder;
};

/// A sweep, resolved and validated: every name exists, every number is in its range.
struct SweepConfig {
  grid::ParameterGrid grid;
  std::shared_ptr<const simulate::Simulation> simulation;
  store::ValueType value_type = store::ValueType::float32;
  program::Simd simd = program::Simd::automatic;
};

/// The model that is swept; nullptr if it is something else.
const simulate::ModelSpec* model_of(const SweepConfig& sweep);

/// The program that simulates the cells; nullptr if none does.
const simulate::ProgramSpec* program_of(const SweepConfig& sweep);

/// One simulation of a model, resolved and validated.
struct TracedModel : simulate::ModelSpec {
  std::optional<grid::ParameterGrid> grid = {};  ///< of the sweep that it is a cell of
  program::Simd simd = program::Simd::automatic;
};

/// The target's name in --simd.
std::string simd_name(program::Simd simd);

/// The target with this name; nothing if there is none.
std::optional<program::Simd> simd_called(std::string_view name);

/// The sweep as INI text that `heatreel run` accepts, every number exact, in a fixed order. This
/// text is sent to the other ranks, stored in the file's provenance, and hashed.
std::string to_ini(const SweepConfig& sweep);

/// The sweep that to_ini() described. \param text Simulation::text(): a model's file, which the INI
/// only names
SweepConfig sweep_from_ini(std::string_view ini, std::string_view text);

}  // namespace heatreel::config
