// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run_file.hpp"
#include "sentry.hpp"

#include <cstdint>
#include <optional>

#include "heatreel/store/file_layout.hpp"
#include "heatreel/store/held_file.hpp"

namespace heatreel::store {

/// Rank 0's certainty that the file which is open for the run is the run's own: the one that stands
/// under the result's name, with the run's id in it, and with the number that rank 0 counts up in
/// it as it writes, so that an earlier copy of the same file is found out too.
class OwnFile {
 public:
  /// \param held the same file, held since before it was opened, with its run_id expected
  /// \param file must outlive this
  /// \param layout as the file was when its `run_id` and `commits` were last read or written
  /// \throws base::RuntimeError if the file is another
  OwnFile(HeldFile held, const RunFile& file, const FileLayout& layout);

  /// \throws base::RuntimeError that says what happened to the file
  void check() { sentry_->check(); }

  /// Counts up. Call it after check(), as part of whatever is written.
  void count();

 private:
  const RunFile& file_;
  std::optional<std::int64_t> count_;  ///< nothing in files that do not count
  std::optional<Sentry> sentry_;
};

/// Every rank opens the file by its name, at its own moment. Not collective.
/// \throws base::RuntimeError unless the open file names the layout's run, if that names any
void require_run_id(const RunFile& file, const FileLayout& layout);

}  // namespace heatreel::store
