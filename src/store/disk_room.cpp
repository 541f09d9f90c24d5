// SPDX-License-Identifier: GPL-3.0-or-later
#include "disk_room.hpp"

#include <algorithm>
#include <cerrno>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include "heatreel/base/clock.hpp"
#include "heatreel/base/machine.hpp"
#include "heatreel/base/path.hpp"
#include "heatreel/base/text.hpp"

namespace heatreel::store {

namespace {

std::uint64_t free_bytes(const std::string& path) {
  const auto free = base::free_bytes(path);
  if (!free) {
    fail_io("statvfs", base::folder_of(path), errno);
  }
  return *free;
}

[[noreturn]] void refuse_size(const std::string& target, const std::string& where,
                              std::uint64_t bytes, std::uint64_t missing) {
  throw base::RuntimeError({fmt::format("{} does not fit {}", base::printable(target), where),
                            fmt::format("it takes {} bytes and {} are missing, {}", bytes, missing,
                                        base::format_bytes(missing)),
                            "Free some space, write elsewhere (--output), or sweep fewer points."});
}

/// \returns an error number, or 0. Pieces grow as long as they take little time.
int reserve_pieces(const Descriptor& file, off_t size, const Ask& ask) {
  constexpr double little_time = 0.1;
  off_t piece = off_t{4} << 20;
  for (off_t done = 0; done < size;) {
    if (ask) {
      ask();
    }
    const base::Stopwatch watch;
    const off_t bytes = std::min(piece, size - done);
    if (const int code = ::posix_fallocate(file.number(), done, bytes); code != 0) {
      return code;
    }
    done += bytes;
    piece *= watch.seconds() < little_time ? 2 : 1;
  }
  return 0;
}

struct stat status_of(const Descriptor& file, const std::string& path) {
  struct stat status = {};
  if (::fstat(file.number(), &status) != 0) {
    fail_io("fstat", path, errno);
  }
  return status;
}

}  // namespace

void require_room(const std::string& target, std::uint64_t bytes) {
  const std::uint64_t available = free_bytes(target);
  if (bytes > available) {
    refuse_size(target, "on its disk", bytes, bytes - available);
  }
}

bool has_no_room(const std::string& path) {
  constexpr std::uint64_t little = 65536;
  return base::free_bytes(path).value_or(little) < little;
}

void reserve_blocks(const Descriptor& file, const std::string& target, const Ask& ask) {
  const off_t size = std::max<off_t>(status_of(file, target).st_size, 1);
  const int code = reserve_pieces(file, size, ask);
  if (code == ENOSPC || code == EDQUOT) {
    // Some blocks may have been reserved; of a quota nobody knows how much is left beside them.
    const auto bytes = static_cast<std::uint64_t>(size);
    const auto reserved = static_cast<std::uint64_t>(status_of(file, target).st_blocks) * 512;
    const std::uint64_t room = reserved + (code == ENOSPC ? free_bytes(target) : 0);
    refuse_size(target, code == EDQUOT ? "in your quota" : "on its disk", bytes,
                bytes - std::min(room, bytes - 1));
  }
  if (code != 0) {
    fail_io("reserving blocks (posix_fallocate)", target, code);
  }
}

}  // namespace heatreel::store
