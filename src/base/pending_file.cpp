// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/base/pending_file.hpp"

#include <cerrno>
#include <filesystem>
#include <random>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "heatreel/base/contract.hpp"
#include "heatreel/base/error.hpp"
#include "heatreel/base/path.hpp"
#include "heatreel/base/text.hpp"

namespace heatreel::base {

namespace {

/// A rename would replace any file with this name, even /dev/null.
bool is_special_file(const std::string& target) {
  std::error_code ignored;
  const std::filesystem::file_status status = std::filesystem::status(target, ignored);
  return std::filesystem::exists(status) && !std::filesystem::is_regular_file(status);
}

/// Makes a rename in `folder` survive a power loss. Some network file systems cannot do this for
/// folders; the file is in place all the same, so failure is ignored.
void sync_folder(const std::filesystem::path& folder) {
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor >= 0) {
    ::fsync(descriptor);
    ::close(descriptor);
  }
}

}  // namespace

PendingFile::PendingFile(std::string target, std::string what)
    : target_(std::move(target)), what_(std::move(what)) {
  if (is_special_file(target_)) {
    fail("it exists and is not a regular file");
  }
  create();
}

PendingFile::~PendingFile() {
  if (!committed_) {
    ::unlink(temporary_.c_str());
  }
  ::close(descriptor_);
}

void PendingFile::fail(const std::string& why) const {
  throw RuntimeError({fmt::format("cannot write {} '{}'", what_, printable(target_)), why,
                      "Check that the disk has room and that you may write there."});
}

void PendingFile::create() {
  const std::string name = std::filesystem::path(target_).filename();
  std::random_device random;
  do {
    const std::string hidden = fmt::format(".{}.part-{:08x}", name, random());
    temporary_ = std::filesystem::path(folder_of(target_)) / hidden;
    // Exclusive, so never through a link that somebody else put there.
    descriptor_ =
        ::open(temporary_.c_str(), O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC | O_WRONLY, 0666);
  } while (descriptor_ < 0 && errno == EEXIST);
  if (descriptor_ < 0) {
    fail(std::generic_category().message(errno));
  }
}

std::uint64_t PendingFile::commit() {
  HEATREEL_REQUIRE(!committed_);
  struct stat status {};
  if (::fsync(descriptor_) != 0 || ::fstat(descriptor_, &status) != 0 ||
      ::rename(temporary_.c_str(), target_.c_str()) != 0) {
    fail(std::generic_category().message(errno));
  }
  committed_ = true;
  sync_folder(folder_of(target_));
  return static_cast<std::uint64_t>(status.st_size);
}

}  // namespace heatreel::base
