// SPDX-License-Identifier: GPL-3.0-or-later
#include "sweep_peer.hpp"

#include <array>
#include <vector>

#include <hdf5.h>
#include <mpi.h>

namespace bench {

namespace {

/// Handles are never negative, and neither is success.
hid_t checked(hid_t result) {
  if (result < 0) {
    MPI_Abort(MPI_COMM_WORLD, 1);
  }
  return result;
}

hid_t create_file(const std::string& path) {
  const hid_t access = checked(H5Pcreate(H5P_FILE_ACCESS));
  checked(H5Pset_fapl_mpio(access, MPI_COMM_WORLD, MPI_INFO_NULL));
  const hid_t file = checked(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, access));
  H5Pclose(access);
  return file;
}

hid_t create_dataset(hid_t file, const char* name, hid_t type, hid_t space) {
  const hid_t creation = checked(H5Pcreate(H5P_DATASET_CREATE));
  checked(H5Pset_fill_time(creation, H5D_FILL_TIME_NEVER));
  const hid_t dataset =
      checked(H5Dcreate2(file, name, type, space, H5P_DEFAULT, creation, H5P_DEFAULT));
  H5Pclose(creation);
  return dataset;
}

void sync(hid_t file) {
  void* handle = nullptr;
  checked(H5Fget_vfd_handle(file, H5P_DEFAULT, &handle));
  if (MPI_File_sync(*static_cast<MPI_File*>(handle)) != MPI_SUCCESS) {
    MPI_Abort(MPI_COMM_WORLD, 1);
  }
}

}  // namespace

void write_bare(const std::string& path, const Shape& shape) {
  int rank = 0;
  int ranks = 1;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Comm_size(MPI_COMM_WORLD, &ranks);
  const auto rows = static_cast<hsize_t>(shape.ny / ranks);
  const auto columns = static_cast<hsize_t>(shape.nx);
  const std::array<hsize_t, 3> extent = {static_cast<hsize_t>(shape.nt),
                                         static_cast<hsize_t>(shape.ny), columns};
  const std::array<hsize_t, 3> count = {1, rows, columns};
  const std::vector<double> values(rows * columns, 1.0);
  const std::vector<signed char> status(rows * columns, 1);

  const hid_t file = create_file(path);
  const hid_t space = checked(H5Screate_simple(3, extent.data(), nullptr));
  const hid_t memory = checked(H5Screate_simple(3, count.data(), nullptr));
  const hid_t metric = create_dataset(file, "metric", H5T_NATIVE_DOUBLE, space);
  const hid_t states = create_dataset(file, "status", H5T_NATIVE_SCHAR, space);
  const hid_t together = checked(H5Pcreate(H5P_DATASET_XFER));
  checked(H5Pset_dxpl_mpio(together, H5FD_MPIO_COLLECTIVE));
  for (hsize_t frame = 0; frame < extent[0]; ++frame) {
    const std::array<hsize_t, 3> start = {frame, static_cast<hsize_t>(rank) * rows, 0};
    checked(
        H5Sselect_hyperslab(space, H5S_SELECT_SET, start.data(), nullptr, count.data(), nullptr));
    checked(H5Dwrite(metric, H5T_NATIVE_DOUBLE, memory, space, together, values.data()));
    checked(H5Dwrite(states, H5T_NATIVE_SCHAR, memory, space, together, status.data()));
  }
  sync(file);
  for (const hid_t dataset : {metric, states}) {
    H5Dclose(dataset);
  }
  for (const hid_t each : {space, memory}) {
    H5Sclose(each);
  }
  H5Pclose(together);
  checked(H5Fclose(file));
}

}  // namespace bench
