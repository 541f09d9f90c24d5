// SPDX-License-Identifier: GPL-3.0-or-later
#include "mpi_call.hpp"

#include <string>

#include <mpi.h>

#include "heatreel/base/contract.hpp"
#include "heatreel/base/error.hpp"

namespace heatreel::comm {

void check_mpi(int code, const char* call) {
  if (code == MPI_SUCCESS) {
    return;
  }
  char text[MPI_MAX_ERROR_STRING] = "";
  int length = 0;
  MPI_Error_string(code, text, &length);
  throw base::MpiError({std::string(call) + " failed", text, ""});
}

int to_count(std::size_t bytes) {
  HEATREEL_REQUIRE(bytes <= std::size_t{1} << 30);
  return static_cast<int>(bytes);
}

}  // namespace heatreel::comm
