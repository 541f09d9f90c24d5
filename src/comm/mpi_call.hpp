// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>

namespace heatreel::comm {

/// \throws base::MpiError unless `code` says that the call went well
/// \param call its name
void check_mpi(int code, const char* call);

/// A message's length as MPI takes it, 2^30 bytes at most.
int to_count(std::size_t bytes);

}  // namespace heatreel::comm
