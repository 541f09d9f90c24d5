// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run_file.hpp"
#include "sentry.hpp"

#include <cstdint>
#include <optional>

#include "heatreel/store/file_layout.hpp"
#include "heatreel/store/held_file.hpp"

namespace heatreel::store {

/// Checks on rank 0 that the file which is open for the run is still the run's own: that it has the
/// result's name, holds the run's id, and holds the number that rank 0 counts up in it with each
/// write. The number tells it from an earlier copy of the same file.
class OwnFile {
 public:
  /// \param held the same file, held since before it was opened, with its run_id expected
  /// \param file must outlive this
  /// \param layout as the file was when its `run_id` and `commits` were last read or written
  /// \throws base::RuntimeError if the file is another
  OwnFile(HeldFile held, const RunFile& file, const FileLayout& layout);

  /// \throws base::RuntimeError that says what happened to the file
  void check() { sentry_->check(); }

  /// After a check() that has failed: whether the file holds what an earlier copy of it held. A
  /// copy that is under way is waited for, for two seconds at most.
  bool is_earlier_copy();

  /// Counts up. Call it after check(), as part of whatever is written.
  void count();

 private:
  const RunFile& file_;
  std::optional<std::int64_t> count_;  ///< nothing in files that do not count
  std::optional<Sentry> sentry_;
};

/// For each rank after it has opened the file: they open it by its name, at different moments. Not
/// collective. \throws base::RuntimeError if the layout names a run and the open file another
void require_run_id(const RunFile& file, const FileLayout& layout);

}  // namespace heatreel::store
