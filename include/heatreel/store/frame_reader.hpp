// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "heatreel/grid/cell_status.hpp"
#include "heatreel/grid/cell_verdict.hpp"
#include "heatreel/grid/frame_record.hpp"
#include "heatreel/store/ask.hpp"
#include "heatreel/store/file_layout.hpp"

namespace heatreel::store {

/// Smallest and largest finite value; nothing where there is none.
struct ValueRange {
  double min = 0.0;
  double max = 0.0;
};

/// Streams a result file frame by frame, on one rank, without MPI. Checks the file's structure
/// before it reads data from it. Reads files that netCDF's tools have compressed or copied, too.
class FrameReader {
 public:
  /// \throws base::ConfigError if the file is missing or not one of heatreel's
  explicit FrameReader(const std::string& path);
  ~FrameReader();
  FrameReader(const FrameReader&) = delete;
  FrameReader& operator=(const FrameReader&) = delete;

  const FileLayout& layout() const;

  /// True for a frame that is safely and completely in the file.
  bool committed(grid::FrameIndex frame) const;
  std::int64_t committed_frames() const;
  /// By frame.
  std::vector<bool> committed_flags() const;

  /// Range over all committed frames of a metric (its index in layout().metrics).
  std::optional<ValueRange> global_range(std::size_t metric) const;
  /// Range of one committed frame.
  std::optional<ValueRange> frame_range(std::size_t metric, grid::FrameIndex frame) const;

  /// Reads one frame into `values` (ny × nx, row-major: j slowest). NaN where nothing was stored.
  void read_frame(std::size_t metric, grid::FrameIndex frame, std::span<double> values) const;
  void read_status(grid::FrameIndex frame, std::span<grid::CellStatus> status) const;
  /// The same of whole rows from row `first_row` on, as many as `status` holds.
  void read_status_rows(grid::FrameIndex frame, std::int64_t first_row,
                        std::span<grid::CellStatus> status) const;

  /// The verdicts of whole rows, likewise; `none` in a file that holds none.
  void read_verdict_rows(grid::FrameIndex frame, std::int64_t first_row,
                         std::span<grid::CellVerdict> verdicts) const;

  /// Reads whole rows of a frame from row `first_row` on, as many as the spans (of equal size)
  /// hold.
  void read_rows(std::size_t metric, grid::FrameIndex frame, std::int64_t first_row,
                 std::span<double> values, std::span<grid::CellStatus> status) const;

  /// What the stored bytes of these cells (of one frame) add up to, in the order of
  /// FrameSlab::stored.
  std::vector<base::Digest> digests(const grid::ChunkRange& cells, const Ask& ask = {}) const;
  /// The checksums that the file records of a committed frame, in the same order; {} if another
  /// program has written the file anew without them.
  std::vector<std::uint32_t> recorded_checksums(grid::FrameIndex frame) const;

  /// Whether the file is in the form in which heatreel wrote it. Others are only read.
  bool is_own_form() const;

  /// What a run that continues this file need not compute again: committed frames, and those cells
  /// of other frames whose bytes are as the journal beside the file says. Reads the latter.
  grid::StoredCells stored_cells(const Ask& ask = {}) const;

  /// A provenance text by name; "" if the file has none.
  std::string provenance(const std::string& name) const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace heatreel::store
