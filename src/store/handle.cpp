// SPDX-License-Identifier: GPL-3.0-or-later
#include "handle.hpp"

#include "disk_room.hpp"
#include "posix_file.hpp"

#include <cerrno>
#include <optional>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "heatreel/base/error.hpp"
#include "heatreel/base/text.hpp"

namespace heatreel::store {

namespace {

/// Files are closed by hand. HDF5's own clean-up at exit would try once more to write those that a
/// full disk has left open, and crashes on it (1.10.8). Takes effect only before any other call.
[[maybe_unused]] const herr_t no_clean_up_at_exit = H5dont_atexit();

/// HDF5's drivers put the system's error number among file names and addresses: "errno = 28".
std::optional<int> system_error_in(const std::string& reason) {
  constexpr std::string_view key = "errno = ";
  const std::size_t at = reason.find(key);
  if (at == std::string::npos) {
    return std::nullopt;
  }
  const std::size_t begin = at + key.size();
  const auto number = base::parse_int(std::string_view(reason).substr(
      begin, reason.find_first_not_of("0123456789", begin) - begin));
  return number ? std::optional(static_cast<int>(*number)) : std::nullopt;
}

/// For H5Ewalk2: keeps the first message it is shown and ends the walk.
herr_t keep_message(unsigned /*depth*/, const H5E_error2_t* error, void* text) {
  if (error->desc != nullptr) {
    *static_cast<std::string*>(text) = error->desc;
  }
  return 1;
}

}  // namespace

Handle::Handle(Handle&& other) noexcept
    : id_(std::exchange(other.id_, H5I_INVALID_HID)),
      close_(other.close_),
      at_end_(other.at_end_) {}

Handle& Handle::operator=(Handle&& other) noexcept {
  std::swap(id_, other.id_);
  std::swap(close_, other.close_);
  std::swap(at_end_, other.at_end_);
  return *this;
}

Handle::~Handle() {
  if (is_open() && at_end_ == AtEnd::close) {
    close_(id_);
  }
}

void Handle::close(const std::string& path) {
  if (is_open()) {
    checked(close_(std::exchange(id_, H5I_INVALID_HID)), "closing", path);
  }
}

void silence_hdf5() { H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr); }

std::string last_reason() {
  std::string text = "no reason given";
  // Upward means beginning at the innermost error.
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, keep_message, &text);
  return base::printable(text);
}

void fail(const char* call, const std::string& path) {
  std::string problem = fmt::format("{} failed on {}", call, base::printable(path));
  const std::string reason = last_reason();
  if (const auto error_number = system_error_in(reason)) {
    throw base::Hdf5Error(io_complaint(std::move(problem), *error_number));
  }
  if (std::string_view(call).find("write") == std::string_view::npos) {
    throw base::Hdf5Error({std::move(problem), reason, ""});
  }
  // MPI-IO only tells that less was written than it was given.
  if (has_no_room(path)) {
    throw base::Hdf5Error(io_complaint(std::move(problem), ENOSPC));
  }
  throw base::Hdf5Error({std::move(problem), reason,
                         "Look for a full quota, a limit of file sizes, or a fault of the disk."});
}

Handle owned(hid_t id, Handle::Close close, const char* call, const std::string& path,
             AtEnd at_end) {
  return {checked(id, call, path), close, at_end};
}

}  // namespace heatreel::store
