// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "heatreel/simulate/model_simulation.hpp"
#include "heatreel/store/frame_reader.hpp"

namespace heatreel::explore {

/// What a page shows of a file.
struct Content {
  std::string file;                          ///< its name, without folder
  std::vector<std::size_t> metrics;          ///< indices in the file's layout
  std::vector<grid::FrameIndex> frames;      ///< in their order
  std::optional<simulate::ModelSpec> model;  ///< how cells are computed, if the page can do it
};

/// All of the page that is no number of a cell, as JSON: axes, metrics, words, colours, and the
/// programs that compute a cell.
std::string description(const store::FrameReader& reader, const Content& content);

}  // namespace heatreel::explore
