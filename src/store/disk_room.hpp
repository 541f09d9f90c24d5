// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "posix_file.hpp"

#include <cstdint>
#include <string>

#include "heatreel/store/ask.hpp"

namespace heatreel::store {

/// \throws base::RuntimeError, with the bytes that are missing, if the disk that `target` is to be
/// written to has not `bytes` free
void require_room(const std::string& target, std::uint64_t bytes);

/// Whether the disk that holds `path` is full, or as good as that. False where nobody can tell.
bool has_no_room(const std::string& path);

/// Reserves real blocks for the whole of an open file: a sparse file would meet a full disk in the
/// middle of the sweep, where MPI-IO does not always report it. `target` is named in messages.
/// Asks between pieces: where the system writes to each block, all of it may take minutes.
/// \throws base::RuntimeError, with the bytes that are missing if the disk or a quota is full
void reserve_blocks(const Descriptor& file, const std::string& target, const Ask& ask);

}  // namespace heatreel::store
