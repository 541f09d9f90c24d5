// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/version.hpp"

#include <fmt/format.h>

#include "heatreel/app/commands.hpp"
#include "heatreel/base/standard_streams.hpp"
#include "heatreel/comm/mpi_session.hpp"
#include "heatreel/program/simd.hpp"
#include "heatreel/store/file_layout.hpp"
#include "heatreel/video/encoder_options.hpp"

namespace heatreel::app {

base::ExitCode print_version() {
  base::print("heatreel {} ({})\n", version, git_revision);
  base::print("MPI         {}\n", comm::mpi_library_version());
  base::print("HDF5        {}\n", store::hdf5_version());
  base::print("x264        {}\n", video::x264_version());
  base::print("libavformat {}\n", video::libavformat_version());
  base::print("SIMD        {}\n", program::simd_target());
  base::print("compiler    {}, {}\n", compiler, build_type);
  return base::ExitCode::done;
}

}  // namespace heatreel::app
