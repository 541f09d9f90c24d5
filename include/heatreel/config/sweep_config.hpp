// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "heatreel/grid/parameter_grid.hpp"
#include "heatreel/program/simd.hpp"
#include "heatreel/render/heatmap_renderer.hpp"
#include "heatreel/simulate/model_simulation.hpp"
#include "heatreel/simulate/program_simulation.hpp"
#include "heatreel/store/file_layout.hpp"
#include "heatreel/video/encoder_options.hpp"

namespace heatreel::config {

/// Range of values that the colours span.
struct RangeChoice {
  enum class Kind { automatic, fixed, percentiles, per_frame } kind = Kind::automatic;
  double low = 0.0;  ///< of a fixed range; of percentiles, 0 to 100
  double high = 0.0;
};

/// Colours of background and text.
enum class ThemeChoice { light, dark };

/// How movies are drawn and encoded.
struct MovieOptions {
  int width = 1280;
  int height = 720;
  double frames_per_second = 10.0;  ///< frames of the sweep a second, if no duration is given
  std::optional<double> duration;   ///< seconds
  double hold_last = 0.0;           ///< additional seconds for the last frame
  std::string colormap;             ///< a name; "" means the default for the field
  std::optional<render::ColorMap> own_map;  ///< instead of a named one
  render::ScaleKind scale = render::ScaleKind::linear;
  RangeChoice range;
  std::optional<double> center;  ///< value in the middle of the colours
  render::Reduction reduction = render::Reduction::mean;
  std::vector<double> contours;
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
