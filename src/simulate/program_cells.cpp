// SPDX-License-Identifier: GPL-3.0-or-later
#include "program_cells.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "heatreel/base/text.hpp"

namespace heatreel::simulate {

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr double for_ever = std::numeric_limits<double>::infinity();

/// What a program may write for an answer: beside its metrics, as much as it likes up to this.
constexpr std::size_t most_bytes = std::size_t{4} << 20U;

/// For each number of an answer, in addition.
constexpr std::size_t most_bytes_of_number = 64;

}  // namespace

ProgramCells::ProgramCells(const ProgramSpec& spec, const grid::ParameterGrid& grid)
    : grid_(grid), seconds_(spec.cell_timeout > 0.0 ? spec.cell_timeout : for_ever) {
  for (const grid::Axis& axis : grid.axes()) {
    parameters_.push_back(axis.name());
  }
  values_.resize(parameters_.size());
  for (const auto& [name, value] : spec.settings) {
    parameters_.push_back(name);
    values_.push_back(value);
  }
  for (const ProgramMetric& metric : spec.metrics) {
    metrics_.push_back(metric.name);
  }
}

std::span<const double> ProgramCells::values(grid::CellIndex cell) {
  std::ranges::copy(grid_.values(cell), values_.begin());
  return values_;
}

Patience ProgramCells::patience(const std::stop_token& stop, std::size_t cells) const {
  return {seconds_, most_bytes + most_bytes_of_number * metrics_.size() * cells, stop};
}

solve::ChunkResult ProgramCells::begin(const grid::ChunkRange& range) const {
  solve::ChunkResult result{range, std::vector<std::vector<double>>(metrics_.size()), {}};
  for (std::vector<double>& values : result.values) {
    values.reserve(static_cast<std::size_t>(range.size()));
  }
  result.status.reserve(static_cast<std::size_t>(range.size()));
  return result;
}

void ProgramCells::take(const Answer& answer, solve::ChunkResult& result) {
  const std::size_t cells = answer.values.front().size();
  for (std::size_t cell = 0; cell < cells; ++cell) {
    const bool finite = std::ranges::none_of(
        answer.values, [&](const std::vector<double>& metric) { return std::isinf(metric[cell]); });
    if (!finite) {
      fail(grid::CellStatus::not_finite, "", result);
      continue;
    }
    for (std::size_t m = 0; m < answer.values.size(); ++m) {
      result.values[m].push_back(answer.values[m][cell]);
    }
    result.status.push_back(grid::CellStatus::ok);
  }
}

void ProgramCells::fail(grid::CellStatus status, const std::string& error,
                        solve::ChunkResult& result) {
  for (std::vector<double>& values : result.values) {
    values.push_back(not_a_number);
  }
  result.status.push_back(status);
  if (result.error.empty()) {
    result.error = error;
  }
}

std::string words_for(Waited waited, ChildProcess& child, const Patience& patience) {
  switch (waited) {
    case Waited::too_long:
      return fmt::format("no answer within {:g} s", patience.seconds);
    case Waited::too_much:
      return fmt::format("an answer of more than {}", base::format_bytes(patience.bytes));
    case Waited::unasked:
      return "a line on standard output that was not asked for";
    default:
      break;
  }
  return child.has_ended() ? child.failure().value_or("ended without an answer")
                           : "standard output is closed";
}

std::string with_last_words(const std::string& problem, const ChildProcess& child) {
  const std::string line = child.last_error_line();
  return line.empty() ? problem : fmt::format("{}: {}", problem, line);
}

}  // namespace heatreel::simulate
