// SPDX-License-Identifier: GPL-3.0-or-later
#include "guard.hpp"

#include "spawn.hpp"

#include <csignal>
#include <filesystem>
#include <random>
#include <system_error>

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include "heatreel/base/error.hpp"

namespace heatreel::simulate {

namespace {

/// Where SIGCHLD is ignored, as some launchers leave it, no end of a child can be waited for.
void end_ignoring_children() {
  struct sigaction action {};
  if (::sigaction(SIGCHLD, nullptr, &action) == 0 && action.sa_handler == SIG_IGN) {
    std::signal(SIGCHLD, SIG_DFL);
  }
}

/// The guard's process, from the first program to the end of this process.
class Guard {
 public:
  Guard() {
    end_ignoring_children();
    std::error_code error;
    const std::filesystem::path here = std::filesystem::read_symlink("/proc/self/exe", error);
    const std::string path = here.parent_path() / HEATREEL_GUARD;
    Pipe pipe = make_pipe();
    pid_ = spawn({path, guard_mark()}, {}, {.input = pipe.reading.get()});
    farewell_ = std::move(pipe.writing);
  }

  /// All programs have ended: the guard need not look for any.
  ~Guard() {
    static_cast<void>(::write(farewell_.get(), "e", 1));
    farewell_.close();
    ::waitpid(pid_, nullptr, 0);
  }
  Guard(const Guard&) = delete;
  Guard& operator=(const Guard&) = delete;

 private:
  pid_t pid_ = 0;
  Descriptor farewell_;
};

}  // namespace

void start_guard() { static const Guard guard; }

const std::string& guard_mark() {
  static const std::string mark = [] {
    std::random_device random;
    return fmt::format("HEATREEL_PROGRAM_OF={:08x}{:08x}{:08x}", random(), random(), random());
  }();
  return mark;
}

}  // namespace heatreel::simulate
