// SPDX-License-Identifier: GPL-3.0-or-later
#include "provenance_text.hpp"
#include "validate.hpp"

#include <fmt/format.h>

#include "heatreel/base/text.hpp"
#include "heatreel/store/frame_reader.hpp"
#include "heatreel/store/held_file.hpp"

namespace heatreel::store {

namespace {

/// \throws base::RuntimeError
[[noreturn]] void refuse_result(const std::string& path, const std::string& why) {
  throw base::RuntimeError(
      {fmt::format("{} is no longer this run's file", base::printable(path)), why, ""});
}

void expect_texts(const std::string& path, const std::string& run_id, HeldFile& held) {
  const FrameReader reader(path);
  const std::string found = reader.provenance(provenance_run_id);
  if (!run_id.empty() && found != run_id) {
    refuse_result(path, "another file has its name");
  }
  if (reader.committed_frames() < reader.layout().grid.frames()) {
    refuse_result(path, "frames are missing that were committed");
  }
  const CheckedFile file(path);
  held.expect_run_id(find_provenance_text(file, provenance_run_id, found));
  held.expect_count(
      find_provenance_text(file, provenance_commits, reader.provenance(provenance_commits)));
}

}  // namespace

HeldFile hold_finished(const std::string& path, const std::string& run_id) {
  HeldFile held(path);
  try {
    expect_texts(path, run_id, held);
  } catch (const base::ConfigError& error) {
    refuse_result(path, error.what());
  }
  held.check();  // what was read is what is held
  return held;
}

}  // namespace heatreel::store
