// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "heatreel/simulate/simulation.hpp"

namespace heatreel::simulate {

/// Whether programs that are started see the MPI job that this process belongs to.
enum class MpiEnvironment { hide, keep };

/// What a program is asked for.
struct ProgramMetric {
  std::string name;  ///< in its answer and in the file
  std::string unit;
};

/// A program that simulates the cells. Every name is an identifier, and exists where it is used.
struct ProgramSpec {
  enum class Kind {
    command,  ///< runs once for each cell
    worker,   ///< stays alive, one for each compute thread, and is sent one cell after the other
  };
  Kind kind = Kind::command;
  std::string command = {};  ///< as typed, see CommandTemplate
  std::string program = {};  ///< its first word
  std::map<std::string, double, std::less<>> settings = {};
  std::vector<ProgramMetric> metrics = {};
  std::map<std::string, std::string, std::less<>> units = {};  ///< of parameters and metrics
  std::optional<std::int64_t> batch =
      std::nullopt;           ///< cells that a worker gets at once, as arrays
  double cell_timeout = 0.0;  ///< seconds for an answer; 0 for any time
  MpiEnvironment mpi = MpiEnvironment::hide;
};

/// A program of the user's, of which heatreel knows no more than what it answers
/// (docs/external-programs.md). Cells that it fails at have the status `failed`, with its last
/// words; those that take too long `time_limit`.
class ProgramSimulation final : public Simulation {
 public:
  explicit ProgramSimulation(ProgramSpec spec) : spec_(std::move(spec)) {}

  const ProgramSpec& spec() const { return spec_; }

  std::string kind() const override;
  std::string name() const override;
  std::string title() const override { return spec_.command; }
  std::string method() const override;
  std::string text() const override { return spec_.command; }
  std::vector<Output> outputs() const override;
  std::vector<Fixed> fixed() const override;
  std::int64_t cells_at_once() const override { return spec_.batch.value_or(1); }
  bool judges() const override { return false; }

 private:
  ProgramSpec spec_;
};

/// Where the program is that a command names: its path, or nothing if there is none that this
/// process may execute. A name without '/' is looked for in PATH.
std::optional<std::string> find_program(const std::string& program);

}  // namespace heatreel::simulate
