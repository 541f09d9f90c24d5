// SPDX-License-Identifier: GPL-3.0-or-later
#include "census.hpp"

#include <algorithm>
#include <numeric>
#include <span>

#include <fmt/format.h>

#include "heatreel/base/text.hpp"

namespace heatreel::app {

namespace {

/// Failed cells that are remembered, and those that are listed for people.
constexpr std::size_t most_remembered = 1000;
constexpr std::size_t most_listed = 5;
/// Cells that are read at a time, if a row has no more.
constexpr std::int64_t cells_a_band = std::int64_t{1} << 22;

/// "not finite"; the file's flag_meanings have underscores, since blanks part them.
std::string words_of(std::string name) {
  std::replace(name.begin(), name.end(), '_', ' ');
  return name;
}

/// Adds "2 not finite" to a list.
void add(std::string& list, std::int64_t count, const char* name) {
  list +=
      fmt::format("{}{} {}", list.empty() ? "" : ", ", base::format_count(count), words_of(name));
}

void count(std::span<const grid::CellStatus> status, grid::CellIndex first_cell, Census& census) {
  for (std::size_t i = 0; i < status.size(); ++i) {
    ++census.counts.at(static_cast<std::size_t>(status[i]));
    if (grid::is_failure(status[i]) && census.first_failed.size() < most_remembered) {
      census.first_failed.push_back({first_cell + static_cast<std::int64_t>(i), status[i]});
    }
  }
}

/// "2 not finite, 1 step limit": how many cells have each status that is wanted.
std::string by_status(const Census& census, bool (*wanted)(grid::CellStatus)) {
  std::string text;
  for (std::size_t status = 0; status < census.counts.size(); ++status) {
    if (wanted(static_cast<grid::CellStatus>(status)) && census.counts[status] > 0) {
      add(text, census.counts[status], grid::cell_status_names.at(status));
    }
  }
  return text;
}

}  // namespace

std::int64_t Census::cells() const {
  return std::accumulate(counts.begin(), counts.end(), std::int64_t{0});
}

std::int64_t Census::failed() const {
  std::int64_t sum = 0;
  for (std::size_t status = 0; status < counts.size(); ++status) {
    sum += grid::is_failure(static_cast<grid::CellStatus>(status)) ? counts[status] : 0;
  }
  return sum;
}

std::int64_t Census::untrusted() const {
  return counts[static_cast<std::size_t>(grid::CellStatus::untrusted)];
}

std::int64_t Census::overflows() const {
  return counts[static_cast<std::size_t>(grid::CellStatus::overflow)];
}

Census take_census(const store::FrameReader& reader, const store::Ask& ask) {
  const grid::ParameterGrid& grid = reader.layout().grid;
  const std::int64_t width = grid.x().size();
  const std::int64_t height = grid.y().size();
  const std::int64_t most_rows = std::max<std::int64_t>(1, cells_a_band / width);
  std::vector<grid::CellStatus> status;
  std::vector<grid::CellVerdict> verdicts;
  Census census;
  for (grid::FrameIndex frame = 0; frame < grid.frames(); ++frame) {
    for (std::int64_t row = 0; row < height && reader.committed(frame); row += most_rows) {
      if (ask) {
        ask();
      }
      status.resize(static_cast<std::size_t>(std::min(most_rows, height - row) * width));
      reader.read_status_rows(frame, row, status);
      count(status, frame * grid.cells_per_frame() + row * width, census);
      verdicts.resize(status.size());
      reader.read_verdict_rows(frame, row, verdicts);
      for (const grid::CellVerdict verdict : verdicts) {
        ++census.verdicts.at(static_cast<std::size_t>(verdict));
      }
    }
  }
  return census;
}

std::string failures_in_words(const Census& census) {
  std::string text = base::format_count(census.failed()) + " failed";
  if (census.failed() > 0) {
    text += ": " + by_status(census, grid::is_failure);
  }
  if (census.untrusted() > 0) {
    text += fmt::format("; {} untrusted", base::format_count(census.untrusted()));
  }
  return text;
}

std::string marks_in_words(const Census& census) {
  return by_status(census, [](grid::CellStatus status) {
    return grid::is_failure(status) || status == grid::CellStatus::untrusted;
  });
}

std::string verdicts_in_words(const Census& census) {
  std::string text;
  for (std::size_t verdict = 1; verdict < census.verdicts.size(); ++verdict) {
    if (census.verdicts[verdict] > 0) {
      add(text, census.verdicts[verdict], grid::cell_verdict_names.at(verdict));
    }
  }
  return text;
}

std::vector<std::string> first_failures(const Census& census, const grid::ParameterGrid& grid) {
  std::vector<std::string> lines;
  const std::span<const Census::Cell> remembered(census.first_failed);
  for (const Census::Cell& cell : remembered.first(std::min(most_listed, remembered.size()))) {
    const grid::CellPosition at = grid.position(cell.index);
    const auto values = grid.values(cell.index);
    lines.push_back(fmt::format(
        "cell {},{},{} at {} = {:g}, {} = {:g}, {} = {:g}: {}", at.i, at.j, at.k, grid.x().name(),
        values[0], grid.y().name(), values[1], grid.t().name(), values[2],
        words_of(grid::cell_status_names.at(static_cast<std::size_t>(cell.status)))));
  }
  const auto listed = static_cast<std::int64_t>(lines.size());
  if (census.failed() > listed) {
    lines.push_back(fmt::format("and {} more", base::format_count(census.failed() - listed)));
  }
  return lines;
}

}  // namespace heatreel::app
