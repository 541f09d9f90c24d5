// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/store/rehearse_reading.hpp"

#include "validate.hpp"

#include <algorithm>

#include "heatreel/base/contained.hpp"
#include "heatreel/store/frame_reader.hpp"

namespace heatreel::store {

namespace {

constexpr std::int64_t most_cells = 65536;

/// Flags, ranges, checksums, and the first cells of every variable.
void read_some(const std::string& path) {
  const FrameReader reader(path);
  const FileLayout& layout = reader.layout();
  reader.committed_frames();
  for (std::size_t metric = 0; metric < layout.metrics.size(); ++metric) {
    reader.global_range(metric);
  }
  reader.recorded_checksums(0);
  reader.digests({0, std::min(layout.grid.cells_per_frame(), most_cells)});
}

}  // namespace

void rehearse_reading(const std::string& path) {
  using Ending = base::Contained::Ending;
  const auto rehearsal = [&] {
    read_some(path);
    return std::string();
  };
  switch (base::run_contained(rehearsal).ending) {
    case Ending::regular:
    case Ending::error:  // the reader will meet it too
      return;
    case Ending::slow:
      refuse(path, "reading its description takes too long");
    case Ending::large:
      refuse(path, "reading its description takes too much memory");
    case Ending::crashed:
      refuse(path, "it is so damaged that the HDF5 library crashes on it");
  }
}

}  // namespace heatreel::store
