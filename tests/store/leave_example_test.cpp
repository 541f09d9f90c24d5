// SPDX-License-Identifier: GPL-3.0-or-later
// Leaves a file behind for tests/store/open_in_xarray.py, which reads it with other programs.
#include "store/example_sweep.hpp"

#include <cstdlib>

#include <gtest/gtest.h>

namespace heatreel::store::test {
namespace {

TEST(LeaveExample, WhereTheEnvironmentSays) {
  const char* path = std::getenv("HEATREEL_LEAVE_EXAMPLE");
  if (path == nullptr) {
    GTEST_SKIP() << "HEATREEL_LEAVE_EXAMPLE names no file";
  }
  FileLayout layout = example_layout(6, 5, 4);
  layout.provenance[0].second += std::string(100000, '#') + " \xc3\xa4nd";
  FrameStore store(path, layout, world());
  commit_example(store, layout, world(), 0, 3, 7,
                 [&](std::size_t n) { return static_cast<int>(n) % world().size(); });
  store.close({{"finished", "2026-01-31T13:00:00Z"}});
}

}  // namespace
}  // namespace heatreel::store::test
