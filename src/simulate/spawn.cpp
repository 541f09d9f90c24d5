// SPDX-License-Identifier: GPL-3.0-or-later
#include "spawn.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <unistd.h>

#include "heatreel/base/error.hpp"
#include "heatreel/base/text.hpp"

namespace heatreel::simulate {

namespace {

class FileActions {
 public:
  explicit FileActions(const Streams& streams) {
    posix_spawn_file_actions_init(&actions_);
    give(streams.input, STDIN_FILENO, O_RDONLY);
    give(streams.output, STDOUT_FILENO, O_WRONLY);
    give(streams.error, STDERR_FILENO, O_WRONLY);
    posix_spawn_file_actions_addclosefrom_np(&actions_, STDERR_FILENO + 1);
  }
  ~FileActions() { posix_spawn_file_actions_destroy(&actions_); }
  FileActions(const FileActions&) = delete;
  FileActions& operator=(const FileActions&) = delete;

  const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  void give(int descriptor, int as, int flags) {
    if (descriptor < 0) {
      posix_spawn_file_actions_addopen(&actions_, as, "/dev/null", flags, 0);
    } else {
      posix_spawn_file_actions_adddup2(&actions_, descriptor, as);
    }
  }

  posix_spawn_file_actions_t actions_{};
};

class Attributes {
 public:
  Attributes() {
    posix_spawnattr_init(&attributes_);
    sigset_t signals;
    sigemptyset(&signals);
    posix_spawnattr_setsigmask(&attributes_, &signals);
    sigfillset(&signals);
    posix_spawnattr_setsigdefault(&attributes_, &signals);
    posix_spawnattr_setpgroup(&attributes_, 0);
    posix_spawnattr_setflags(
        &attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  }
  ~Attributes() { posix_spawnattr_destroy(&attributes_); }
  Attributes(const Attributes&) = delete;
  Attributes& operator=(const Attributes&) = delete;

  const posix_spawnattr_t* get() const { return &attributes_; }

 private:
  posix_spawnattr_t attributes_{};
};

/// Pointers to the texts, as execve takes them.
std::vector<char*> pointers(const std::vector<std::string>& texts) {
  std::vector<char*> all;
  all.reserve(texts.size() + 1);
  for (const std::string& text : texts) {
    all.push_back(const_cast<char*>(text.c_str()));  // NOLINT: execve changes nothing
  }
  all.push_back(nullptr);
  return all;
}

[[noreturn]] void fail(const std::string& problem, int error) {
  throw base::RuntimeError({problem, std::strerror(error), ""});
}

}  // namespace

void Descriptor::close() {
  if (is_open()) {
    ::close(std::exchange(number_, -1));
  }
}

Pipe make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
    fail("cannot make a pipe to a program", errno);
  }
  return {Descriptor(ends[0]), Descriptor(ends[1])};
}

pid_t spawn(const std::vector<std::string>& words, const std::vector<std::string>& environment,
            const Streams& streams) {
  const FileActions actions(streams);
  const Attributes attributes;
  pid_t process = 0;
  const int error = ::posix_spawnp(&process, words.front().c_str(), actions.get(), attributes.get(),
                                   pointers(words).data(), pointers(environment).data());
  if (error != 0) {
    fail(fmt::format("cannot start {}", base::printable(words.front())), error);
  }
  return process;
}

}  // namespace heatreel::simulate
