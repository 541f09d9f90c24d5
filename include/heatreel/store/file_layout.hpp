// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "heatreel/grid/parameter_grid.hpp"
#include "heatreel/store/frame_slab.hpp"

namespace heatreel::store {

/// A metric's variable in the file.
struct VariableLayout {
  std::string name;  ///< `P_amplitude`
  std::string unit;
  std::string long_name;
};

/// Named texts of the file's `provenance` group, in the order they are shown.
using Provenance = std::vector<std::pair<std::string, std::string>>;

/// The text that tells one run's file from any other; a resumed run keeps it.
inline constexpr const char* provenance_run_id = "run_id";

/// The text that tells the file from earlier copies of itself: a number that grows with each
/// commit.
inline constexpr const char* provenance_commits = "commits";

/// All that must be known to lay a result file out completely before the first cell is computed.
struct FileLayout {
  grid::ParameterGrid grid;
  std::vector<VariableLayout> metrics;
  ValueType type = ValueType::float32;
  /// Whether it holds the cells' verdicts; files of earlier versions and of programs do not.
  bool verdicts = true;
  std::string title;
  std::string source;   ///< program and version
  std::string history;  ///< one line: time and command
  Provenance provenance;

  CellForm form() const { return {type, verdicts}; }
};

/// The name of a variable of cells, in the order of FrameSlab::stored.
std::string variable_name(const FileLayout& layout, std::size_t variable);

/// A provenance text of the layout; nothing if it has none of this name.
std::optional<std::string> provenance_text(const FileLayout& layout, std::string_view name);

/// Size of the file in bytes, metadata included (rounded up).
std::uint64_t file_bytes(const FileLayout& layout);

/// Names that the file uses itself, so that no swept parameter may bear them.
std::vector<std::string> reserved_names(const std::vector<VariableLayout>& metrics);

/// Version of the HDF5 library, such as "1.10.8".
std::string hdf5_version();

}  // namespace heatreel::store
