// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace heatreel::simulate {

/// What a program says of some cells.
struct Answer {
  /// values[metric][cell]; NaN where the program gives NaN or null, infinities as they come.
  std::vector<std::vector<double>> values;
  std::vector<double> cells = {};  ///< which they are, if a JSON object says so by `cell`
  std::string error = {};   ///< why there are none to use; "" if all metrics of all cells are there
  bool says_error = false;  ///< whether the program itself says so
};

/// Reads the metrics of one cell from one of
///  - a JSON object, `{"P": 1.5, "N": 20}`; other members are ignored, and `{"error": "WORDS"}`
///    says why there is no result. NaN, Infinity and -Infinity are taken too, as Python writes
///    them;
///  - lines of `NAME=VALUE`; other lines are ignored, and of several with one name the last counts;
///  - one number, if there is one metric.
Answer read_answer(std::string_view text, const std::vector<std::string>& metrics);

/// Reads the metrics of some cells from a JSON object of arrays, `{"P": [1.5, 2], "N": [20, 30]}`,
/// with a number or null for each cell.
Answer read_batch(std::string_view text, const std::vector<std::string>& metrics,
                  std::size_t cells);

}  // namespace heatreel::simulate
