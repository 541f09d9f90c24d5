// SPDX-License-Identifier: GPL-3.0-or-later
#include "temporary_file.hpp"

#include "disk_room.hpp"
#include "posix_file.hpp"

#include <cerrno>
#include <cstdio>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

namespace heatreel::store {

TemporaryFile::TemporaryFile(std::string target, std::uint64_t bytes) : target_(std::move(target)) {
  require_room(target_, bytes);
  for (int attempt = 0; path_.empty(); ++attempt) {
    const std::string name = fmt::format("{}.{}-{}.tmp", target_, ::getpid(), attempt);
    const Descriptor file(name, O_CREAT | O_EXCL | O_NOFOLLOW | O_WRONLY);
    if (file.is_open()) {
      path_ = name;
    } else if (errno != EEXIST) {
      fail_io("creating a file", name, errno);
    }
  }
}

TemporaryFile::~TemporaryFile() {
  if (!published_) {
    ::unlink(path_.c_str());
  }
}

void TemporaryFile::publish() {
  const Descriptor file(path_, O_RDWR | O_NOFOLLOW);
  if (!file.is_open()) {
    fail_io("opening", path_, errno);
  }
  reserve_blocks(file, target_);
  sync_descriptor(file.number(), path_);
  if (std::rename(path_.c_str(), target_.c_str()) != 0) {
    fail_io("renaming to its final name", path_, errno);
  }
  published_ = true;
  sync_folder_of(target_);
}

}  // namespace heatreel::store
