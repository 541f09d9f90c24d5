// SPDX-License-Identifier: GPL-3.0-or-later
#include "prepare_file.hpp"

#include "create_file.hpp"
#include "disk_room.hpp"
#include "provenance_text.hpp"
#include "read_layout.hpp"
#include "temporary_file.hpp"

#include <algorithm>
#include <cerrno>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include "heatreel/base/error.hpp"
#include "heatreel/base/text.hpp"

namespace heatreel::store {

namespace {

/// Whether files of the two layouts have the same variables of the same sizes.
bool have_same_form(const FileLayout& left, const FileLayout& right) {
  const auto same_axis = [](const grid::Axis& a, const grid::Axis& b) {
    return a.name() == b.name() && a.size() == b.size();
  };
  return left.type == right.type && left.verdicts == right.verdicts &&
         std::ranges::equal(left.metrics, right.metrics, {}, &VariableLayout::name,
                            &VariableLayout::name) &&
         std::ranges::equal(left.grid.axes(), right.grid.axes(), same_axis);
}

/// A copy of a result file may have lost its blocks where nothing is stored yet.
void reserve_lost_blocks(const std::string& path, const Ask& ask) {
  const Descriptor file(path, O_RDWR);
  struct stat status = {};
  if (!file.is_open() || ::fstat(file.number(), &status) != 0) {
    fail_io("opening", path, errno);
  }
  if (status.st_blocks * 512 < status.st_size) {
    reserve_blocks(file, path, ask);
    sync_descriptor(file.number(), path);
  }
}

}  // namespace

void lay_out_file(const std::string& path, const FileLayout& layout, const Ask& ask) {
  TemporaryFile file(path, file_bytes(layout));
  create_file(file.path(), layout);
  file.publish(ask);
}

void check_continued_file(const std::string& path, const FileLayout& layout, const Ask& ask) {
  const CheckedFile file(path);
  const FileLayout found = read_layout(file);
  open_frame_data(file, found);
  if (!has_own_form(file, found) || !have_same_form(found, layout)) {
    throw base::ConfigError(
        {fmt::format("{} cannot be continued", base::printable(path)),
         "its axes or metrics are not those of this sweep, or another program wrote it anew",
         "Name another file (--output)."});
  }
  reserve_lost_blocks(path, ask);
}

HeldFile hold_prepared(const std::string& path, const FileLayout& layout) {
  HeldFile held(path);
  haddr_t end = 0;
  try {
    const CheckedFile file(path);
    checked(H5Fget_eoa(file.root(), &end), "H5Fget_eoa", path);
    if (const auto run_id = provenance_text(layout, provenance_run_id)) {
      held.expect_run_id(find_provenance_text(file, provenance_run_id, *run_id));
    }
  } catch (const base::ConfigError&) {
    held.check();
    throw;
  }
  held.expect_size(end);
  held.check();
  return held;
}

}  // namespace heatreel::store
