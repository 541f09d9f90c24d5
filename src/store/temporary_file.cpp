// SPDX-License-Identifier: GPL-3.0-or-later
#include "temporary_file.hpp"

#include "disk_room.hpp"
#include "place.hpp"

#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <limits>
#include <optional>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "heatreel/base/path.hpp"
#include "heatreel/base/text.hpp"

namespace heatreel::store {

namespace {

/// A temporary of another place is nobody's if its last write was longer ago.
constexpr auto longest_pause = std::chrono::minutes(10);

std::string name_of(const std::string& target, std::int64_t place, std::int64_t process,
                    std::int64_t attempt) {
  return fmt::format("{}.{:08x}-{}-{}.tmp", target, place, process, attempt);
}

/// The process that made a temporary, as its name tells.
struct Maker {
  std::int64_t place = 0;
  std::int64_t process = 0;
};

/// Whose temporary of `target` a file of this name is, both without folder; nothing if it is none.
std::optional<Maker> maker_of(const std::string& name, const std::string& target) {
  if (!name.starts_with(target + ".")) {
    return std::nullopt;
  }
  const std::string_view rest = std::string_view(name).substr(target.size() + 1);
  const auto numbers = base::split(rest.substr(0, rest.find('.')), '-');
  if (numbers.size() != 3) {
    return std::nullopt;
  }
  std::uint32_t place = 0;
  const auto [end, error] =
      std::from_chars(numbers[0].data(), numbers[0].data() + numbers[0].size(), place, 16);
  const auto process = base::parse_int(numbers[1]);
  const auto attempt = base::parse_int(numbers[2]);
  if (error != std::errc() || !process || !attempt || *process <= 0 ||
      *process > std::numeric_limits<pid_t>::max() ||
      name != name_of(target, place, *process, *attempt)) {
    return std::nullopt;
  }
  return Maker{place, *process};
}

/// Whether nobody works on the file any more. Processes of another place cannot be seen from here.
bool is_left(const std::filesystem::directory_entry& file, const Maker& maker, const Place& here) {
  if (maker.place == number_of(here)) {
    return !is_running(maker.process, 0);
  }
  std::error_code vanished;
  const auto written = file.last_write_time(vanished);
  return !vanished && written < std::filesystem::file_time_type::clock::now() - longest_pause;
}

}  // namespace

void remove_leftovers(const std::string& target) {
  namespace fs = std::filesystem;
  const std::string own_name = fs::path(target).filename();
  const Place here = this_place();
  std::error_code end;
  std::error_code vanished;
  for (fs::directory_iterator entry(base::folder_of(target), end);
       !end && entry != fs::directory_iterator(); entry.increment(end)) {
    const auto maker = maker_of(entry->path().filename(), own_name);
    if (maker && fs::is_regular_file(entry->symlink_status(vanished)) &&
        is_left(*entry, *maker, here)) {
      ::unlink(entry->path().c_str());
    }
  }
}

NewFile create_temporary(const std::string& target) {
  const std::uint32_t place = number_of(this_place());
  for (int attempt = 0;; ++attempt) {
    std::string name = name_of(target, place, ::getpid(), attempt);
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

void TemporaryFile::publish(const Ask& ask) {
  const Descriptor file(path_, O_RDWR | O_NOFOLLOW);
  if (!file.is_open()) {
    fail_io("opening", path_, errno);
  }
  reserve_blocks(file, target_, ask);
  sync_descriptor(file.number(), path_);
  if (std::rename(path_.c_str(), target_.c_str()) != 0) {
    fail_io("renaming to its final name", path_, errno);
  }
  published_ = true;
  sync_folder_of(target_);
}

}  // namespace heatreel::store
