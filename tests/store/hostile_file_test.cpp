// SPDX-License-Identifier: GPL-3.0-or-later
// Files that are none of ours, or are ours no more: the reader refuses each and says why.
#include "store/example_sweep.hpp"

#include <array>
#include <cstdint>
#include <cstring>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <hdf5.h>

#include "heatreel/base/error.hpp"
#include "heatreel/store/rehearse_reading.hpp"

namespace heatreel::store::test {
namespace {

using comm::Communicator;
using testing::HasSubstr;

class HostileFile : public testing::Test {
 protected:
  void SetUp() override {
    if (world().size() > 1) {
      GTEST_SKIP() << "one rank's work";
    }
    write_example(path(), example_layout(4, 3, 2), Communicator(), 2, 5);
  }

  std::string path() const { return folder_.file("sweep.nc"); }
  const SharedFolder& folder() const { return folder_; }

  /// Opens `path`, which must be refused with `why`.
  static void expect_refusal(const std::string& path, const std::string& why) {
    testing::internal::CaptureStderr();
    try {
      const FrameReader reader(path);
      ADD_FAILURE() << "was read";
    } catch (const base::ConfigError& error) {
      EXPECT_THAT(error.what(), HasSubstr(path));
      EXPECT_THAT(error.what(), HasSubstr(why));
    }
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "") << "HDF5 printed its own errors";
  }

  /// Changes the good file through `change`, then expects a refusal.
  template <class Change>
  void expect_refusal_after(Change change, const std::string& why) const {
    const hid_t file = H5Fopen(path().c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
    ASSERT_GE(file, 0);
    change(file);
    H5Fclose(file);
    expect_refusal(path(), why);
  }

  /// Puts a dataset with these properties in the place of another.
  static void replace(hid_t file, const char* name, hid_t type, std::vector<hsize_t> extent,
                      hid_t properties, bool resizable = false) {
    ASSERT_GE(H5Ldelete(file, name, H5P_DEFAULT), 0);
    const std::vector<hsize_t> unlimited(extent.size(), H5S_UNLIMITED);
    const hid_t space = H5Screate_simple(static_cast<int>(extent.size()), extent.data(),
                                         resizable ? unlimited.data() : nullptr);
    const hid_t dataset = H5Dcreate2(file, name, type, space, H5P_DEFAULT, properties, H5P_DEFAULT);
    ASSERT_GE(dataset, 0);
    H5Dclose(dataset);
    H5Sclose(space);
    H5Pclose(properties);
  }

  static hid_t early() {
    const hid_t list = H5Pcreate(H5P_DATASET_CREATE);
    H5Pset_alloc_time(list, H5D_ALLOC_TIME_EARLY);
    return list;
  }

 private:
  SharedFolder folder_{Communicator()};
};

TEST_F(HostileFile, MissingFile) {
  expect_refusal(folder().file("absent.nc"), "No such file or directory");
}

TEST_F(HostileFile, Folder) { expect_refusal(folder().path().string(), "not a regular file"); }

TEST_F(HostileFile, TextFile) {
  std::ofstream(path()) << "x = 1\n";
  expect_refusal(path(), "file signature not found");
}

TEST_F(HostileFile, EmptyFile) {
  std::ofstream(path()).flush();
  expect_refusal(path(), "signature");
}

TEST_F(HostileFile, TruncatedFile) {
  std::filesystem::resize_file(path(), std::filesystem::file_size(path()) - 100);
  expect_refusal(path(), "truncated file");
}

/// A variable that begins in the file and is shorter than the file, but ends beyond it.
TEST_F(HostileFile, VariableThatEndsBeyondTheFile) {
  std::array<std::uint64_t, 2> place = {};
  const hid_t file = H5Fopen(path().c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
  replace(file, "P_amplitude", H5T_IEEE_F32LE, {2, 3, 4}, early());
  const hid_t dataset = H5Dopen2(file, "P_amplitude", H5P_DEFAULT);
  place = {H5Dget_offset(dataset), H5Dget_storage_size(dataset)};
  H5Dclose(dataset);
  H5Fclose(file);

  // Offset and size stand side by side in the variable's header, which has no checksum, and may
  // also stand in what the replaced variable has left.
  const std::string good = slurp(path());
  const std::string_view header(reinterpret_cast<const char*>(place.data()), sizeof place);
  ASSERT_NE(good.find(header), std::string::npos);
  for (const std::uint64_t beyond : {0, 1}) {
    const std::uint64_t offset = good.size() - place[1] + beyond;
    std::string bytes = good;
    for (auto at = good.find(header); at != std::string::npos; at = good.find(header, at + 1)) {
      std::memcpy(bytes.data() + at, &offset, sizeof offset);
    }
    std::ofstream(path(), std::ios::binary) << bytes;
    if (beyond == 0) {
      EXPECT_NO_THROW(FrameReader{path()}) << "it ends with the file";
    } else {
      expect_refusal(path(), "P_amplitude does not lie within the file");
    }
  }
}

TEST_F(HostileFile, ForeignHdf5File) {
  H5Fclose(H5Fcreate(path().c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT));
  expect_refusal(path(), "heatreel_file_version");
}

TEST_F(HostileFile, MissingVariables) {
  expect_refusal_after([](hid_t file) { H5Ldelete(file, "P_period", H5P_DEFAULT); },
                       "P_period is missing");
}

TEST_F(HostileFile, MissingFlags) {
  expect_refusal_after([](hid_t file) { H5Ldelete(file, "committed", H5P_DEFAULT); },
                       "committed is missing");
}

TEST_F(HostileFile, VariableInAnotherFile) {
  const std::string secret = folder().file("secret");
  std::ofstream(secret) << std::string(96, 's');
  expect_refusal_after(
      [&](hid_t file) {
        const hid_t list = H5Pcreate(H5P_DATASET_CREATE);
        H5Pset_external(list, secret.c_str(), 0, 96);
        replace(file, "P_amplitude", H5T_IEEE_F32LE, {2, 3, 4}, list);
      },
      "P_amplitude keeps its data in another file");
}

TEST_F(HostileFile, SoftAndExternalLinks) {
  expect_refusal_after(
      [](hid_t file) {
        H5Ldelete(file, "P_amplitude", H5P_DEFAULT);
        H5Lcreate_soft("/P_period", file, "P_amplitude", H5P_DEFAULT, H5P_DEFAULT);
      },
      "P_amplitude is a link");
  expect_refusal_after(
      [&](hid_t file) {
        H5Ldelete(file, "P_amplitude", H5P_DEFAULT);
        H5Lcreate_external("other.nc", "/P_period", file, "P_amplitude", H5P_DEFAULT, H5P_DEFAULT);
      },
      "P_amplitude is a link");
}

TEST_F(HostileFile, WrongDimensions) {
  expect_refusal_after(
      [](hid_t file) {
        replace(file, "P_period", H5T_IEEE_F32LE, {2, 4, 3}, early());
      },
      "P_period has other dimensions");
}

TEST_F(HostileFile, WrongRank) {
  expect_refusal_after(
      [](hid_t file) {
        replace(file, "status", H5T_STD_I8LE, {1, 2, 3, 4}, early());
      },
      "status has too many dimensions");
}

TEST_F(HostileFile, WrongNumberType) {
  expect_refusal_after(
      [](hid_t file) {
        replace(file, "P_amplitude", H5T_STD_I32LE, {2, 3, 4}, early());
      },
      "P_amplitude has another number type");
}

TEST_F(HostileFile, MetricsOfDifferentTypes) {
  expect_refusal_after(
      [](hid_t file) {
        replace(file, "P_period", H5T_IEEE_F64LE, {2, 3, 4}, early());
      },
      "another number type");
}

TEST_F(HostileFile, GroupInThePlaceOfAVariable) {
  expect_refusal_after(
      [](hid_t file) {
        H5Ldelete(file, "status", H5P_DEFAULT);
        H5Gclose(H5Gcreate2(file, "status", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
      },
      "status is not a dataset");
}

TEST_F(HostileFile, DataThatWereNeverAllocated) {
  expect_refusal_after(
      [](hid_t file) {
        replace(file, "P_amplitude", H5T_IEEE_F32LE, {2, 3, 4}, H5Pcreate(H5P_DATASET_CREATE));
      },
      "P_amplitude does not lie within the file");
}

TEST_F(HostileFile, AxisThatIsNoAxis) {
  expect_refusal_after(
      [](hid_t file) {
        const double same[4] = {1.0, 2.0, 2.0, 4.0};
        const hid_t dataset = H5Dopen2(file, "G", H5P_DEFAULT);
        H5Dwrite(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, same);
        H5Dclose(dataset);
      },
      " twice");
}

TEST_F(HostileFile, NameOfAMetricThatIsNone) {
  FileLayout layout = example_layout(4, 3, 2);
  layout.metrics[1].name = "..\033[2J";
  write_example(path(), layout, Communicator(), 2, 5);
  expect_refusal(path(), "'..?[2J' is not a valid name");
}

TEST_F(HostileFile, NameOfAnAxisThatIsNone) {
  FileLayout layout = example_layout(4, 3, 2);
  layout.grid =
      grid::ParameterGrid(grid::Axis::list("a b", {1.0}), layout.grid.y(), layout.grid.t());
  write_example(path(), layout, Communicator(), 2, 5);
  expect_refusal(path(), "'a b' is not a valid name");
}

TEST_F(HostileFile, TextsAreShownWithoutControlCharacters) {
  FileLayout layout = example_layout(4, 3, 2);
  layout.title = "a\033]0;b\007\xff";
  layout.metrics[0].unit = "n\nM";
  layout.metrics[0].long_name = "amplitude\r";
  write_example(path(), layout, Communicator(), 2, 5);
  const FrameReader reader(path());
  EXPECT_EQ(reader.layout().title, "a?]0;b??");
  EXPECT_EQ(reader.layout().metrics[0].unit, "n?M");
  EXPECT_EQ(reader.layout().metrics[0].long_name, "amplitude?");
}

TEST_F(HostileFile, ChecksumsThatAreMissing) {
  expect_refusal_after([](hid_t file) { H5Ldelete(file, "frame_crc/status", H5P_DEFAULT); },
                       "status is missing");
}

TEST_F(HostileFile, ARehearsalLeavesTheVerdictToTheReader) {
  if (world().is_null()) {  // forking under MPI is not safe
    rehearse_reading(path());
    rehearse_reading(folder().file("absent.nc"));
    std::ofstream(path()) << "no HDF5";
    rehearse_reading(path());
  }
}

TEST_F(HostileFile, DamagedMetadataNeverCrashes) {
  const std::string good = slurp(path());
  // Every 61st byte in turn, which meets each kind of header: refused, or read as it stands.
  for (std::size_t at = 0; at < good.size(); at += 61) {
    std::string bad = good;
    bad[at] = static_cast<char>(bad[at] ^ 0x55);
    std::ofstream(path(), std::ios::binary) << bad;
    try {
      const FrameReader reader(path());
      std::vector<double> values(12);
      if (reader.layout().grid.cells_per_frame() == 12) {
        reader.read_frame(0, 0, values);
      }
    } catch (const base::Error& error) {
      EXPECT_THAT(error.what(), HasSubstr(path()));
    }
  }
}

}  // namespace
}  // namespace heatreel::store::test
