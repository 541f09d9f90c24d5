// SPDX-License-Identifier: GPL-3.0-or-later
#include "handle.hpp"

#include <utility>

#include <fmt/format.h>

#include "heatreel/base/error.hpp"
#include "heatreel/base/text.hpp"

namespace heatreel::store {

namespace {

/// Files are closed by hand. HDF5's own clean-up at exit would try once more to write those that a
/// full disk has left open, and crashes on it (1.10.8). Takes effect only before any other call.
[[maybe_unused]] const herr_t no_clean_up_at_exit = H5dont_atexit();

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
  throw base::Hdf5Error({fmt::format("{} failed on {}", call, path), last_reason(), ""});
}

Handle owned(hid_t id, Handle::Close close, const char* call, const std::string& path,
             AtEnd at_end) {
  return {checked(id, call, path), close, at_end};
}

}  // namespace heatreel::store
