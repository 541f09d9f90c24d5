// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/version.hpp"

#include <fmt/format.h>

#include "heatreel/app/commands.hpp"
#include "heatreel/comm/mpi_session.hpp"
#include "heatreel/solve/simd.hpp"
#include "heatreel/store/file_layout.hpp"
#include "heatreel/video/movie_options.hpp"

namespace heatreel::app {

base::ExitCode print_version() {
  fmt::print("heatreel {} ({})\n", version, git_revision);
  fmt::print("MPI         {}\n", comm::mpi_library_version());
  fmt::print("HDF5        {}\n", store::hdf5_version());
  fmt::print("x264        {}\n", video::x264_version());
  fmt::print("libavformat {}\n", video::libavformat_version());
  fmt::print("SIMD        {}\n", solve::simd_target());
  fmt::print("compiler    {}, {}\n", compiler, build_type);
  return base::ExitCode::done;
}

}  // namespace heatreel::app
