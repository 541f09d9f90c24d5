// SPDX-License-Identifier: GPL-3.0-or-later
#include "own_file.hpp"

#include "provenance_text.hpp"

#include <chrono>
#include <string>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "heatreel/base/error.hpp"
#include "heatreel/base/text.hpp"

namespace heatreel::store {

OwnFile::OwnFile(HeldFile held, const RunFile& file, const FileLayout& layout) : file_(file) {
  if (const auto count = provenance_text(layout, provenance_commits)) {
    held.expect_count(stored_provenance_text(file, provenance_commits, *count));
    count_ = base::parse_int(*count).value_or(0);
  }
  sentry_.emplace(std::move(held));
  sentry_->check();
}

bool OwnFile::is_earlier_copy() {
  constexpr int most_looks = 100;
  constexpr std::chrono::milliseconds between_looks(20);
  for (int looks = 0; looks < most_looks; ++looks) {
    if (!sentry_->loss(HeldFile::Depth::without_count)) {
      return sentry_->loss(HeldFile::Depth::all).has_value();
    }
    std::this_thread::sleep_for(between_looks);
  }
  return false;
}

void OwnFile::count() {
  if (!count_) {
    return;
  }
  const std::string text = std::to_string(++*count_);
  write_provenance_text(file_, provenance_commits, text);
  sentry_->expect_count(stored_provenance_text(file_, provenance_commits, text));
}

void require_run_id(const RunFile& file, const FileLayout& layout) {
  const auto run_id = provenance_text(layout, provenance_run_id);
  if (run_id && read_provenance_text(file, provenance_run_id) != *run_id) {
    throw base::RuntimeError(
        {fmt::format("{} is no longer this run's file", base::printable(file.path())),
         "another file had its name when it was opened", "Its results are lost."});
  }
}

}  // namespace heatreel::store
