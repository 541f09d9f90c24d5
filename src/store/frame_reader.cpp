// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/store/frame_reader.hpp"

#include "read_layout.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include <fmt/format.h>

#include "heatreel/base/contract.hpp"
#include "heatreel/base/error.hpp"

namespace heatreel::store {

namespace {

/// Frames whose flags and ranges are read at a time.
constexpr std::int64_t frames_a_piece = 65536;

/// Looks a file over; what HDF5 cannot do with it means that it is not one of ours.
template <class Look>
auto looked_over(const CheckedFile& file, Look look) {
  try {
    return look();
  } catch (const base::Hdf5Error& error) {
    refuse(file.path(), error.what());
  }
}

CheckedFile open_silently(const std::string& path) {
  silence_hdf5();
  return CheckedFile(path);
}

std::optional<ValueRange> as_range(double min, double max) {
  return min <= max ? std::optional(ValueRange{min, max}) : std::nullopt;
}

}  // namespace

class FrameReader::Impl {
 public:
  explicit Impl(const std::string& path)
      : file_(open_silently(path)),
        layout_(looked_over(file_, [&] { return read_layout(file_); })),
        data_(looked_over(file_, [&] { return open_frame_data(file_, layout_); })) {}

  const FileLayout& layout() const { return layout_; }

  std::vector<std::int8_t> flags(grid::FrameIndex first, std::int64_t count) const {
    std::vector<std::int8_t> flags(static_cast<std::size_t>(count));
    read(data_.committed, H5T_NATIVE_INT8, {first}, {count}, flags.data());
    return flags;
  }

  /// Smallest and largest value of each frame in turn.
  std::vector<double> ranges(std::size_t metric, grid::FrameIndex first, std::int64_t count) const {
    std::vector<double> ranges(2 * static_cast<std::size_t>(count));
    read(data_.ranges.at(metric), H5T_NATIVE_DOUBLE, {first, 0}, {count, 2}, ranges.data());
    return ranges;
  }

  /// Calls `visit` with the first frame of each piece and the flags of its frames.
  template <class Visit>
  void each_piece(Visit visit) const {
    const std::int64_t frames = layout_.grid.frames();
    for (grid::FrameIndex first = 0; first < frames; first += frames_a_piece) {
      visit(first, flags(first, std::min(frames_a_piece, frames - first)));
    }
  }

  std::optional<ValueRange> global_range(std::size_t metric) const {
    double min = std::numeric_limits<double>::infinity();
    double max = -min;
    each_piece([&](grid::FrameIndex first, const std::vector<std::int8_t>& flags) {
      const std::vector<double> pairs = ranges(metric, first, std::ssize(flags));
      for (std::size_t i = 0; i < flags.size(); ++i) {
        if (flags[i] == 1) {
          min = std::fmin(min, pairs[2 * i]);  // a frame without finite values has NaN here
          max = std::fmax(max, pairs[2 * i + 1]);
        }
      }
    });
    return as_range(min, max);
  }

  void read_frame(std::size_t metric, grid::FrameIndex frame, std::span<double> values) const {
    HEATREEL_REQUIRE(std::ssize(values) == layout_.grid.cells_per_frame());
    // Read before the values: a running sweep stores a cell's status after its metrics.
    std::vector<grid::CellStatus> status;
    if (flags(frame, 1).front() != 1) {
      status.resize(values.size());
      read_status(frame, status);
    }
    read_cells(data_.metrics.at(metric), H5T_NATIVE_DOUBLE, frame, values.data());
    for (std::size_t cell = 0; cell < status.size(); ++cell) {
      if (status[cell] == grid::CellStatus::pending) {
        values[cell] = std::numeric_limits<double>::quiet_NaN();
      }
    }
  }

  void read_status(grid::FrameIndex frame, std::span<grid::CellStatus> status) const {
    HEATREEL_REQUIRE(std::ssize(status) == layout_.grid.cells_per_frame());
    read_cells(data_.status, H5T_NATIVE_INT8, frame, status.data());
    check_status(frame, status);
  }

  void read_rows(std::size_t metric, grid::FrameIndex frame, std::int64_t first_row,
                 std::span<double> values, std::span<grid::CellStatus> status) const {
    const std::int64_t width = layout_.grid.x().size();
    const std::int64_t rows = std::ssize(values) / width;
    HEATREEL_REQUIRE(values.size() == status.size() && std::ssize(values) == rows * width);
    HEATREEL_REQUIRE(first_row >= 0 && rows <= layout_.grid.y().size() - first_row);
    // Status first: a running sweep stores a cell's status after its metrics.
    const std::vector<std::int64_t> start = {frame, first_row, 0};
    const std::vector<std::int64_t> count = {1, rows, width};
    read(data_.status, H5T_NATIVE_INT8, start, count, status.data());
    check_status(frame, status);
    read(data_.metrics.at(metric), H5T_NATIVE_DOUBLE, start, count, values.data());
    for (std::size_t cell = 0; cell < status.size(); ++cell) {
      if (status[cell] == grid::CellStatus::pending) {
        values[cell] = std::numeric_limits<double>::quiet_NaN();
      }
    }
  }

 private:
  void check_status(grid::FrameIndex frame, std::span<const grid::CellStatus> status) const {
    for (const grid::CellStatus each : status) {
      if (each < grid::CellStatus::pending || each > grid::CellStatus::untrusted) {
        refuse(file_.path(),
               fmt::format("frame {} has a cell of status {}", frame, static_cast<int>(each)));
      }
    }
  }

  void read(const Handle& dataset, hid_t type, const std::vector<std::int64_t>& start,
            const std::vector<std::int64_t>& count, void* values) const {
    HEATREEL_REQUIRE(start[0] >= 0 && count[0] <= layout_.grid.frames() - start[0]);
    read_box(dataset, type, {start.begin(), start.end()}, {count.begin(), count.end()}, values,
             file_.path());
  }

  void read_cells(const Handle& dataset, hid_t type, grid::FrameIndex frame, void* values) const {
    read(dataset, type, {frame, 0, 0}, {1, layout_.grid.y().size(), layout_.grid.x().size()},
         values);
  }

  CheckedFile file_;
  FileLayout layout_;
  FrameData data_;
};

FrameReader::FrameReader(const std::string& path) : impl_(std::make_unique<Impl>(path)) {}

FrameReader::~FrameReader() = default;

const FileLayout& FrameReader::layout() const { return impl_->layout(); }

bool FrameReader::committed(grid::FrameIndex frame) const {
  return impl_->flags(frame, 1).front() == 1;
}

std::int64_t FrameReader::committed_frames() const {
  std::int64_t frames = 0;
  impl_->each_piece([&](grid::FrameIndex, const std::vector<std::int8_t>& flags) {
    frames += std::count(flags.begin(), flags.end(), std::int8_t{1});
  });
  return frames;
}

std::optional<ValueRange> FrameReader::global_range(std::size_t metric) const {
  return impl_->global_range(metric);
}

std::optional<ValueRange> FrameReader::frame_range(std::size_t metric,
                                                   grid::FrameIndex frame) const {
  if (!committed(frame)) {
    return std::nullopt;
  }
  const std::vector<double> range = impl_->ranges(metric, frame, 1);
  return as_range(range[0], range[1]);
}

void FrameReader::read_frame(std::size_t metric, grid::FrameIndex frame,
                             std::span<double> values) const {
  impl_->read_frame(metric, frame, values);
}

void FrameReader::read_status(grid::FrameIndex frame, std::span<grid::CellStatus> status) const {
  impl_->read_status(frame, status);
}

void FrameReader::read_rows(std::size_t metric, grid::FrameIndex frame, std::int64_t first_row,
                            std::span<double> values, std::span<grid::CellStatus> status) const {
  impl_->read_rows(metric, frame, first_row, values, status);
}

std::string FrameReader::provenance(const std::string& name) const {
  const Provenance& texts = layout().provenance;
  const auto found = std::find_if(texts.begin(), texts.end(),
                                  [&](const auto& entry) { return entry.first == name; });
  return found == texts.end() ? "" : found->second;
}

}  // namespace heatreel::store
