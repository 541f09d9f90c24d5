// SPDX-License-Identifier: GPL-3.0-or-later
#include "check_file.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "heatreel/base/digest.hpp"
#include "heatreel/grid/cell_status.hpp"

namespace heatreel::app {

namespace {

void add(std::string& list, const std::string& word) { list += (list.empty() ? "" : ", ") + word; }

/// Whether the recorded range is that of the stored values; both may be none.
bool range_fits(const std::optional<store::ValueRange>& recorded, const base::Digest& stored) {
  return recorded ? recorded->min == stored.min && recorded->max == stored.max
                  : stored.min > stored.max;
}

/// What is wrong with a committed frame; "" if nothing is.
std::string damage_of(const store::FrameReader& reader, grid::FrameIndex frame) {
  const std::int64_t cells = reader.layout().grid.cells_per_frame();
  const auto stored = reader.digests({frame * cells, (frame + 1) * cells});
  const auto recorded = reader.recorded_checksums(frame);
  const base::Digest& status = stored.front();
  constexpr auto last_status = static_cast<double>(grid::last_cell_status);
  std::string damage;
  if (status.crc != recorded.front()) {
    add(damage, "status");
  } else if (status.min <= 0.0 || status.max > last_status) {
    add(damage, "cells that are pending or of unknown status");
  }
  for (std::size_t metric = 0; metric < reader.layout().metrics.size(); ++metric) {
    const std::string& name = reader.layout().metrics[metric].name;
    if (stored[metric + 1].crc != recorded[metric + 1]) {
      add(damage, name);
    } else if (!range_fits(reader.frame_range(metric, frame), stored[metric + 1])) {
      add(damage, "range of " + name);
    }
  }
  if (reader.layout().verdicts && stored.back().crc != recorded.back()) {
    add(damage, "verdict");
  }
  return damage;
}

}  // namespace

FileCheck check_file(const store::FrameReader& reader) {
  FileCheck check;
  check.sound = reader.committed_flags();
  check.uncommitted = check.sound;
  check.uncommitted.flip();
  for (std::size_t frame = 0; frame < check.sound.size(); ++frame) {
    if (check.sound[frame]) {
      const auto index = static_cast<grid::FrameIndex>(frame);
      std::string damage = damage_of(reader, index);
      if (!damage.empty()) {
        check.sound[frame] = false;
        check.damages.push_back({index, std::move(damage)});
      }
    }
  }
  return check;
}

std::string list_ranges(const std::vector<bool>& flags) {
  std::string list;
  for (auto first = flags.begin(); first != flags.end();) {
    first = std::find(first, flags.end(), true);
    const auto past = std::find(first, flags.end(), false);
    if (first != past) {
      const auto begin = first - flags.begin();
      const auto last = past - flags.begin() - 1;
      add(list, begin == last ? fmt::format("{}", begin) : fmt::format("{}-{}", begin, last));
    }
    first = past;
  }
  return list.empty() ? "none" : list;
}

}  // namespace heatreel::app
