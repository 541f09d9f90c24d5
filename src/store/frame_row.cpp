// SPDX-License-Identifier: GPL-3.0-or-later
#include "frame_row.hpp"

#include "selection.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include <fmt/format.h>

#include "heatreel/base/error.hpp"

namespace heatreel::store {

namespace {

/// Selects row `frame` of a dataset over t, or over t and `columns` more.
Handle row_space(grid::FrameIndex frame, const Handle& dataset, const std::string& path) {
  Handle space = owned(H5Dget_space(dataset.get()), H5Sclose, "H5Dget_space", path);
  std::array<hsize_t, 2> extent = {};
  checked(H5Sget_simple_extent_dims(space.get(), extent.data(), nullptr),
          "H5Sget_simple_extent_dims", path);
  const std::array<hsize_t, 2> start = {static_cast<hsize_t>(frame), 0};
  const std::array<hsize_t, 2> count = {1, extent[1]};
  checked(H5Sselect_hyperslab(space.get(), H5S_SELECT_SET, start.data(), nullptr, count.data(),
                              nullptr),
          "H5Sselect_hyperslab", path);
  return space;
}

/// The row in the file and in memory.
struct RowSelection {
  RowSelection(const RunFile& file, const Handle& dataset, grid::FrameIndex frame, hid_t type,
               std::size_t bytes)
      : in_file(row_space(frame, dataset, file.path())),
        in_memory(memory_space(static_cast<std::int64_t>(bytes / H5Tget_size(type)), file.path())),
        transfer{type, in_memory.get(), in_file.get()} {}

  Handle in_file;
  Handle in_memory;
  Transfer transfer;
};

}  // namespace

void refuse_readback(const std::string& path, const std::string& variable) {
  throw base::Hdf5Error(
      {fmt::format("{} does not give back what was written to {}", path, variable),
       "the disk is full, the file system is at fault, or something else writes to the file",
       "Nothing of this commit was flagged as stored; find the cause and run again."});
}

void write_row(const RunFile& file, const Handle& dataset, grid::FrameIndex frame, hid_t type,
               std::span<const std::byte> row) {
  const RowSelection selection(file, dataset, frame, type, row.size());
  file.write(dataset, selection.transfer, row.data());
  verify_row(file, dataset, frame, type, row);
}

void verify_row(const RunFile& file, const Handle& dataset, grid::FrameIndex frame, hid_t type,
                std::span<const std::byte> row) {
  const RowSelection selection(file, dataset, frame, type, row.size());
  std::vector<std::byte> back(row.size());
  file.read(dataset, selection.transfer, back.data());
  // Bytes, not numbers: NaN must come back as well.
  if (!std::ranges::equal(back, row)) {
    refuse_readback(file.path(), fmt::format("frame {}", frame));
  }
}

}  // namespace heatreel::store
