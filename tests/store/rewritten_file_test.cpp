// SPDX-License-Identifier: GPL-3.0-or-later
// Files that another program has written anew: what is read of them, and what is refused. Files of
// netCDF's own tools are in tests/e2e/rewritten_file_test.py.
#include "store/example_sweep.hpp"

#include <array>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <hdf5.h>

#include "heatreel/base/error.hpp"

namespace heatreel::store::test {
namespace {

using comm::Communicator;
using testing::HasSubstr;

constexpr hsize_t frames = 2;
constexpr hsize_t rows = 3;
constexpr hsize_t columns = 4;

class RewrittenFile : public testing::Test {
 protected:
  void SetUp() override {
    if (world().size() > 1) {
      GTEST_SKIP() << "one rank's work";
    }
    write_example(path(), example_layout(columns, rows, frames), Communicator(), 2, 5);
  }

  std::string path() const { return folder_.file("sweep.nc"); }

  /// What the reader says of the file; "read" if it takes it.
  std::string verdict() const {
    try {
      const FrameReader reader(path());
      EXPECT_EQ(differences(reader), 0);
      return "read";
    } catch (const base::ConfigError& error) {
      return error.what();
    }
  }

  template <class Change>
  void change(Change change) const {
    const hid_t file = H5Fopen(path().c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
    ASSERT_GE(file, 0);
    change(file);
    H5Fclose(file);
  }

  /// Stores P_amplitude again with its values, packed as `pack` says.
  template <class Pack>
  void repack(Pack pack) const {
    change([&](hid_t file) {
      std::vector<float> values(frames * rows * columns);
      const hid_t old = H5Dopen2(file, "P_amplitude", H5P_DEFAULT);
      H5Dread(old, H5T_NATIVE_FLOAT, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data());
      H5Dclose(old);
      const hid_t list = H5Pcreate(H5P_DATASET_CREATE);
      const std::array<hsize_t, 3> chunk = {1, 2, 3};
      H5Pset_chunk(list, 3, chunk.data());
      pack(list);
      put(file, {frames, rows, columns}, list, values.data());
    });
  }

  /// Puts a dataset in the place of P_amplitude. \param values nullptr leaves it empty
  static void put(hid_t file, const std::array<hsize_t, 3>& extent, hid_t list,
                  const float* values) {
    H5Ldelete(file, "P_amplitude", H5P_DEFAULT);
    const hid_t space = H5Screate_simple(3, extent.data(), nullptr);
    const hid_t dataset =
        H5Dcreate2(file, "P_amplitude", H5T_IEEE_F32LE, space, H5P_DEFAULT, list, H5P_DEFAULT);
    ASSERT_GE(dataset, 0);
    if (values != nullptr) {
      H5Dwrite(dataset, H5T_NATIVE_FLOAT, H5S_ALL, H5S_ALL, H5P_DEFAULT, values);
    }
    H5Dclose(dataset);
    H5Sclose(space);
    H5Pclose(list);
  }

  /// Stores P_amplitude again with a name of variable length, in a header without a checksum.
  void rename(const std::string& name) const {
    repack([](hid_t) {});
    change([&](hid_t file) {
      const hid_t dataset = H5Dopen2(file, "P_amplitude", H5P_DEFAULT);
      const hid_t type = H5Tcopy(H5T_C_S1);
      H5Tset_size(type, H5T_VARIABLE);
      const hid_t space = H5Screate(H5S_SCALAR);
      const hid_t attribute =
          H5Acreate2(dataset, "long_name", type, space, H5P_DEFAULT, H5P_DEFAULT);
      const char* text = name.c_str();
      H5Awrite(attribute, type, static_cast<const void*>(&text));
      H5Aclose(attribute);
      H5Sclose(space);
      H5Tclose(type);
      H5Dclose(dataset);
    });
  }

  /// Makes the file say that the name, of `length` bytes, had `claimed` bytes.
  void forge_length(std::uint32_t length, std::uint32_t claimed) const {
    std::string bytes = slurp(path());
    const auto little_endian = [](auto number) {
      std::string text(sizeof number, '\0');
      for (char& byte : text) {
        byte = static_cast<char>(number & 0xFFU);
        number = static_cast<decltype(number)>(number >> 8U);
      }
      return text;
    };
    std::size_t at = std::string::npos;  // of the length, before the address of one of the heaps
    for (std::size_t heap = bytes.find("GCOL");
         heap != std::string::npos && at == std::string::npos;
         heap = bytes.find("GCOL", heap + 1)) {
      at = bytes.find(little_endian(length) + little_endian(std::uint64_t{heap}));
    }
    ASSERT_NE(at, std::string::npos);
    bytes.replace(at, sizeof claimed, little_endian(claimed));
    std::ofstream(path(), std::ios::binary) << bytes;
  }

 private:
  SharedFolder folder_{Communicator()};
};

TEST_F(RewrittenFile, ShuffledAndDeflatedNumbersAreRead) {
  EXPECT_TRUE(FrameReader(path()).is_own_form());
  repack([](hid_t list) {
    H5Pset_shuffle(list);
    H5Pset_deflate(list, 5);
  });
  EXPECT_EQ(verdict(), "read");
  EXPECT_FALSE(FrameReader(path()).is_own_form());
}

TEST_F(RewrittenFile, ChunksAloneAreRead) {
  repack([](hid_t) {});
  EXPECT_EQ(verdict(), "read");
}

TEST_F(RewrittenFile, OtherFiltersAreRefused) {
  const auto expect_refusal = [&](auto pack) {
    repack(pack);
    EXPECT_THAT(verdict(), HasSubstr("P_amplitude is filtered by more than shuffle and deflate"));
  };
  expect_refusal([](hid_t list) { H5Pset_fletcher32(list); });
  expect_refusal([](hid_t list) { H5Pset_scaleoffset(list, H5Z_SO_FLOAT_DSCALE, 3); });
  expect_refusal([](hid_t list) {
    constexpr H5Z_filter_t not_here = 32015;
    H5Pset_filter(list, not_here, H5Z_FLAG_OPTIONAL, 0, nullptr);
  });
  expect_refusal([](hid_t list) {
    H5Pset_deflate(list, 9);
    H5Pset_deflate(list, 9);
  });
}

TEST_F(RewrittenFile, HugeChunksAreRefused) {
  change([](hid_t file) {
    const std::array<hsize_t, 3> huge = {1, 8192, 4096};
    const hid_t list = H5Pcreate(H5P_DATASET_CREATE);
    H5Pset_chunk(list, 3, huge.data());
    H5Pset_deflate(list, 9);
    put(file, huge, list, nullptr);
  });
  EXPECT_THAT(verdict(), HasSubstr("P_amplitude is stored in chunks of more than 64.0 MiB"));
}

TEST_F(RewrittenFile, MoreNumbersThanTheBytesCanHoldAreRefused) {
  change([](hid_t file) {
    const std::array<hsize_t, 3> chunk = {1, 1, 1};
    const hid_t list = H5Pcreate(H5P_DATASET_CREATE);
    H5Pset_chunk(list, 3, chunk.data());
    put(file, {frames, rows, columns}, list, nullptr);
  });
  EXPECT_THAT(verdict(), HasSubstr("P_amplitude takes another number of bytes"));
}

TEST_F(RewrittenFile, CompactDataAreRefused) {
  change([](hid_t file) {
    const hid_t list = H5Pcreate(H5P_DATASET_CREATE);
    H5Pset_layout(list, H5D_COMPACT);
    put(file, {frames, rows, columns}, list, nullptr);
  });
  EXPECT_THAT(verdict(), HasSubstr("P_amplitude is stored neither contiguously nor in chunks"));
}

TEST_F(RewrittenFile, GroupsThatAreLostAreDoneWithout) {
  const auto range = FrameReader(path()).global_range(1);
  const auto last = FrameReader(path()).frame_range(1, 1);
  change([](hid_t file) {
    for (const char* group : {"frame_range", "frame_crc", "provenance"}) {
      ASSERT_GE(H5Ldelete(file, group, H5P_DEFAULT), 0);
    }
  });
  const FrameReader reader(path());
  EXPECT_EQ(differences(reader), 0);
  EXPECT_FALSE(reader.is_own_form());
  ASSERT_TRUE(range && last && reader.global_range(1) && reader.frame_range(1, 1));
  EXPECT_EQ(reader.global_range(1)->min, range->min);
  EXPECT_EQ(reader.global_range(1)->max, range->max);
  EXPECT_EQ(reader.frame_range(1, 1)->min, last->min);
  EXPECT_EQ(reader.frame_range(1, 1)->max, last->max);
  EXPECT_TRUE(reader.recorded_checksums(0).empty());
  EXPECT_EQ(reader.provenance("configuration"), "");
}

TEST_F(RewrittenFile, TextsOfVariableLengthAreRead) {
  rename("a name");
  EXPECT_EQ(FrameReader(path()).layout().metrics[0].long_name, "a name");
}

// HDF5 1.10 would write 60,000 bytes into a buffer of 4096.
TEST_F(RewrittenFile, ATextThatIsLongerThanItSaysIsLeftOut) {
  rename(std::string(60000, 'x'));
  forge_length(60000, 4);
  EXPECT_EQ(verdict(), "read");
  EXPECT_EQ(FrameReader(path()).layout().metrics[0].long_name, "");
}

TEST_F(RewrittenFile, ATextThatClaimsAllMemoryIsRefused) {
#ifdef __SANITIZE_ADDRESS__
  GTEST_SKIP() << "AddressSanitizer ends the process where memory is refused";
#endif
  rename("a name");
  forge_length(6, 4000000000U);
  EXPECT_THAT(verdict(), HasSubstr("cannot be read as a heatreel result file"));
}

}  // namespace
}  // namespace heatreel::store::test
