// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include <hdf5.h>

namespace heatreel::store {

/// What a handle does with its object when it goes out of scope unclosed.
enum class AtEnd {
  close,
  leak,  ///< closing would need the other ranks, which may never come: the job is ending anyway
};

/// The only owner of an HDF5 identifier.
class Handle {
 public:
  using Close = herr_t (*)(hid_t);

  Handle() = default;
  Handle(hid_t id, Close close, AtEnd at_end) : id_(id), close_(close), at_end_(at_end) {}
  Handle(Handle&& other) noexcept;
  Handle& operator=(Handle&& other) noexcept;
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  ~Handle();

  hid_t get() const { return id_; }
  bool is_open() const { return id_ >= 0; }

  /// Closes now. Collective if the object is a file that several ranks opened together.
  void close(const std::string& path);

 private:
  hid_t id_ = H5I_INVALID_HID;
  Close close_ = nullptr;
  AtEnd at_end_ = AtEnd::close;
};

/// Keeps HDF5 from printing its own error stack; called before the first call that may fail.
void silence_hdf5();

/// The innermost message of the error stack that the last call left.
std::string last_reason();

/// \throws base::Hdf5Error naming call, path and reason
[[noreturn]] void fail(const char* call, const std::string& path);

/// Gives back what an HDF5 call returned, or fails if that is negative.
template <class Result>
Result checked(Result result, const char* call, const std::string& path) {
  if (result < 0) {
    fail(call, path);
  }
  return result;
}

/// Owns what an HDF5 call opened or created, or fails.
Handle owned(hid_t id, Handle::Close close, const char* call, const std::string& path,
             AtEnd at_end = AtEnd::close);

}  // namespace heatreel::store
