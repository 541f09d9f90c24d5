// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/store/file_layout.hpp"

#include "store/example_sweep.hpp"

#include <algorithm>
#include <limits>

#include <gtest/gtest.h>

namespace heatreel::store::test {
namespace {

void expect_bound(const FileLayout& layout) {
  const SharedFolder folder{comm::Communicator()};
  const std::string path = folder.file("sweep.nc");
  FrameStore(path, layout, comm::Communicator()).close({});
  const std::uint64_t actual = std::filesystem::file_size(path);
  EXPECT_GE(file_bytes(layout), actual);
  const std::size_t objects = 3 * layout.metrics.size() + layout.provenance.size() + 16;
  EXPECT_LE(file_bytes(layout), actual + 4096 * objects + 16384);
}

TEST(FileLayout, FileBytesBoundsTheFile) {
  expect_bound(example_layout(1, 1, 1));
  expect_bound(example_layout(50, 40, 30, ValueType::float64));
  expect_bound(example_layout(1, 1, 100000));
}

TEST(FileLayout, FileBytesBoundsAFileWithManyMetricsAndLongTexts) {
  FileLayout layout = example_layout(3, 3, 3);
  for (int n = 0; n < 100; ++n) {
    layout.metrics.push_back({"state" + std::to_string(n) + "_mean", "nM", std::string(500, 'm')});
    layout.provenance.emplace_back("text" + std::to_string(n), std::string(3000, 't'));
  }
  expect_bound(layout);
}

TEST(FileLayout, FileBytesOfAHugeSweepNeitherWrapsNorTakesMemory) {
  EXPECT_GE(file_bytes(example_layout(10000, 10000, 10000)), 9000000000000U);
  FileLayout layout = example_layout(1 << 20, 1 << 20, 1 << 19, ValueType::float64);
  layout.metrics.resize(100, {"P_mean", "", ""});
  EXPECT_EQ(file_bytes(layout),
            static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()));
}

TEST(FileLayout, ReservedNamesAreTheFilesOwn) {
  const std::vector<std::string> names = reserved_names({{"P_amplitude", "nM", ""}});
  for (const char* name : {"status", "verdict", "committed", "frame_crc", "frame_range", "bound",
                           "provenance", "P_amplitude"}) {
    EXPECT_NE(std::find(names.begin(), names.end(), name), names.end()) << name;
  }
}

}  // namespace
}  // namespace heatreel::store::test
