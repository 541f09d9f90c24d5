// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/store/frame_store.hpp"

#include "commit_rounds.hpp"
#include "frame_row.hpp"
#include "journal.hpp"
#include "names.hpp"
#include "own_file.hpp"
#include "prepare_file.hpp"
#include "provenance_text.hpp"
#include "run_file.hpp"
#include "temporary_file.hpp"
#include "watchdog.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "heatreel/base/contract.hpp"
#include "heatreel/base/error.hpp"
#include "heatreel/base/standard_streams.hpp"
#include "heatreel/store/frame_reader.hpp"

namespace heatreel::store {

namespace {

/// Sees to it that the file can be opened for the run: rank 0's work, the others wait for it.
/// What rank 0 will open, held; nothing on other ranks.
std::optional<HeldFile> prepare(const std::string& path, const FileLayout& layout,
                                const comm::Communicator& comm, const StoreOptions& options,
                                const Journal& journal) {
  silence_hdf5();
  std::optional<HeldFile> held;
  if (comm.rank() == 0) {
    remove_leftovers(path);
    if (options.opening == Opening::create) {
      lay_out_file(path, layout, options.ask);
      journal.remove();  // one that belonged to a file of the same name
    } else {
      check_continued_file(path, layout, options.ask);
    }
    held.emplace(hold_prepared(path, layout));
  }
  comm.barrier();
  return held;
}

}  // namespace

class FrameStore::Impl {
 public:
  Impl(const std::string& path, const FileLayout& layout, const comm::Communicator& comm,
       const StoreOptions& options)
      : grid_(layout.grid),
        comm_(comm),
        limits_(options.limits),
        journal_(path, provenance_text(layout, provenance_run_id).value_or("")),
        watchdog_(path, options.io_timeout, comm.rank()),
        file_(open(path, layout, options)) {
    guarded([&] { open_variables(layout); });
    require_run_id(file_, layout);
    if (held_) {
      own_.emplace(std::move(*held_), file_, layout);
      held_.reset();
    }
  }

  void commit(std::span<const FrameSlab> slabs, std::span<const grid::FrameRecord> complete,
              std::span<const grid::CellRun> stored) {
    HEATREEL_REQUIRE(committed_.is_open());
    const Watchdog::Watch watch(watchdog_, "a commit to");
    guarded([&] { carry_out(slabs, complete, stored); });
  }

  void note(const Provenance& texts) {
    const Watchdog::Watch watch(watchdog_, "writing provenance to");
    guarded([&] {
      if (own_) {
        own_->check();
        for (const auto& [name, text] : texts) {
          write_provenance_text(file_, name, text);
        }
      }
      file_.sync();
    });
  }

  void close(const Provenance& texts) {
    note(texts);
    const Watchdog::Watch watch(watchdog_, "closing");
    guarded([&] {
      if (own_) {
        own_->check();
      }
      variables_.clear();
      committed_.close(file_.path());
      file_.close();
      if (own_) {
        own_->check();
        remove_journal();
      }
    });
    own_.reset();
  }

  bool last_commit_was_collective() const { return collective_; }

 private:
  /// Collective.
  RunFile open(const std::string& path, const FileLayout& layout, const StoreOptions& options) {
    const Watchdog::Watch watch(watchdog_, "opening");
    held_ = prepare(path, layout, comm_, options, journal_);
    return guarded([&] { return RunFile(path, comm_); });
  }

  void open_variables(const FileLayout& layout) {
    const bool single = layout.type == ValueType::float32;
    add_variable(names::status, H5T_NATIVE_INT8, 1);
    for (const VariableLayout& metric : layout.metrics) {
      add_variable(metric.name, single ? H5T_NATIVE_FLOAT : H5T_NATIVE_DOUBLE,
                   size_of(layout.type));
      variables_.back().range =
          file_.dataset(fmt::format("{}/{}", names::frame_range, metric.name));
    }
    if (layout.verdicts) {
      add_variable(names::verdict, H5T_NATIVE_INT8, 1);
    }
    committed_ = file_.dataset(names::committed);
  }

  /// Does some work on the file. What goes wrong with a file that was replaced or cut meanwhile is
  /// told as that.
  template <class Work>
  std::invoke_result_t<Work> guarded(const Work& work) {
    try {
      return work();
    } catch (const base::RuntimeError&) {
      if (held_) {
        held_->check();
      }
      if (own_) {
        own_->check();
      }
      throw;
    }
  }

  /// A commit. Rank 0 looks at the file before anything is written, between the data and their
  /// count, before the flags, between them and their count, and in the end: what was put under its
  /// name meanwhile must neither be damaged nor be taken for ours.
  void carry_out(std::span<const FrameSlab> slabs, std::span<const grid::FrameRecord> complete,
                 std::span<const grid::CellRun> stored) {
    if (own_) {
      own_->check();
    }
    const std::size_t widest =
        std::ranges::max_element(variables_, {}, &Variable::value_bytes)->value_bytes;
    std::vector<Round> rounds =
        plan_rounds(slabs, static_cast<std::int64_t>(limits_.bytes / widest), limits_.pieces);
    // Every rank makes the same number of calls, so short ones get empty rounds.
    rounds.resize(static_cast<std::size_t>(comm_.max(static_cast<double>(rounds.size()))));
    collective_ = !comm_.is_null();
    for (const Round& round : rounds) {
      collective_ = rounds_.write(round, variables_) && collective_;
    }
    if (own_) {
      write_digests(complete);
      // An earlier copy that came before the data still has its own count; one that comes after
      // this look takes the data away, and reading them back tells it.
      own_->check();
      own_->count();
    }
    // What another rank wrote on this one's behalf is certain to be seen only after both have
    // synchronised (MPI 3.1, 13.6.1), so reading back comes after.
    file_.sync();
    comm_.barrier();
    for (const Round& round : rounds) {
      rounds_.verify(round, variables_);
    }
    comm_.barrier();  // every rank's share is durable and verified: only now may a flag say so
    if (!complete.empty()) {
      flag(complete);
    }
    if (own_) {
      own_->check();
    }
    // Last: what the journal says must be durable in the file.
    if (!stored.empty()) {
      write_journal(stored);
    }
  }

  void add_variable(const std::string& name, hid_t type, std::size_t value_bytes) {
    variables_.push_back({name, type, value_bytes, file_.dataset(name),
                          file_.dataset(fmt::format("{}/{}", names::frame_crc, name)), Handle()});
  }

  /// Checksums and ranges, read back at once. Rank 0 only.
  void write_digests(std::span<const grid::FrameRecord> complete) const {
    const auto cells = static_cast<std::uint64_t>(grid_.cells_per_frame());
    for (const grid::FrameRecord& frame : complete) {
      HEATREEL_REQUIRE(frame.digests.size() == variables_.size());
      for (std::size_t v = 0; v < variables_.size(); ++v) {
        const Variable& variable = variables_[v];
        const base::Digest& digest = frame.digests[v];
        HEATREEL_REQUIRE(digest.bytes == cells * variable.value_bytes);
        write_row(file_, variable.crc, frame.frame, H5T_NATIVE_UINT32,
                  std::as_bytes(std::span(&digest.crc, 1)));
        if (variable.range.is_open()) {
          constexpr double nan = std::numeric_limits<double>::quiet_NaN();
          const bool any = digest.min <= digest.max;
          const std::array range = {any ? digest.min : nan, any ? digest.max : nan};
          write_row(file_, variable.range, frame.frame, H5T_NATIVE_DOUBLE,
                    std::as_bytes(std::span(range)));
        }
      }
    }
  }

  /// Durably. Collective, since every rank has the same frames to flag.
  void flag(std::span<const grid::FrameRecord> complete) {
    if (own_) {
      own_->check();
      try {
        for_flags(complete, write_row, 1);
        own_->check();  // an earlier copy that came before the flags still has its own count
      } catch (const base::RuntimeError&) {
        take_back(complete);
        throw;
      }
      own_->count();
      for_flags(complete, verify_row, 1);  // one that came after them has taken them away
    }
    file_.sync();
  }

  /// In an earlier copy of the file the data of these frames are missing, so their flags would be
  /// false. Rank 0 only.
  void take_back(std::span<const grid::FrameRecord> complete) {
    if (own_->is_earlier_copy()) {
      for_flags(complete, write_row, 0);
    }
  }

  /// Writes or verifies a flag of each frame. Rank 0 only.
  template <class Work>
  void for_flags(std::span<const grid::FrameRecord> complete, const Work& work,
                 std::int8_t flag) const {
    const std::span<const std::byte> row = std::as_bytes(std::span(&flag, 1));
    for (const grid::FrameRecord& frame : complete) {
      work(file_, committed_, frame.frame, H5T_NATIVE_INT8, row);
    }
  }

  /// The journal only saves time, so a sweep does not end where it cannot be written.
  void write_journal(std::span<const grid::CellRun> stored) {
    try {
      journal_.write(stored);
    } catch (const base::RuntimeError& error) {
      if (own_) {
        own_->check();  // the folder may be gone, and the file with it
      }
      if (!std::exchange(journal_failed_, true)) {
        base::say("note: without a journal, unfinished frames are lost if this run is killed: {}",
                  error.what());
      }
    }
  }

  /// Nothing is unfinished any more if every frame is committed. Rank 0 only.
  void remove_journal() const {
    if (journal_.exists() && FrameReader(file_.path()).committed_frames() == grid_.frames()) {
      journal_.remove();
    }
  }

  grid::ParameterGrid grid_;
  comm::Communicator comm_;
  WriteLimits limits_;
  Journal journal_;
  bool journal_failed_ = false;
  Watchdog watchdog_;
  std::optional<HeldFile> held_;  ///< on rank 0, until `own_` takes it
  std::optional<OwnFile> own_;    ///< on rank 0
  RunFile file_;
  CommitRounds rounds_{file_, grid_};
  std::vector<Variable> variables_;  ///< in the order of FrameSlab::stored
  Handle committed_;
  bool collective_ = false;
};

FrameStore::FrameStore(const std::string& path, const FileLayout& layout,
                       const comm::Communicator& comm, const StoreOptions& options)
    : impl_(std::make_unique<Impl>(path, layout, comm, options)) {}

FrameStore::~FrameStore() = default;

void FrameStore::commit(std::span<const FrameSlab> slabs,
                        std::span<const grid::FrameRecord> complete,
                        std::span<const grid::CellRun> stored) {
  impl_->commit(slabs, complete, stored);
}

void FrameStore::note(const Provenance& texts) { impl_->note(texts); }

void FrameStore::close(const Provenance& final_provenance) { impl_->close(final_provenance); }

bool FrameStore::last_commit_was_collective() const { return impl_->last_commit_was_collective(); }

}  // namespace heatreel::store
