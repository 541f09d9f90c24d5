// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/base/standard_streams.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <functional>
#include <string>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace heatreel::base {
namespace {

/// Whether `work` returns true in a child process, which may do what it likes with its streams.
bool holds_in_child(const std::function<bool()>& work) {
  const pid_t child = ::fork();
  if (child == 0) {
    ::alarm(60);  // ends it if it waits for ever
    ::_exit(work() ? 0 : 1);
  }
  int status = -1;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

bool is_null_device(int descriptor) {
  struct stat status = {};
  struct stat null = {};
  return ::fstat(descriptor, &status) == 0 && ::stat("/dev/null", &null) == 0 &&
         status.st_rdev == null.st_rdev;
}

bool is_in(unsigned bits, int descriptor) {
  return (bits >> static_cast<unsigned>(descriptor) & 1U) != 0;
}

/// Closes the descriptors whose bits are set and mends that. Whether all is well afterwards.
bool closes_and_mends(unsigned closed) {
  const int other = ::open("/", O_RDONLY | O_DIRECTORY);
  for (int descriptor = 0; descriptor < 3; ++descriptor) {
    ::dup2(other, descriptor);
  }
  for (int descriptor = 0; descriptor < 3; ++descriptor) {
    if (is_in(closed, descriptor)) {
      ::close(descriptor);
    }
  }
  open_standard_descriptors();
  bool well = ::open("/", O_RDONLY | O_DIRECTORY) >= 3;
  for (int descriptor = 0; descriptor < 3; ++descriptor) {
    well = well && is_null_device(descriptor) == is_in(closed, descriptor);
  }
  return well;
}

TEST(StandardDescriptors, WhatIsClosedIsOpenedOnTheNullDevice) {
  for (unsigned closed = 0; closed < 8; ++closed) {
    EXPECT_TRUE(holds_in_child([&] { return closes_and_mends(closed); })) << closed;
  }
}

/// Puts an end of a pipe in the place of a standard stream. \returns the other
int pipe_in_place_of(int descriptor) {
  std::array<int, 2> ends = {-1, -1};
  EXPECT_EQ(::pipe(ends.data()), 0);
  ::dup2(ends[1], descriptor);
  ::close(ends[1]);
  return ends[0];
}

void put_in_place_of(int descriptor, const char* path) {
  ::dup2(::open(path, O_WRONLY), descriptor);
}

/// What there is to read, in one piece.
std::string read_from(int descriptor) {
  std::array<char, 64> text = {};
  const ssize_t count = ::read(descriptor, text.data(), text.size());
  return {text.data(), static_cast<std::size_t>(std::max<ssize_t>(0, count))};
}

TEST(StandardError, ALineReachesItsReader) {
  EXPECT_TRUE(holds_in_child([] {
    const int reader = pipe_in_place_of(STDERR_FILENO);
    say("{} of {}", 1, "two");
    return read_from(reader) == "heatreel: 1 of two\n";
  }));
}

TEST(StandardError, WhatCannotBeWrittenIsDropped) {
  EXPECT_TRUE(holds_in_child([] {
    put_in_place_of(STDERR_FILENO, "/dev/full");
    say("nobody reads this");
    return true;
  }));
  EXPECT_TRUE(holds_in_child([] {
    std::signal(SIGPIPE, SIG_IGN);
    ::close(pipe_in_place_of(STDERR_FILENO));
    say("nobody reads this");
    return true;
  }));
}

TEST(StandardError, AReaderThatTakesNothingIsNotWaitedForLong) {
  EXPECT_TRUE(holds_in_child([] {
    const int reader = pipe_in_place_of(STDERR_FILENO);
    const std::string page(4096, 'x');
    for (int i = 0; i < 1000; ++i) {  // more than a pipe holds
      write_error(page, std::chrono::milliseconds(0));
    }
    return read_from(reader).starts_with("xxx");
  }));
}

TEST(StandardOutput, SaysWhyItDidNotArrive) {
  EXPECT_TRUE(holds_in_child([] {
    put_in_place_of(STDOUT_FILENO, "/dev/full");
    print("{}", "lost");
    return flush_output() == ENOSPC && flush_output() != 0;
  }));
  EXPECT_TRUE(holds_in_child([] {
    std::signal(SIGPIPE, SIG_IGN);
    ::close(pipe_in_place_of(STDOUT_FILENO));
    print("{}", std::string(100'000, 'x'));
    return flush_output() == EPIPE;
  }));
}

TEST(StandardOutput, SaysThatItArrived) {
  EXPECT_TRUE(holds_in_child([] {
    const int reader = pipe_in_place_of(STDOUT_FILENO);
    print("{}\n", 7);
    return flush_output() == 0 && read_from(reader) == "7\n";
  }));
}

}  // namespace
}  // namespace heatreel::base
