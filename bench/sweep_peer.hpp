// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

namespace bench {

struct Shape {
  std::int64_t nx;
  std::int64_t ny;
  std::int64_t nt;
};

/// What storing takes at least: a float64 and an int8 for each cell, frame by frame in collective
/// writes to contiguous datasets of a new file, an equal share from each rank of MPI_COMM_WORLD,
/// and one sync at the end. ny is a multiple of the ranks. Collective. Ends the job if a call
/// fails.
void write_bare(const std::string& path, const Shape& shape);

}  // namespace bench
