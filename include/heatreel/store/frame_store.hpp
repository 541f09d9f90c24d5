// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <span>
#include <string>

#include "heatreel/base/digest.hpp"
#include "heatreel/comm/communicator.hpp"
#include "heatreel/store/file_layout.hpp"
#include "heatreel/store/frame_slab.hpp"

namespace heatreel::store {

/// A frame to be flagged as committed, with what the file records of it.
struct CommittedFrame {
  grid::FrameIndex frame = 0;
  std::vector<base::Digest> digests;  ///< status first, then each metric
};

/// The collective writer of a result file. Every member but path() and commit_seconds() is
/// collective over the communicator. A destructor that runs without close() releases nothing that
/// would need the other ranks, so an error on one rank cannot hang the rest.
class FrameStore {
 public:
  /// Lays the whole file out at `path` (through a temporary beside it), reserves its blocks,
  /// closes it and opens it again for the run. Replaces an existing file only at the very end.
  /// \throws base::Hdf5Error, base::RuntimeError (a full disk, with the bytes that are missing)
  FrameStore(const std::string& path, const FileLayout& layout, const comm::Communicator& comm);
  ~FrameStore();
  FrameStore(const FrameStore&) = delete;
  FrameStore& operator=(const FrameStore&) = delete;

  /// Writes `slabs` (this rank's share; may be empty; each cell at most once over all ranks and
  /// calls), makes them durable, reads them back, and only then flags `complete` (the same on all ranks).
  void commit(std::span<const FrameSlab> slabs, std::span<const CommittedFrame> complete);

  /// Fills a provenance text that the layout reserved (shorter or equal in length), then flushes
  /// and closes.
  void close(const Provenance& final_provenance);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace heatreel::store
