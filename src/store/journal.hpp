// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "heatreel/grid/frame_record.hpp"

namespace heatreel::store {

/// `NAME.nc.journal`: which cells of unfinished frames are stored, with the checksums of their
/// bytes, so that a killed run loses no more than the time since the last commit even if a frame
/// takes hours. One rank's work. The file is replaced as a whole; it holds no more than the frames
/// that are under way, and each word of it is checked against the result file before it counts.
class Journal {
 public:
  struct Entry {
    grid::ChunkRange range;
    std::vector<std::uint32_t> checksums;  ///< CRC-32 of status, then of each metric
  };

  /// \param run_id what binds the journal to its result file; "" binds it to files without one
  Journal(const std::string& result_path, std::string run_id);

  /// Replaces what was there, durably. The cells must be durable in the result file already.
  /// \throws base::RuntimeError
  void write(std::span<const grid::CellRun> runs) const;

  /// The entries; none if there is no journal, or it is another run's, or damaged.
  std::vector<Entry> read(const std::function<void()>& ask) const;

  bool exists() const;
  /// Removes it, if there is one.
  void remove() const;

 private:
  std::string path_;
  std::string run_id_;
};

}  // namespace heatreel::store
