// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace heatreel::simulate {

/// A number that is taken from each cell.
struct Output {
  std::string label;            ///< as a user names it, `P.amplitude`; "" for an estimated error
  std::string variable;         ///< its name in the file, `P_amplitude`
  std::string unit;             ///< "" where there is none
  std::string long_name;        ///< in words
  bool may_be_missing = false;  ///< whether cells often lack it: a cell at rest has no period
  /// Index of the output that tells this one's standard error, if one does.
  std::optional<std::size_t> standard_error = std::nullopt;
  bool operator==(const Output&) const = default;
};

/// A parameter that is the same in all cells, at another value than usual.
struct Fixed {
  std::string name;
  std::string unit;                            ///< "" where there is none
  std::optional<double> value = std::nullopt;  ///< none: an expression of others
  std::string expression = {};
  bool operator==(const Fixed&) const = default;
};

/// What a sweep needs of whatever it simulates. Each kind of it is a class of this module; of the
/// rest of the program, only the options that describe a kind know which it is (module config).
class Simulation {
 public:
  Simulation() = default;
  Simulation(const Simulation&) = delete;
  Simulation& operator=(const Simulation&) = delete;
  virtual ~Simulation() = default;

  virtual std::string kind() const = 0;    ///< in a word: "model"
  virtual std::string name() const = 0;    ///< names the result file if nothing else does
  virtual std::string title() const = 0;   ///< of the pictures
  virtual std::string method() const = 0;  ///< how a cell is simulated, in words
  /// What the result file keeps of it besides the options: a model's file.
  virtual std::string text() const = 0;
  /// What is taken from each cell, in the order of ChunkResult::values.
  virtual std::vector<Output> outputs() const = 0;
  virtual std::vector<Fixed> fixed() const = 0;
  /// Cells that a solver works on side by side. Chunks are multiples of that.
  virtual std::int64_t cells_at_once() const = 0;
  /// Whether its solvers give cells verdicts.
  virtual bool judges() const = 0;
};

}  // namespace heatreel::simulate
