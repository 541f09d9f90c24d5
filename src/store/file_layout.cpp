// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/store/file_layout.hpp"

#include "names.hpp"

#include <algorithm>
#include <limits>

namespace heatreel::store {

namespace {

/// Upper bounds of what HDF5 needs to describe things; measured: 1.1 KiB for a metric.
constexpr std::uint64_t bytes_per_file = 16384;
constexpr std::uint64_t bytes_per_object = 4096;

/// What the texts of the layout take, in attributes and in the provenance group.
std::uint64_t text_bytes(const FileLayout& layout) {
  std::uint64_t bytes = layout.title.size() + layout.source.size() + layout.history.size();
  for (const VariableLayout& metric : layout.metrics) {
    bytes += 3 * metric.name.size() + metric.unit.size() + metric.long_name.size();
  }
  for (const grid::Axis& axis : layout.grid.axes()) {
    bytes += axis.name().size() + axis.unit().size() + axis.long_name().size();
  }
  for (const auto& [name, text] : layout.provenance) {
    bytes += name.size() + std::max(text.size(), names::provenance_capacity);
  }
  return bytes;
}

}  // namespace

std::string variable_name(const FileLayout& layout, std::size_t variable) {
  if (variable == 0) {
    return names::status;
  }
  return variable <= layout.metrics.size() ? layout.metrics[variable - 1].name : names::verdict;
}

std::optional<std::string> provenance_text(const FileLayout& layout, std::string_view name) {
  const auto found =
      std::ranges::find(layout.provenance, name, &std::pair<std::string, std::string>::first);
  return found == layout.provenance.end() ? std::nullopt : std::optional(found->second);
}

std::uint64_t file_bytes(const FileLayout& layout) {
  const std::uint64_t metrics = layout.metrics.size();
  const auto cells = static_cast<std::uint64_t>(layout.grid.cells());
  const auto frames = static_cast<std::uint64_t>(layout.grid.frames());
  const std::uint64_t cell_bytes = metrics * size_of(layout.type) + 2;
  // One flag, a checksum a variable and two bounds a metric.
  const std::uint64_t frame_bytes = 1 + 4 * (metrics + 2) + 16 * metrics;
  std::uint64_t coordinates = 0;
  for (const grid::Axis& axis : layout.grid.axes()) {
    coordinates += sizeof(double) * static_cast<std::uint64_t>(axis.size());
  }
  const std::uint64_t objects = 3 * metrics + layout.provenance.size() + 12;
  const std::uint64_t rest = bytes_per_file + objects * bytes_per_object + text_bytes(layout);

  const long double sum = static_cast<long double>(cells) * cell_bytes +
                          static_cast<long double>(frames) * frame_bytes + coordinates + rest;
  constexpr std::uint64_t most = std::numeric_limits<std::int64_t>::max();
  return sum >= static_cast<long double>(most)
             ? most
             : cells * cell_bytes + frames * frame_bytes + coordinates + rest;
}

std::vector<std::string> reserved_names(const std::vector<VariableLayout>& metrics) {
  std::vector<std::string> reserved = {names::status,    names::verdict,     names::committed,
                                       names::frame_crc, names::frame_range, names::bound,
                                       names::provenance};
  for (const VariableLayout& metric : metrics) {
    reserved.push_back(metric.name);
  }
  return reserved;
}

}  // namespace heatreel::store
