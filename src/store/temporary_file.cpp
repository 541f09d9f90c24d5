// SPDX-License-Identifier: GPL-3.0-or-later
#include "temporary_file.hpp"

#include "disk_room.hpp"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <limits>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "heatreel/base/path.hpp"
#include "heatreel/base/text.hpp"

namespace heatreel::store {

namespace {

std::string name_of(const std::string& target, std::int64_t process, std::int64_t attempt) {
  return fmt::format("{}.{}-{}.tmp", target, process, attempt);
}

/// Whether `name` is that of a temporary of `target`, both without folder, whose process is gone.
bool is_leftover(const std::string& name, const std::string& target) {
  if (!name.starts_with(target + ".")) {
    return false;
  }
  const std::string_view rest = std::string_view(name).substr(target.size() + 1);
  const auto numbers = base::split(rest.substr(0, rest.find('.')), '-');
  const auto process = base::parse_int(numbers.front());
  const auto attempt = base::parse_int(numbers.back());
  return process && attempt && *process > 0 && *process <= std::numeric_limits<pid_t>::max() &&
         name == name_of(target, *process, *attempt) &&
         ::kill(static_cast<pid_t>(*process), 0) != 0 && errno == ESRCH;
}

}  // namespace

void remove_leftovers(const std::string& target) {
  namespace fs = std::filesystem;
  const std::string own_name = fs::path(target).filename();
  std::error_code end;
  std::error_code vanished;
  for (fs::directory_iterator entry(base::folder_of(target), end);
       !end && entry != fs::directory_iterator(); entry.increment(end)) {
    if (fs::is_regular_file(entry->symlink_status(vanished)) &&
        is_leftover(entry->path().filename(), own_name)) {
      ::unlink(entry->path().c_str());
    }
  }
}

NewFile create_temporary(const std::string& target) {
  for (int attempt = 0;; ++attempt) {
    std::string name = name_of(target, ::getpid(), attempt);
    Descriptor file(name, O_CREAT | O_EXCL | O_NOFOLLOW | O_RDWR);
    if (file.is_open()) {
      return {std::move(name), std::move(file)};
    }
    if (errno != EEXIST) {
      fail_io("creating a file", name, errno);
    }
  }
}

TemporaryFile::TemporaryFile(std::string target, std::uint64_t bytes) : target_(std::move(target)) {
  require_room(target_, bytes);
  path_ = create_temporary(target_).path;
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
