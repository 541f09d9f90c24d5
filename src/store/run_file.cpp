// SPDX-License-Identifier: GPL-3.0-or-later
#include "run_file.hpp"

#include "posix_file.hpp"

#include "heatreel/comm/mpi_session.hpp"

namespace heatreel::store {

namespace {

Handle transfer_list(const comm::Communicator& comm, const std::string& path) {
  Handle list = owned(H5Pcreate(H5P_DATASET_XFER), H5Pclose, "H5Pcreate", path);
  if (!comm.is_null()) {
    checked(H5Pset_dxpl_mpio(list.get(), H5FD_MPIO_COLLECTIVE), "H5Pset_dxpl_mpio", path);
  }
  return list;
}

Handle open_file(const std::string& path, const comm::Communicator& comm) {
  const Handle access = owned(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, "H5Pcreate", path);
  checked(H5Pset_fclose_degree(access.get(), H5F_CLOSE_SEMI), "H5Pset_fclose_degree", path);
  // No buffer of HDF5's own between a write and the operating system.
  checked(H5Pset_sieve_buf_size(access.get(), 0), "H5Pset_sieve_buf_size", path);
  if (comm.is_null()) {
    // MPI-IO takes no lock either: a running sweep can be looked at with any number of ranks.
    checked(H5Pset_file_locking(access.get(), false, true), "H5Pset_file_locking", path);
  } else {
    const auto* native = static_cast<const MPI_Comm*>(comm.native());
    checked(H5Pset_fapl_mpio(access.get(), *native, MPI_INFO_NULL), "H5Pset_fapl_mpio", path);
  }
  return owned(H5Fopen(path.c_str(), H5F_ACC_RDWR, access.get()), H5Fclose, "H5Fopen", path,
               comm.is_null() ? AtEnd::close : AtEnd::leak);
}

}  // namespace

RunFile::RunFile(const std::string& path, const comm::Communicator& comm)
    : path_(path),
      comm_(comm),
      collective_(transfer_list(comm, path)),
      file_(open_file(path, comm)) {}

Handle RunFile::dataset(const std::string& name) const {
  return owned(H5Dopen2(file_.get(), name.c_str(), H5P_DEFAULT), H5Dclose, "H5Dopen2", path_);
}

void RunFile::write_all(const Handle& dataset, const Transfer& transfer, const void* values) {
  checked(H5Dwrite(dataset.get(), transfer.type, transfer.memory, transfer.file, collective_.get(),
                   values),
          "collective H5Dwrite", path_);
  auto mode = H5D_MPIO_NO_COLLECTIVE;
  checked(H5Pget_mpio_actual_io_mode(collective_.get(), &mode), "H5Pget_mpio_actual_io_mode",
          path_);
  last_write_was_collective_ = mode == H5D_MPIO_CONTIGUOUS_COLLECTIVE;
}

void RunFile::read_all(const Handle& dataset, const Transfer& transfer, void* values) const {
  checked(H5Dread(dataset.get(), transfer.type, transfer.memory, transfer.file, collective_.get(),
                  values),
          "collective H5Dread", path_);
}

void RunFile::write(const Handle& dataset, const Transfer& transfer, const void* values) const {
  checked(
      H5Dwrite(dataset.get(), transfer.type, transfer.memory, transfer.file, H5P_DEFAULT, values),
      "H5Dwrite", path_);
}

void RunFile::read(const Handle& dataset, const Transfer& transfer, void* values) const {
  checked(
      H5Dread(dataset.get(), transfer.type, transfer.memory, transfer.file, H5P_DEFAULT, values),
      "H5Dread", path_);
}

void RunFile::sync() const {
  void* native = nullptr;
  checked(H5Fget_vfd_handle(file_.get(), H5P_DEFAULT, &native), "H5Fget_vfd_handle", path_);
  if (comm_.is_null()) {
    sync_descriptor(*static_cast<int*>(native), path_);
  } else {
    comm::sync_file(native, path_);
  }
}

void RunFile::close() { file_.close(path_); }

}  // namespace heatreel::store
