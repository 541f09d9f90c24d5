// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/store/frame_reader.hpp"

#include "journal.hpp"
#include "read_layout.hpp"
#include "selection.hpp"

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
/// Cells that are read at a time where their bytes are only added up.
constexpr std::int64_t cells_a_piece = 262144;

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

  /// Smallest and largest value of each frame in turn; of a file that has lost them, found anew.
  std::vector<double> ranges(std::size_t metric, grid::FrameIndex first, std::int64_t count) const {
    std::vector<double> ranges(2 * static_cast<std::size_t>(count));
    if (data_.ranges.empty()) {
      for (std::size_t i = 0; i < ranges.size() / 2; ++i) {
        const ValueRange found = range_of_values(metric, first + static_cast<std::int64_t>(i));
        ranges[2 * i] = found.min;
        ranges[2 * i + 1] = found.max;
      }
      return ranges;
    }
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

  void read_status_rows(grid::FrameIndex frame, std::int64_t first_row,
                        std::span<grid::CellStatus> status) const {
    read_kinds(data_.status, frame, first_row, status);
    check_status(frame, status);
  }

  void read_verdict_rows(grid::FrameIndex frame, std::int64_t first_row,
                         std::span<grid::CellVerdict> verdicts) const {
    if (!data_.verdicts) {
      std::ranges::fill(verdicts, grid::CellVerdict::none);
      return;
    }
    read_kinds(*data_.verdicts, frame, first_row, verdicts);
    check_kinds<grid::CellVerdict>(frame, verdicts, grid::last_cell_verdict, "verdict");
  }

  void read_rows(std::size_t metric, grid::FrameIndex frame, std::int64_t first_row,
                 std::span<double> values, std::span<grid::CellStatus> status) const {
    const std::int64_t width = layout_.grid.x().size();
    const std::int64_t rows = std::ssize(values) / width;
    HEATREEL_REQUIRE(values.size() == status.size());
    // Status first: a running sweep stores a cell's status after its metrics.
    read_status_rows(frame, first_row, status);
    read(data_.metrics.at(metric), H5T_NATIVE_DOUBLE, {frame, first_row, 0}, {1, rows, width},
         values.data());
    for (std::size_t cell = 0; cell < status.size(); ++cell) {
      if (status[cell] == grid::CellStatus::pending) {
        values[cell] = std::numeric_limits<double>::quiet_NaN();
      }
    }
  }

  std::vector<base::Digest> digests(const grid::ChunkRange& cells, const Ask& ask) const {
    std::vector<base::Digest> all = {
        digest<std::int8_t>(data_.status, H5T_NATIVE_INT8, cells, ask)};
    for (const Handle& metric : data_.metrics) {
      all.push_back(layout_.type == ValueType::float32
                        ? digest<float>(metric, H5T_NATIVE_FLOAT, cells, ask)
                        : digest<double>(metric, H5T_NATIVE_DOUBLE, cells, ask));
    }
    if (data_.verdicts) {
      all.push_back(digest<std::int8_t>(*data_.verdicts, H5T_NATIVE_INT8, cells, ask));
    }
    return all;
  }

  bool is_own_form() const {
    return looked_over(file_, [&] { return has_own_form(file_, layout_); });
  }

  std::vector<std::uint32_t> recorded_checksums(grid::FrameIndex frame) const {
    std::vector<std::uint32_t> checksums(data_.checksums.size());
    for (std::size_t i = 0; i < checksums.size(); ++i) {
      read(data_.checksums[i], H5T_NATIVE_UINT32, {frame}, {1}, &checksums[i]);
    }
    return checksums;
  }

  std::vector<bool> committed_flags() const {
    std::vector<bool> committed;
    each_piece([&](grid::FrameIndex, const std::vector<std::int8_t>& flags) {
      for (const std::int8_t flag : flags) {
        committed.push_back(flag == 1);
      }
    });
    return committed;
  }

  grid::StoredCells stored_cells(const Ask& ask) const {
    grid::StoredCells stored{committed_flags(), {}};
    grid::CellIndex past = 0;
    for (const Journal::Entry& entry :
         Journal(file_.path(), provenance(provenance_run_id)).read(ask)) {
      if (entry.range.begin >= past && is_run(entry.range) &&
          !stored.frames[static_cast<std::size_t>(layout_.grid.frame_of(entry.range.begin))]) {
        std::vector<base::Digest> found = digests(entry.range, ask);
        if (std::ranges::equal(found, entry.checksums, {}, &base::Digest::crc)) {
          past = entry.range.end;
          stored.runs.push_back({entry.range, std::move(found)});
        }
      }
    }
    return stored;
  }

  std::string provenance(const std::string& name) const {
    const auto found =
        std::ranges::find(layout_.provenance, name, &std::pair<std::string, std::string>::first);
    return found == layout_.provenance.end() ? "" : found->second;
  }

 private:
  void check_status(grid::FrameIndex frame, std::span<const grid::CellStatus> status) const {
    check_kinds<grid::CellStatus>(frame, status, grid::last_cell_status, "status");
  }

  /// Refuses the file if a cell's kind is none that there is.
  template <class Kind>
  void check_kinds(grid::FrameIndex frame, std::span<const Kind> kinds, Kind last,
                   const char* name) const {
    for (const auto each : kinds) {
      if (each < Kind{} || each > last) {
        refuse(file_.path(),
               fmt::format("frame {} has a cell of {} {}", frame, name, static_cast<int>(each)));
      }
    }
  }

  /// Reads whole rows of a frame, a byte for each cell.
  template <class Kind>
  void read_kinds(const Handle& dataset, grid::FrameIndex frame, std::int64_t first_row,
                  std::span<Kind> kinds) const {
    const std::int64_t width = layout_.grid.x().size();
    const std::int64_t rows = std::ssize(kinds) / width;
    HEATREEL_REQUIRE(std::ssize(kinds) == rows * width);
    HEATREEL_REQUIRE(first_row >= 0 && rows <= layout_.grid.y().size() - first_row);
    read(dataset, H5T_NATIVE_INT8, {frame, first_row, 0}, {1, rows, width}, kinds.data());
  }

  /// True for cells of one frame of the file.
  bool is_run(const grid::ChunkRange& range) const {
    return range.begin >= 0 && range.begin < range.end && range.end <= layout_.grid.cells() &&
           layout_.grid.frame_of(range.begin) == layout_.grid.frame_of(range.end - 1);
  }

  /// Smallest and largest finite value of a frame by its values; largest < smallest if it has none.
  ValueRange range_of_values(std::size_t metric, grid::FrameIndex frame) const {
    ValueRange range{std::numeric_limits<double>::infinity(),
                     -std::numeric_limits<double>::infinity()};
    const std::int64_t width = layout_.grid.x().size();
    const std::int64_t height = layout_.grid.y().size();
    const std::int64_t band = std::clamp<std::int64_t>(cells_a_piece / width, 1, height);
    std::vector<double> values;
    for (std::int64_t row = 0; row < height; row += band) {
      const std::int64_t rows = std::min(band, height - row);
      values.resize(static_cast<std::size_t>(rows * width));
      read(data_.metrics.at(metric), H5T_NATIVE_DOUBLE, {frame, row, 0}, {1, rows, width},
           values.data());
      for (const double value : values) {
        if (std::isfinite(value)) {
          range = {std::min(range.min, value), std::max(range.max, value)};
        }
      }
    }
    return range;
  }

  template <class Value>
  base::Digest digest(const Handle& dataset, hid_t type, const grid::ChunkRange& cells,
                      const Ask& ask) const {
    HEATREEL_REQUIRE(is_run(cells));
    base::Digest digest;
    std::vector<Value> values;
    for (grid::CellIndex begin = cells.begin; begin < cells.end;) {
      if (ask) {
        ask();
      }
      const Box box = leading_box(begin, std::min(begin + cells_a_piece, cells.end), layout_.grid);
      values.resize(static_cast<std::size_t>(box.cells()));
      read_box(dataset, type, {box.start.begin(), box.start.end()},
               {box.count.begin(), box.count.end()}, values.data(), file_.path());
      digest = base::join(digest, base::digest_of(std::span<const Value>(values)));
      begin += box.cells();
    }
    return digest;
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
  const std::vector<bool> flags = committed_flags();
  return std::count(flags.begin(), flags.end(), true);
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

void FrameReader::read_status_rows(grid::FrameIndex frame, std::int64_t first_row,
                                   std::span<grid::CellStatus> status) const {
  impl_->read_status_rows(frame, first_row, status);
}

void FrameReader::read_verdict_rows(grid::FrameIndex frame, std::int64_t first_row,
                                    std::span<grid::CellVerdict> verdicts) const {
  impl_->read_verdict_rows(frame, first_row, verdicts);
}

std::vector<base::Digest> FrameReader::digests(const grid::ChunkRange& cells,
                                               const Ask& ask) const {
  return impl_->digests(cells, ask);
}

std::vector<std::uint32_t> FrameReader::recorded_checksums(grid::FrameIndex frame) const {
  return impl_->recorded_checksums(frame);
}

bool FrameReader::is_own_form() const { return impl_->is_own_form(); }

std::vector<bool> FrameReader::committed_flags() const { return impl_->committed_flags(); }

grid::StoredCells FrameReader::stored_cells(const Ask& ask) const {
  return impl_->stored_cells(ask);
}

void FrameReader::read_rows(std::size_t metric, grid::FrameIndex frame, std::int64_t first_row,
                            std::span<double> values, std::span<grid::CellStatus> status) const {
  impl_->read_rows(metric, frame, first_row, values, status);
}

std::string FrameReader::provenance(const std::string& name) const {
  return impl_->provenance(name);
}

}  // namespace heatreel::store
