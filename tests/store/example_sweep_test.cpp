// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/example_sweep.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <sstream>

#include <unistd.h>

namespace heatreel::store::test {

const comm::Communicator& world() {
  static const comm::Communicator all = comm::Communicator::world();
  return all;
}

SharedFolder::SharedFolder(const comm::Communicator& comm) : comm_(comm) {
  static int count = 0;
  const std::string name =
      "heatreel-store-" + std::to_string(::getpid()) + "-" + std::to_string(count++);
  path_ = comm_.broadcast((std::filesystem::temp_directory_path() / name).string());
  if (comm_.rank() == 0) {
    std::filesystem::create_directories(path_);
  }
  comm_.barrier();
}

SharedFolder::~SharedFolder() {
  comm_.barrier();
  if (comm_.rank() == 0) {
    std::filesystem::remove_all(path_);
  }
}

FileLayout example_layout(std::int64_t nx, std::int64_t ny, std::int64_t nt, ValueType type) {
  using grid::Axis;
  using grid::Spacing;
  return {grid::ParameterGrid(
              Axis::range("G", 50.0, 300.0, nx, Spacing::linear).described("nM", "growth template"),
              Axis::range("rec", 10.0, 50.0, ny, Spacing::linear).described("nM", ""),
              Axis::range("assoc_ddg", -1.0, 1.0, nt, Spacing::linear)
                  .described("kcal/mol", "change of association energy")),
          {{"P_amplitude", "nM", "amplitude of P"}, {"P_period", "min", "period of P"}},
          type,
          true,
          "an example",
          "heatreel test",
          "2026-01-31T12:00:00Z heatreel run",
          {{"configuration", "model = predator-prey\n"}, {"finished", ""}}};
}

double example_value(std::size_t metric, grid::CellIndex cell) {
  if (metric == 1 && cell % 7 == 3) {
    return std::numeric_limits<double>::quiet_NaN();
  }
  return 0.25 * static_cast<double>(cell) - 1000.0 * static_cast<double>(metric);
}

grid::CellStatus example_status(grid::CellIndex cell) {
  return cell % 5 == 4 ? grid::CellStatus::step_limit : grid::CellStatus::ok;
}

grid::CellVerdict example_verdict(grid::CellIndex cell) {
  return static_cast<grid::CellVerdict>(cell % std::ssize(grid::cell_verdict_names));
}

FrameSlab example_slab(const FileLayout& layout, const grid::ChunkRange& range) {
  std::vector<std::vector<double>> values(layout.metrics.size());
  std::vector<grid::CellStatus> status;
  std::vector<grid::CellVerdict> verdicts;
  for (grid::CellIndex cell = range.begin; cell < range.end; ++cell) {
    for (std::size_t metric = 0; metric < values.size(); ++metric) {
      values[metric].push_back(example_value(metric, cell));
    }
    status.push_back(example_status(cell));
    verdicts.push_back(example_verdict(cell));
  }
  return {range, values, status, verdicts, layout.form()};
}

grid::FrameRecord example_frame(const FileLayout& layout, grid::FrameIndex frame) {
  const std::int64_t cells = layout.grid.cells_per_frame();
  return {frame, example_slab(layout, {frame * cells, (frame + 1) * cells}).digests()};
}

std::vector<grid::ChunkRange> chunks_of(const FileLayout& layout, grid::FrameIndex first,
                                        grid::FrameIndex last, std::int64_t size) {
  const std::int64_t cells = layout.grid.cells_per_frame();
  std::vector<grid::ChunkRange> chunks;
  for (grid::FrameIndex frame = first; frame < last; ++frame) {
    for (grid::CellIndex begin = frame * cells; begin < (frame + 1) * cells; begin += size) {
      chunks.push_back({begin, std::min(begin + size, (frame + 1) * cells)});
    }
  }
  return chunks;
}

void commit_example(FrameStore& store, const FileLayout& layout, const comm::Communicator& comm,
                    grid::FrameIndex first, grid::FrameIndex last, std::int64_t chunk_size,
                    const Owner& owner) {
  std::vector<FrameSlab> mine;
  const std::vector<grid::ChunkRange> chunks = chunks_of(layout, first, last, chunk_size);
  for (std::size_t n = chunks.size(); n-- > 0;) {  // a rank may report its chunks in any order
    if (owner(n) == comm.rank()) {
      mine.push_back(example_slab(layout, chunks[n]));
    }
  }
  std::vector<grid::FrameRecord> complete;
  for (grid::FrameIndex frame = first; frame < last; ++frame) {
    complete.push_back(example_frame(layout, frame));
  }
  store.commit(mine, complete);
}

void write_example(const std::string& path, const FileLayout& layout,
                   const comm::Communicator& comm, std::int64_t frames_a_commit,
                   std::int64_t chunk_size) {
  FrameStore store(path, layout, comm);
  const std::int64_t frames = layout.grid.frames();
  for (grid::FrameIndex first = 0; first < frames; first += frames_a_commit) {
    commit_example(store, layout, comm, first, std::min(frames, first + frames_a_commit),
                   chunk_size, [&](std::size_t n) { return static_cast<int>(n) % comm.size(); });
  }
  store.close({{"finished", "2026-01-31T13:00:00Z"}});
}

std::int64_t differences(const FrameReader& reader) {
  const FileLayout& layout = reader.layout();
  const std::int64_t cells = layout.grid.cells_per_frame();
  std::vector<double> values(static_cast<std::size_t>(cells));
  std::vector<grid::CellStatus> status(values.size());
  std::vector<grid::CellVerdict> verdicts(values.size());
  std::int64_t wrong = 0;
  for (grid::FrameIndex frame = 0; frame < layout.grid.frames(); ++frame) {
    wrong += reader.committed(frame) ? 0 : 1;
    reader.read_status(frame, status);
    reader.read_verdict_rows(frame, 0, verdicts);
    for (std::int64_t i = 0; i < cells; ++i) {
      const grid::CellVerdict verdict =
          layout.verdicts ? example_verdict(frame * cells + i) : grid::CellVerdict::none;
      wrong += verdicts[static_cast<std::size_t>(i)] == verdict ? 0 : 1;
      wrong += status[static_cast<std::size_t>(i)] == example_status(frame * cells + i) ? 0 : 1;
    }
    for (std::size_t metric = 0; metric < layout.metrics.size(); ++metric) {
      reader.read_frame(metric, frame, values);
      for (std::int64_t i = 0; i < cells; ++i) {
        const double expected = example_value(metric, frame * cells + i);
        const double read = values[static_cast<std::size_t>(i)];
        const bool same = std::isnan(expected) ? std::isnan(read) : read == expected;
        wrong += same ? 0 : 1;
      }
    }
  }
  return wrong;
}

std::string slurp(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream content;
  content << file.rdbuf();
  return content.str();
}

}  // namespace heatreel::store::test
