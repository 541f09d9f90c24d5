// SPDX-License-Identifier: GPL-3.0-or-later
#include "posix_file.hpp"

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "heatreel/base/path.hpp"
#include "heatreel/base/text.hpp"

namespace heatreel::store {

namespace {

const char* advice(int error_number) {
  switch (error_number) {
    case ENOSPC:
      return "Free some space on that disk, or write elsewhere (--output).";
    case EDQUOT:
      return "Your quota on that disk is used up: remove files, or write elsewhere (--output).";
    case EFBIG:
      return "A limit of the file system or of the shell (ulimit -f) forbids larger files.";
    case EIO:
    case ESTALE:
      return "The disk or the connection to its server is at fault.";
    case EROFS:
    case EACCES:
    case EPERM:
      return "Write to a folder where you have permission (--output).";
    default:
      return "";
  }
}

}  // namespace

base::Complaint io_complaint(std::string problem, int error_number) {
  return {std::move(problem), std::generic_category().message(error_number), advice(error_number)};
}

void fail_io(const char* what, const std::string& path, int error_number) {
  throw base::RuntimeError(
      io_complaint(fmt::format("{} failed on {}", what, base::printable(path)), error_number));
}

Descriptor::Descriptor(const std::string& path, int flags)
    : number_(::open(path.c_str(), flags | O_CLOEXEC, 0666)) {}

Descriptor::Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
  std::swap(number_, other.number_);
  return *this;
}

Descriptor::~Descriptor() {
  if (is_open()) {
    ::close(number_);
  }
}

bool is_same_file(const struct stat& left, const struct stat& right) {
  return left.st_dev == right.st_dev && left.st_ino == right.st_ino;
}

void sync_descriptor(int descriptor, const std::string& path) {
  if (::fsync(descriptor) != 0) {
    fail_io("fsync", path, errno);
  }
}

void sync_folder_of(const std::string& path) {
  const Descriptor folder(base::folder_of(path), O_RDONLY | O_DIRECTORY);
  if (!folder.is_open()) {
    fail_io("opening", base::folder_of(path), errno);
  }
  sync_descriptor(folder.number(), base::folder_of(path));
}

void write_all(const Descriptor& file, std::string_view text, const std::string& path) {
  while (!text.empty()) {
    const ssize_t written = ::write(file.number(), text.data(), text.size());
    if (written < 0 && errno != EINTR) {
      fail_io("writing", path, errno);
    }
    text.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(written, 0)));
  }
}

std::string read_start(const Descriptor& file, std::size_t most) {
  struct stat status = {};
  if (::fstat(file.number(), &status) != 0 || !S_ISREG(status.st_mode)) {
    return "";
  }
  std::string text(std::min(most, static_cast<std::size_t>(status.st_size)), '\0');
  const ssize_t bytes = ::pread(file.number(), text.data(), text.size(), 0);
  text.resize(static_cast<std::size_t>(std::max<ssize_t>(bytes, 0)));
  return text;
}

}  // namespace heatreel::store
