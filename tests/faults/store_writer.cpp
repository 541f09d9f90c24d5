// SPDX-License-Identifier: GPL-3.0-or-later
// Writes a result file of known numbers through FrameStore alone, as many commits from as many
// ranks as a test wants; sizes_test.py knows the same numbers. Arguments, all but `out` optional:
//   out=FILE nx=8 ny=6 nt=20 frames=1 (a commit) chunk=7 (cells) owner=turns|scattered|last
//   type=float32|float64 go=FILE (wait for it before the first commit)
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <limits>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "heatreel/base/error.hpp"
#include "heatreel/comm/mpi_session.hpp"
#include "heatreel/store/frame_store.hpp"

namespace {

using heatreel::grid::Axis;
using heatreel::grid::CellIndex;
using heatreel::grid::CellStatus;
using heatreel::grid::FrameIndex;
using heatreel::grid::Spacing;
using heatreel::store::CellForm;
using heatreel::store::FrameSlab;
using heatreel::store::ValueType;

/// The arguments by name.
struct Job {
  std::map<std::string, std::string> given;

  std::int64_t number(const std::string& name, std::int64_t otherwise) const {
    const auto found = given.find(name);
    return found == given.end() ? otherwise : std::stoll(found->second);
  }
  std::string text(const std::string& name, const std::string& otherwise) const {
    const auto found = given.find(name);
    return found == given.end() ? otherwise : found->second;
  }
};

/// Numbers that float32 holds exactly and that differ from cell to cell.
double known_value(std::uint64_t metric, CellIndex cell) {
  const auto c = static_cast<std::uint64_t>(cell);
  if (metric == 1 && c % 7 == 3) {
    return std::numeric_limits<double>::quiet_NaN();
  }
  return 0.25 * static_cast<double>((c * 2654435761U + metric * 40503U) % (1U << 22U));
}

CellStatus known_status(CellIndex cell) {
  return cell % 5 == 4 ? CellStatus::step_limit : CellStatus::ok;
}

heatreel::store::FileLayout layout_of(const Job& job) {
  return {heatreel::grid::ParameterGrid(
              Axis::range("x", 0.0, 1.0, job.number("nx", 8), Spacing::linear),
              Axis::range("y", 0.0, 1.0, job.number("ny", 6), Spacing::linear),
              Axis::range("t", 0.0, 1.0, job.number("nt", 20), Spacing::linear)),
          {{"P_amplitude", "m", ""}, {"P_period", "s", ""}},
          job.text("type", "float32") == "float64" ? ValueType::float64 : ValueType::float32,
          true,
          "known numbers",
          "heatreel test",
          "",
          {{"run_id", "known numbers"}, {"finished", ""}}};
}

FrameSlab known_slab(CellIndex begin, CellIndex end, const CellForm& form) {
  std::vector<std::vector<double>> values(2);
  std::vector<CellStatus> status;
  for (CellIndex cell = begin; cell < end; ++cell) {
    values[0].push_back(known_value(0, cell));
    values[1].push_back(known_value(1, cell));
    status.push_back(known_status(cell));
  }
  return {{begin, end}, values, status, {}, form};
}

/// The rank that brings the n-th chunk.
int owner_of(const std::string& rule, std::int64_t n, int ranks) {
  if (rule == "last") {
    return ranks - 1;
  }
  const auto scattered =
      static_cast<std::int64_t>((static_cast<std::uint64_t>(n) * 2654435761U) >> 7U);
  return static_cast<int>((rule == "scattered" ? scattered : n) % ranks);
}

/// What the ranks bring to one commit.
struct Commit {
  std::vector<FrameSlab> mine;
  std::vector<heatreel::grid::FrameRecord> complete;
};

/// The next chunks of a frame, of which this rank keeps its own; `n` counts all chunks.
void add_frame(Commit& commit, const Job& job, const heatreel::store::FileLayout& layout,
               FrameIndex frame, std::int64_t& n, const heatreel::comm::Communicator& comm) {
  const std::int64_t cells = layout.grid.cells_per_frame();
  const std::int64_t chunk = job.number("chunk", 7);
  std::vector<heatreel::base::Digest> whole(4);
  for (CellIndex begin = frame * cells; begin < (frame + 1) * cells; begin += chunk) {
    FrameSlab slab = known_slab(begin, std::min(begin + chunk, (frame + 1) * cells), layout.form());
    const auto digests = slab.digests();
    for (std::size_t v = 0; v < whole.size(); ++v) {
      whole[v] = heatreel::base::join(whole[v], digests[v]);
    }
    if (owner_of(job.text("owner", "turns"), n++, comm.size()) == comm.rank()) {
      commit.mine.push_back(std::move(slab));
    }
  }
  commit.complete.push_back({frame, whole});
}

void wait_for(const std::string& file) {
  while (!file.empty() && !std::filesystem::exists(file)) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

void write(const Job& job, const heatreel::comm::Communicator& comm) {
  const auto layout = layout_of(job);
  const std::int64_t frames_a_commit = job.number("frames", 1);
  heatreel::store::FrameStore store(job.text("out", ""), layout, comm);
  wait_for(job.text("go", ""));
  std::int64_t n = 0;
  for (FrameIndex first = 0; first < layout.grid.frames(); first += frames_a_commit) {
    Commit commit;
    const FrameIndex last = std::min(layout.grid.frames(), first + frames_a_commit);
    for (FrameIndex frame = first; frame < last; ++frame) {
      add_frame(commit, job, layout, frame, n, comm);
    }
    store.commit(commit.mine, commit.complete);
  }
  store.close({{"finished", "yes"}});
}

}  // namespace

int main(int argc, char** argv) {
  const heatreel::comm::MpiSession session(&argc, &argv);
  Job job;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    const auto equals = word.find('=');
    job.given[word.substr(0, equals)] = word.substr(std::min(word.size(), equals + 1));
  }
  try {
    write(job, session.world());
  } catch (const heatreel::base::Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    session.world().abort(1);
  }
  return 0;
}
