// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <span>
#include <string>

#include "heatreel/base/digest.hpp"
#include "heatreel/comm/communicator.hpp"
#include "heatreel/grid/frame_record.hpp"
#include "heatreel/store/ask.hpp"
#include "heatreel/store/file_layout.hpp"
#include "heatreel/store/frame_slab.hpp"

namespace heatreel::store {

/// How much one rank gives to one collective write at most; a larger commit takes several.
struct WriteLimits {
  std::size_t bytes = std::size_t{8} << 20;  ///< of one variable
  std::size_t pieces = 512;  ///< runs of cells: HDF5 takes time with the square of their number
};

/// Whether a file is made or an interrupted one goes on.
enum class Opening { create, resume };

struct StoreOptions {
  Opening opening = Opening::create;
  /// Seconds that a collective call may take before it ends the job with a message; 0 for ever.
  double io_timeout = 600.0;
  /// Asked on rank 0 while the file is laid out; what it throws leaves no file, or the old one.
  Ask ask = {};
  WriteLimits limits = {};
};

/// The collective writer of a result file. Constructor, commit(), note() and close() are collective
/// over the communicator. A destructor that runs without close() releases nothing that would need
/// the other ranks, so an error on one rank cannot hang the rest. An error on one rank is thrown
/// there alone: the caller must end the job.
class FrameStore {
 public:
  /// Opening::create lays the whole file out at `path` (through a temporary beside it), reserves
  /// its blocks, closes it and opens it again for the run. It replaces an existing file only at the
  /// very end. Opening::resume opens the file at `path`, which must have the form of `layout`; what
  /// it holds stays (see FrameReader::stored_cells). This process must not have it open meanwhile.
  /// The layout's provenance text `run_id` binds a journal to the file; it must be the file's own.
  /// \throws base::Hdf5Error, base::RuntimeError (a full disk, with the bytes that are missing),
  ///         base::ConfigError (a file to be continued that is another)
  FrameStore(const std::string& path, const FileLayout& layout, const comm::Communicator& comm,
             const StoreOptions& options = {});
  ~FrameStore();
  FrameStore(const FrameStore&) = delete;
  FrameStore& operator=(const FrameStore&) = delete;

  /// Writes `slabs` (this rank's share; may be empty; each cell at most once over all ranks and
  /// calls) with the digests of `complete` (the same on all ranks), makes them durable, reads them
  /// back on every rank, and only then flags `complete`.
  /// \param stored on rank 0: all cells of incomplete frames that are in the file after this
  ///        commit, for the journal; empty leaves the journal as it is
  /// \throws base::Hdf5Error, also if the file gives back anything else
  void commit(std::span<const FrameSlab> slabs, std::span<const grid::FrameRecord> complete,
              std::span<const grid::CellRun> stored = {});

  /// Overwrites provenance texts that the layout reserved, durably. Each has room for its length in
  /// the layout, and for 256 bytes at least; what is longer is cut.
  void note(const Provenance& texts);

  /// Does note(), then makes all durable and closes. Removes the journal if every frame is
  /// committed.
  void close(const Provenance& final_provenance);

  /// True if HDF5 carried out every data write of the last commit as collective MPI-IO; false on
  /// the null communicator. Not collective.
  bool last_commit_was_collective() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace heatreel::store
