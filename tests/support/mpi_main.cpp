// SPDX-License-Identifier: GPL-3.0-or-later
// Test main for binaries that run under mpirun at several rank counts: every rank runs every test,
// rank 0 alone prints, and the result is the worst over all ranks.
#include <cstdio>

#include <gtest/gtest.h>

#include "heatreel/comm/mpi_session.hpp"

int main(int argc, char** argv) {
  const heatreel::comm::MpiSession session(&argc, &argv);
  testing::InitGoogleTest(&argc, argv);
  auto& listeners = testing::UnitTest::GetInstance()->listeners();
  // A failure on another rank must be seen too, so ranks fall silent only for what passes.
  class Quiet : public testing::EmptyTestEventListener {
    void OnTestPartResult(const testing::TestPartResult& result) override {
      if (result.failed()) {
        std::fprintf(stderr, "%s:%d: %s\n", result.file_name(), result.line_number(),
                     result.message());
      }
    }
  };
  if (session.world().rank() != 0) {
    delete listeners.Release(listeners.default_result_printer());
    listeners.Append(new Quiet);
  }
  const int result = RUN_ALL_TESTS();
  return session.world().max(result) == 0.0 ? 0 : 1;
}
