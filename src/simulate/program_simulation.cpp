// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/simulate/program_simulation.hpp"

#include <cstdlib>
#include <filesystem>

#include <fmt/format.h>
#include <unistd.h>

#include "heatreel/base/text.hpp"

namespace heatreel::simulate {

namespace {

bool is_executable(const std::string& path) {
  std::error_code error;
  return std::filesystem::is_regular_file(path, error) && ::access(path.c_str(), X_OK) == 0;
}

}  // namespace

std::optional<std::string> find_program(const std::string& program) {
  if (program.find('/') != std::string::npos) {
    return is_executable(program) ? std::optional(program) : std::nullopt;
  }
  const char* const path = std::getenv("PATH");
  for (const std::string_view folder : base::split(path == nullptr ? "/bin:/usr/bin" : path, ':')) {
    std::string file = (std::filesystem::path(folder) / program).string();
    if (is_executable(file)) {
      return file;
    }
  }
  return std::nullopt;
}

std::string ProgramSimulation::kind() const {
  return spec_.kind == ProgramSpec::Kind::worker ? "worker" : "command";
}

std::string ProgramSimulation::name() const {
  const std::string stem = std::filesystem::path(spec_.program).stem().string();
  return stem.empty() ? kind() : stem;
}

std::string ProgramSimulation::method() const {
  const std::string limit = spec_.cell_timeout > 0.0
                                ? fmt::format(", {:g} s at most", spec_.cell_timeout)
                                : std::string();
  if (spec_.kind == ProgramSpec::Kind::command) {
    return "a process of its own" + limit;
  }
  return (spec_.batch ? fmt::format("sent to a worker, {} at once", *spec_.batch)
                      : std::string("sent to a worker")) +
         limit;
}

std::vector<Output> ProgramSimulation::outputs() const {
  std::vector<Output> outputs;
  for (const ProgramMetric& metric : spec_.metrics) {
    outputs.push_back({metric.name, metric.name, metric.unit, metric.name});
  }
  return outputs;
}

std::vector<Fixed> ProgramSimulation::fixed() const {
  std::vector<Fixed> all;
  for (const auto& [name, value] : spec_.settings) {
    const auto unit = spec_.units.find(name);
    all.push_back({name, unit == spec_.units.end() ? "" : unit->second, value});
  }
  return all;
}

}  // namespace heatreel::simulate
