// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "heatreel/grid/parameter_grid.hpp"

namespace heatreel::simulate {

/// The name of a cell's index in a command, as in `--seed {cell}`, and in what a worker reads.
inline constexpr const char* cell_name = "cell";

/// A command line with parameters in braces: `./sim --g {G} --seed {cell}`. No shell reads it.
/// White space separates words. Quotes, "…" and '…', hold a word together; a backslash outside '…'
/// takes the next character as it is; {{ and }} are braces.
class CommandTemplate {
 public:
  CommandTemplate() = default;
  /// \param names of the parameters, in the order in which words() gets their values
  /// \throws base::ConfigError for a quote or brace that is not closed, an unknown name, no word
  CommandTemplate(std::string_view text, const std::vector<std::string>& names);

  /// The program: its first word as it is typed.
  const std::string& program() const { return program_; }
  /// Whether a word holds the parameter.
  bool holds(std::string_view name) const;
  /// The words for a cell. \param values of the parameters, each written as the shortest text that
  /// reads back as the same number
  std::vector<std::string> words(grid::CellIndex cell, std::span<const double> values) const;

 private:
  /// Text, or the value of a parameter.
  struct Piece {
    std::string text;
    std::ptrdiff_t parameter = is_text;  ///< an index; or one of the two below
    static constexpr std::ptrdiff_t is_text = -1;
    static constexpr std::ptrdiff_t is_cell = -2;
  };
  class Parser;

  std::vector<std::vector<Piece>> words_;
  std::vector<std::string> names_;
  std::string program_;
};

}  // namespace heatreel::simulate
