// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/store/frame_reader.hpp"

#include "store/example_sweep.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <gtest/gtest.h>
#include <hdf5.h>
#include <zlib.h>

#include "heatreel/base/error.hpp"

// What one rank reads of a file that one rank wrote; nothing here is collective.
namespace heatreel::store::test {
namespace {

using comm::Communicator;
using grid::Axis;
using grid::Spacing;

class FrameReaderTest : public testing::Test {
 protected:
  void SetUp() override {
    if (world().size() > 1) {
      GTEST_SKIP() << "one rank's work";
    }
  }

  /// Writes the example and opens it.
  FrameReader written(const FileLayout& layout) const {
    write_example(path(), layout, Communicator(), 4, 100);
    return FrameReader(path());
  }

  /// A file whose t axis is `t`, without any frame.
  Axis axis_read_back(const Axis& t) const {
    FileLayout layout = example_layout(1, 1, 1);
    layout.grid = grid::ParameterGrid(layout.grid.x(), layout.grid.y(), t);
    FrameStore(path(), layout, Communicator()).close({});
    return FrameReader(path()).layout().grid.t();
  }

  std::string path() const { return folder_.file("sweep.nc"); }

 private:
  SharedFolder folder_{Communicator()};
};

TEST_F(FrameReaderTest, GivesTheLayoutBack) {
  const FileLayout layout = example_layout(7, 5, 3);
  const FrameReader reader = written(layout);
  EXPECT_EQ(reader.layout().grid, [&] {
    const auto& grid = layout.grid;  // an axis without a long name is called by its name
    return grid::ParameterGrid(grid.x(), grid.y().described("nM", "rec"), grid.t());
  }());
  EXPECT_EQ(reader.layout().type, ValueType::float32);
  EXPECT_EQ(reader.layout().title, "an example");
  EXPECT_EQ(reader.layout().source, "heatreel test");
  EXPECT_EQ(reader.layout().history, "2026-01-31T12:00:00Z heatreel run");
  ASSERT_EQ(reader.layout().metrics.size(), 2U);
  EXPECT_EQ(reader.layout().metrics[1].name, "P_period");
  EXPECT_EQ(reader.layout().metrics[1].unit, "min");
  EXPECT_EQ(reader.layout().metrics[1].long_name, "period of P");
  const Provenance expected = {{"configuration", "model = predator-prey\n"},
                               {"finished", "2026-01-31T13:00:00Z"}};
  EXPECT_EQ(reader.layout().provenance, expected);
}

TEST_F(FrameReaderTest, RowsAreThoseOfTheFrame) {
  const FrameReader reader = written(example_layout(7, 5, 3));
  std::vector<double> frame(35);
  std::vector<grid::CellStatus> frame_status(35);
  reader.read_frame(1, 2, frame);
  reader.read_status(2, frame_status);
  for (const std::int64_t first : {0, 2, 4}) {
    const std::int64_t count = std::min<std::int64_t>(2, 5 - first);
    std::vector<double> rows(static_cast<std::size_t>(7 * count));
    std::vector<grid::CellStatus> status(rows.size());
    reader.read_rows(1, 2, first, rows, status);
    for (std::size_t cell = 0; cell < rows.size(); ++cell) {
      const auto there = static_cast<std::size_t>(7 * first) + cell;
      EXPECT_EQ(status[cell], frame_status[there]);
      EXPECT_TRUE(rows[cell] == frame[there] ||
                  (std::isnan(rows[cell]) && std::isnan(frame[there])));
    }
  }
}

TEST_F(FrameReaderTest, KeepsMetricsInTheirOrder) {
  FileLayout layout = example_layout(2, 2, 1);
  layout.metrics = {{"Z_mean", "", ""}, {"A_min", "", ""}, {"M_max", "1/s", ""}};
  const FrameReader reader = written(layout);
  ASSERT_EQ(reader.layout().metrics.size(), 3U);
  EXPECT_EQ(reader.layout().metrics[0].name, "Z_mean");
  EXPECT_EQ(reader.layout().metrics[0].unit, "");
  EXPECT_EQ(reader.layout().metrics[1].name, "A_min");
  EXPECT_EQ(reader.layout().metrics[2].name, "M_max");
}

TEST_F(FrameReaderTest, ReadsFloat64) {
  const FrameReader reader = written(example_layout(4, 3, 2, ValueType::float64));
  EXPECT_EQ(reader.layout().type, ValueType::float64);
  EXPECT_EQ(differences(reader), 0);
}

TEST_F(FrameReaderTest, RegularAxesComeBackAsRanges) {
  const Axis linear = Axis::range("q", 0.1, 0.7, 131, Spacing::linear).described("1", "q");
  EXPECT_EQ(axis_read_back(linear), linear);
  const Axis down = Axis::range("q", 3.0, -3.0, 10, Spacing::linear).described("1", "q");
  EXPECT_EQ(axis_read_back(down), down);
  const Axis log = Axis::range("q", 1e-3, 1e5, 1001, Spacing::log).described("1", "q");
  EXPECT_EQ(axis_read_back(log), log);
  const Axis two = Axis::range("q", -1.0, -100.0, 2, Spacing::log).described("1", "q");
  EXPECT_EQ(axis_read_back(two), two);
}

TEST_F(FrameReaderTest, IrregularAxisComesBackAsList) {
  const Axis list = Axis::list("q", {5.0, 1.0, 2.5}).described("", "odd");
  EXPECT_EQ(axis_read_back(list), list);
  const Axis regular = Axis::list("q", {1.0, 2.0, 3.0}).described("", "odd");
  EXPECT_EQ(axis_read_back(regular), regular);
}

TEST_F(FrameReaderTest, PointsOfEarlierVersionsAreKeptAndDrawnAsTheRange) {
  const Axis log =
      Axis::list("q", {1.0, 9.999999999999998, 100.0, 1000.0}, Spacing::log).described("", "old");
  EXPECT_EQ(axis_read_back(log), log);
  const Axis linear =
      Axis::list("q", {0.0, 0.09999999999999999, 0.2}, Spacing::linear).described("", "old");
  EXPECT_EQ(axis_read_back(linear), linear);
  const Axis other = Axis::list("q", {0.0, 0.11, 0.2}, Spacing::linear).described("", "false");
  EXPECT_EQ(axis_read_back(other).spacing(), Spacing::list) << "not what its spacing says";
}

TEST_F(FrameReaderTest, PointsAtTheEndsOfDoublesComeBackAsRanges) {
  const Axis wide = Axis::range("q", -1e308, 1e308, 5, Spacing::linear).described("1", "q");
  EXPECT_EQ(axis_read_back(wide), wide);
  const Axis steep = Axis::range("q", 1e300, 1e-300, 4, Spacing::log).described("1", "q");
  EXPECT_EQ(axis_read_back(steep), steep);
  const Axis tiny = Axis::range("q", 1e-300, 1e-200, 4, Spacing::log).described("1", "q");
  EXPECT_EQ(axis_read_back(tiny), tiny);
}

TEST_F(FrameReaderTest, LongAxisIsWrittenAndComparedInPieces) {
  const Axis t = Axis::range("q", 0.0, 1.0, 200001, Spacing::linear).described("", "long");
  EXPECT_EQ(axis_read_back(t), t);
}

TEST_F(FrameReaderTest, AFileWithoutVerdictsIsOneOfAnEarlierVersion) {
  FileLayout layout = example_layout(3, 3, 4);
  layout.verdicts = false;
  write_example(path(), layout, Communicator(), 2, 5);
  const FrameReader reader(path());
  EXPECT_FALSE(reader.layout().verdicts);
  EXPECT_TRUE(reader.is_own_form());
  EXPECT_EQ(differences(reader), 0);
  EXPECT_EQ(reader.recorded_checksums(0).size(), 3U);
}

TEST_F(FrameReaderTest, RangesAreOfCommittedFramesOnly) {
  const FileLayout layout = example_layout(3, 3, 4);
  FrameStore store(path(), layout, Communicator());
  const auto all = [](std::size_t) { return 0; };
  commit_example(store, layout, Communicator(), 1, 3, 9, all);
  store.close({});
  const FrameReader reader(path());
  EXPECT_EQ(reader.committed_frames(), 2);
  EXPECT_FALSE(reader.frame_range(0, 0).has_value());
  EXPECT_EQ(reader.frame_range(0, 1)->min, example_value(0, 9));
  EXPECT_EQ(reader.frame_range(0, 1)->max, example_value(0, 17));
  EXPECT_EQ(reader.global_range(0)->min, example_value(0, 9));
  EXPECT_EQ(reader.global_range(0)->max, example_value(0, 26));
}

TEST_F(FrameReaderTest, FrameWithoutFiniteValuesHasNoRange) {
  FileLayout layout = example_layout(1, 1, 2);
  FrameStore store(path(), layout, Communicator());
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const std::vector<std::vector<double>> values = {{nan}, {2.0}};
  const std::vector<grid::CellStatus> status = {grid::CellStatus::not_finite};
  const std::vector<FrameSlab> slabs = {{{0, 1}, values, status, {}, layout.form()}};
  const std::vector<grid::FrameRecord> complete = {{0, slabs[0].digests()}};
  store.commit(slabs, complete);
  store.close({});
  const FrameReader reader(path());
  EXPECT_TRUE(reader.committed(0));
  EXPECT_FALSE(reader.frame_range(0, 0).has_value());
  EXPECT_FALSE(reader.global_range(0).has_value());
  EXPECT_EQ(reader.frame_range(1, 0)->max, 2.0);
}

/// The stored numbers of one whole dataset, read with nothing but HDF5.
template <class Value>
std::vector<Value> raw(const std::string& path, const char* name, hid_t type, std::size_t count) {
  std::vector<Value> values(count);
  const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
  const hid_t dataset = H5Dopen2(file, name, H5P_DEFAULT);
  EXPECT_GE(H5Dread(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), 0) << name;
  H5Dclose(dataset);
  H5Fclose(file);
  return values;
}

TEST_F(FrameReaderTest, ChecksumsAreZlibsOfTheStoredFrames) {
  const FileLayout layout = example_layout(6, 5, 3);
  write_example(path(), layout, Communicator(), 2, 7);
  const auto values = raw<float>(path(), "P_period", H5T_NATIVE_FLOAT, 90);
  const auto status = raw<std::int8_t>(path(), "status", H5T_NATIVE_INT8, 90);
  const auto value_crc = raw<std::uint32_t>(path(), "frame_crc/P_period", H5T_NATIVE_UINT32, 3);
  const auto status_crc = raw<std::uint32_t>(path(), "frame_crc/status", H5T_NATIVE_UINT32, 3);
  for (std::size_t frame = 0; frame < 3; ++frame) {
    const auto* frame_values = reinterpret_cast<const Bytef*>(values.data() + 30 * frame);
    EXPECT_EQ(value_crc[frame], crc32(0, frame_values, 120));
    const auto* frame_status = reinterpret_cast<const Bytef*>(status.data() + 30 * frame);
    EXPECT_EQ(status_crc[frame], crc32(0, frame_status, 30));
  }
}

TEST_F(FrameReaderTest, DigestsOfAnyCellsAreThoseOfTheSlabs) {
  for (const ValueType type : {ValueType::float32, ValueType::float64}) {
    const FileLayout layout = example_layout(6, 5, 3, type);
    const FrameReader reader = written(layout);
    for (const grid::ChunkRange& range :
         {grid::ChunkRange{30, 60}, {31, 32}, {33, 58}, {36, 48}, {60, 90}, {85, 90}}) {
      EXPECT_EQ(reader.digests(range), example_slab(layout, range).digests()) << range.begin;
    }
  }
}

TEST_F(FrameReaderTest, DigestsOfAFrameOfManyPieces) {
  const FileLayout layout = example_layout(1001, 701, 1);
  const FrameReader reader = written(layout);
  const grid::ChunkRange range{5, 1001 * 701 - 3};
  EXPECT_EQ(reader.digests(range), example_slab(layout, range).digests());
}

TEST_F(FrameReaderTest, RecordedChecksumsAndFlags) {
  const FileLayout layout = example_layout(6, 5, 3);
  FrameStore store(path(), layout, Communicator());
  commit_example(store, layout, Communicator(), 1, 2, 7, [](std::size_t) { return 0; });
  store.close({});
  const FrameReader reader(path());
  EXPECT_EQ(reader.committed_flags(), (std::vector<bool>{false, true, false}));
  const auto digests = example_frame(layout, 1).digests;
  const std::vector<std::uint32_t> expected = {digests[0].crc, digests[1].crc, digests[2].crc,
                                               digests[3].crc};
  EXPECT_EQ(reader.recorded_checksums(1), expected);
}

TEST_F(FrameReaderTest, UnknownStatusIsRefused) {
  write_example(path(), example_layout(2, 2, 1), Communicator(), 1, 4);
  const hid_t file = H5Fopen(path().c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
  const hid_t dataset = H5Dopen2(file, "status", H5P_DEFAULT);
  const std::int8_t status[4] = {1, 1, 9, 1};
  H5Dwrite(dataset, H5T_NATIVE_INT8, H5S_ALL, H5S_ALL, H5P_DEFAULT, status);
  H5Dclose(dataset);
  H5Fclose(file);
  const FrameReader reader(path());
  std::vector<grid::CellStatus> read(4);
  EXPECT_THROW(reader.read_status(0, read), base::ConfigError);
}

}  // namespace
}  // namespace heatreel::store::test
