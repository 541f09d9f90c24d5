// SPDX-License-Identifier: GPL-3.0-or-later
// A small sweep with known values, and the folder its files live in.
#pragma once

#include <cmath>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "heatreel/comm/communicator.hpp"
#include "heatreel/store/frame_reader.hpp"
#include "heatreel/store/frame_store.hpp"

namespace heatreel::store::test {

/// All ranks of the test; the null communicator without mpirun.
const comm::Communicator& world();

/// A folder that all ranks of `comm` share; removed at the end.
class SharedFolder {
 public:
  explicit SharedFolder(const comm::Communicator& comm);
  ~SharedFolder();
  SharedFolder(const SharedFolder&) = delete;
  SharedFolder& operator=(const SharedFolder&) = delete;

  std::string file(const std::string& name) const { return (path_ / name).string(); }
  const std::filesystem::path& path() const { return path_; }

 private:
  comm::Communicator comm_;
  std::filesystem::path path_;
};

/// nx × ny × nt cells, two metrics.
FileLayout example_layout(std::int64_t nx, std::int64_t ny, std::int64_t nt,
                          ValueType type = ValueType::float32);

/// What is stored of a cell: numbers that float32 holds exactly, NaN in every seventh of metric 1.
double example_value(std::size_t metric, grid::CellIndex cell);
grid::CellStatus example_status(grid::CellIndex cell);
grid::CellVerdict example_verdict(grid::CellIndex cell);

/// A chunk of the example.
FrameSlab example_slab(const FileLayout& layout, const grid::ChunkRange& range);

/// The frame as the ledger would report it.
grid::FrameRecord example_frame(const FileLayout& layout, grid::FrameIndex frame);

/// Chunks of at most `size` cells that cover the frames [first, last).
std::vector<grid::ChunkRange> chunks_of(const FileLayout& layout, grid::FrameIndex first,
                                        grid::FrameIndex last, std::int64_t size);

/// The rank that computes the n-th chunk.
using Owner = std::function<int(std::size_t)>;

/// Commits the frames [first, last) as complete; each rank brings the chunks that it owns.
void commit_example(FrameStore& store, const FileLayout& layout, const comm::Communicator& comm,
                    grid::FrameIndex first, grid::FrameIndex last, std::int64_t chunk_size,
                    const Owner& owner);

/// Writes a whole example file in commits of `frames_a_commit`, chunks dealt out in turn.
void write_example(const std::string& path, const FileLayout& layout,
                   const comm::Communicator& comm, std::int64_t frames_a_commit,
                   std::int64_t chunk_size);

/// How many numbers and states of the file differ from the example. Frames must be committed.
std::int64_t differences(const FrameReader& reader);

/// The whole content of a file.
std::string slurp(const std::string& path);

}  // namespace heatreel::store::test
