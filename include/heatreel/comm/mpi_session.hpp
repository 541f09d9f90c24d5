// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "heatreel/comm/communicator.hpp"

namespace heatreel::comm {

/// Initialises MPI if this process was started by an MPI launcher, and finalises it at the end of
/// main. Without a launcher there is no MPI and world() is the null communicator.
class MpiSession {
 public:
  /// \throws base::UsageError on rank 0 if a launcher started several processes that this MPI does
  /// not connect; the others end silently
  MpiSession(int* argc, char*** argv);
  ~MpiSession();
  MpiSession(const MpiSession&) = delete;
  MpiSession& operator=(const MpiSession&) = delete;

  const Communicator& world() const { return world_; }

 private:
  bool initialised_ = false;
  Communicator world_;
};

/// "Open MPI 4.1.4" and the like.
std::string mpi_library_version();

/// Makes what was written through an MPI file durable (MPI_File_sync). Collective over the file's
/// ranks. \param native_file points to the MPI_File
void sync_file(void* native_file, const std::string& path);

}  // namespace heatreel::comm
