// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <sys/types.h>

namespace heatreel::simulate {

/// A file descriptor that is closed at its owner's end.
class Descriptor {
 public:
  explicit Descriptor(int number = -1) : number_(number) {}
  ~Descriptor() { close(); }
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }

  int get() const { return number_; }  ///< -1 if it is closed
  bool is_open() const { return number_ >= 0; }
  void close();

 private:
  int number_;
};

/// Both ends are closed in programs that are started, unless one of them is given to them.
struct Pipe {
  Descriptor reading;
  Descriptor writing;
};

/// \throws base::RuntimeError if there are too many open files
Pipe make_pipe();

/// What a program gets as its standard streams: descriptors; -1 is /dev/null.
struct Streams {
  int input = -1;
  int output = -1;
  int error = -1;
};

/// Starts a program by posix_spawn, in a process group of its own, with the usual effect of all
/// signals and no other descriptor open than its streams. A program's name without '/' is looked
/// for in PATH. \returns its process id, which is its group's too
/// \throws base::RuntimeError if it cannot be started
pid_t spawn(const std::vector<std::string>& words, const std::vector<std::string>& environment,
            const Streams& streams);

}  // namespace heatreel::simulate
