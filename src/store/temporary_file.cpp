// SPDX-License-Identifier: GPL-3.0-or-later
#include "temporary_file.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "heatreel/base/error.hpp"
#include "heatreel/base/text.hpp"

namespace heatreel::store {

namespace {

[[noreturn]] void fail_posix(const char* what, const std::string& path, int code) {
  throw base::RuntimeError({fmt::format("{} failed on {}", what, path), std::strerror(code), ""});
}

/// A descriptor that closes itself.
class Descriptor {
 public:
  Descriptor(const std::string& path, int flags) : number_(::open(path.c_str(), flags, 0666)) {}
  ~Descriptor() {
    if (number_ >= 0) {
      ::close(number_);
    }
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  int number() const { return number_; }

 private:
  int number_;
};

std::string folder_of(const std::string& path) {
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  return folder.empty() ? "." : folder.string();
}

/// Bytes an ordinary user can still write to the folder's file system.
std::uint64_t free_bytes(const std::string& folder) {
  struct statvfs disk = {};
  if (::statvfs(folder.c_str(), &disk) != 0) {
    fail_posix("statvfs", folder, errno);
  }
  return static_cast<std::uint64_t>(disk.f_bavail) * disk.f_frsize;
}

void require_room(const std::string& target, std::uint64_t needed, std::uint64_t available) {
  if (needed > available) {
    throw base::RuntimeError(
        {fmt::format("{} does not fit on its disk", target),
         fmt::format("it takes {} bytes and {} are missing, {}", needed, needed - available,
                     base::format_bytes(needed - available)),
         "Free some space, write elsewhere (--output), or sweep fewer points."});
  }
}

}  // namespace

void sync_descriptor(int descriptor, const std::string& path) {
  if (::fsync(descriptor) != 0) {
    fail_posix("fsync", path, errno);
  }
}

TemporaryFile::TemporaryFile(std::string target, std::uint64_t bytes) : target_(std::move(target)) {
  require_room(target_, bytes, free_bytes(folder_of(target_)));
  for (int attempt = 0; path_.empty(); ++attempt) {
    const std::string name = fmt::format("{}.{}-{}.tmp", target_, ::getpid(), attempt);
    const Descriptor file(name, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC);
    if (file.number() >= 0) {
      path_ = name;
    } else if (errno != EEXIST) {
      fail_posix("creating a file", name, errno);
    }
  }
}

TemporaryFile::~TemporaryFile() {
  if (!published_) {
    ::unlink(path_.c_str());
  }
}

void TemporaryFile::publish() {
  const Descriptor file(path_, O_RDWR | O_CLOEXEC);
  struct stat status = {};
  if (file.number() < 0 || ::fstat(file.number(), &status) != 0) {
    fail_posix("opening", path_, errno);
  }
  // Without this a sparse file would meet a full disk in the middle of the sweep, where MPI-IO
  // does not always report it.
  const int code = ::posix_fallocate(file.number(), 0, std::max<off_t>(status.st_size, 1));
  if (code == ENOSPC) {
    ::fstat(file.number(), &status);  // some blocks may have been reserved
    const auto size = static_cast<std::uint64_t>(status.st_size);
    const auto reserved = static_cast<std::uint64_t>(status.st_blocks) * 512;
    require_room(target_, size, std::min(free_bytes(folder_of(target_)) + reserved, size - 1));
  }
  if (code != 0) {
    fail_posix("reserving blocks (posix_fallocate)", path_, code);
  }
  sync_descriptor(file.number(), path_);
  if (std::rename(path_.c_str(), target_.c_str()) != 0) {
    fail_posix("renaming to its final name", path_, errno);
  }
  published_ = true;
  const Descriptor folder(folder_of(target_), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder.number() < 0) {
    fail_posix("opening", folder_of(target_), errno);
  }
  sync_descriptor(folder.number(), folder_of(target_));
}

}  // namespace heatreel::store
