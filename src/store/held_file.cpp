// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/store/held_file.hpp"

#include "posix_file.hpp"

#include <array>
#include <cerrno>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "heatreel/base/path.hpp"
#include "heatreel/base/text.hpp"

namespace heatreel::store {

namespace {

constexpr const char* lost = "Its results are lost.";

/// Whether that is what stat(2) says where nothing bears the name.
bool means_missing(int error_number) {
  return error_number == ENOENT || error_number == ENOTDIR || error_number == ESTALE;
}

bool is_missing(const std::string& path) {
  struct stat status = {};
  return ::stat(path.c_str(), &status) != 0 && means_missing(errno);
}

}  // namespace

class HeldFile::Impl {
 public:
  explicit Impl(const std::string& path) : path_(path), file_(path, O_RDONLY) {
    if (!file_.is_open()) {
      throw base::RuntimeError(
          means_missing(errno)
              ? no_longer("it was moved or deleted", "")
              : io_complaint(fmt::format("opening failed on {}", base::printable(path)), errno));
    }
    least_bytes_ = status().st_size;
  }

  std::optional<base::Complaint> loss(Depth depth) const {
    const struct stat mine = status();
    if (auto found = loss_of_name(mine)) {
      return found;
    }
    if (mine.st_size < least_bytes_) {
      return no_longer(fmt::format("it has {} bytes instead of {}: it was cut or written over",
                                   mine.st_size, least_bytes_),
                       lost);
    }
    if (auto found = loss_of(run_id_, "another file was written over it", lost)) {
      return found;
    }
    if (depth == Depth::without_count) {
      return std::nullopt;
    }
    return loss_of(count_, "an earlier copy of it was written over it, or another run writes to it",
                   "What the file holds now can be continued with --resume.");
  }

  off_t least_bytes_ = 0;
  StoredBytes run_id_;
  StoredBytes count_;

 private:
  base::Complaint no_longer(const std::string& why, const std::string& results) const {
    return {fmt::format("{} is no longer this run's file", base::printable(path_)), why, results};
  }

  struct stat status() const {
    struct stat status = {};
    if (::fstat(file_.number(), &status) != 0) {
      status.st_nlink = 0;  // on a network file system the server may have lost it
    }
    return status;
  }

  std::optional<base::Complaint> loss_of_name(const struct stat& mine) const {
    struct stat named = {};
    const bool taken = ::stat(path_.c_str(), &named) == 0;
    if (taken && is_same_file(mine, named)) {
      return std::nullopt;
    }
    if (!taken && !means_missing(errno)) {
      return io_complaint(
          fmt::format("cannot see whether {} is still this run's file", base::printable(path_)),
          errno);
    }
    if (mine.st_nlink > 0) {
      return moved(mine, taken);
    }
    if (taken) {
      return no_longer("another file was put in its place, and is left as it is", lost);
    }
    return no_longer(
        is_missing(base::folder_of(path_)) ? "its folder was removed" : "it was deleted", lost);
  }

  base::Complaint moved(const struct stat& mine, bool taken) const {
    const std::string name = name_now(mine);
    const std::string what = name.empty() ? "its name was deleted, but it has another (a hard link)"
                                          : "it was moved to " + base::printable(name);
    const char* other = taken ? "; another file is in its place now, and is left as it is" : "";
    return no_longer(what + other,
                     "What was committed is safe there: move it back, and continue with --resume.");
  }

  /// The name that the file has now; "" if nobody can tell.
  std::string name_now(const struct stat& mine) const {
    std::array<char, 4096> text = {};
    const std::string link = fmt::format("/proc/self/fd/{}", file_.number());
    const ssize_t bytes = ::readlink(link.c_str(), text.data(), text.size());
    const std::string name(text.data(), static_cast<std::size_t>(bytes > 0 ? bytes : 0));
    struct stat named = {};
    return ::stat(name.c_str(), &named) == 0 && is_same_file(mine, named) ? name : "";
  }

  /// Whether other bytes are in their place now.
  std::optional<base::Complaint> loss_of(const StoredBytes& expected, const char* why,
                                         const char* results) const {
    std::string bytes(expected.bytes.size(), '\0');
    const ssize_t read =
        ::pread(file_.number(), bytes.data(), bytes.size(), static_cast<off_t>(expected.offset));
    if (read < 0) {
      return io_complaint(fmt::format("reading failed on {}", base::printable(path_)), errno);
    }
    return bytes == expected.bytes ? std::nullopt : std::optional(no_longer(why, results));
  }

  std::string path_;
  Descriptor file_;
};

HeldFile::HeldFile(const std::string& path) : impl_(std::make_unique<Impl>(path)) {}
HeldFile::~HeldFile() = default;
HeldFile::HeldFile(HeldFile&& other) noexcept = default;
HeldFile& HeldFile::operator=(HeldFile&& other) noexcept = default;

void HeldFile::expect_size(std::uint64_t bytes) { impl_->least_bytes_ = static_cast<off_t>(bytes); }

void HeldFile::expect_run_id(StoredBytes run_id) { impl_->run_id_ = std::move(run_id); }

void HeldFile::expect_count(StoredBytes count) { impl_->count_ = std::move(count); }

std::optional<base::Complaint> HeldFile::loss(Depth depth) const { return impl_->loss(depth); }

void HeldFile::check() const {
  if (const auto found = loss()) {
    throw base::RuntimeError(*found);
  }
}

}  // namespace heatreel::store
