// SPDX-License-Identifier: GPL-3.0-or-later
#include "contained.hpp"

#include "posix_file.hpp"

#include <cerrno>
#include <csignal>
#include <exception>

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace heatreel::store {

namespace {

/// After so much processor time comes SIGXCPU.
constexpr rlim_t most_seconds = 60;

/// The child's whole life. A crash must be quiet, leave no core file, and not be caught by handlers
/// that MPI has installed.
[[noreturn]] void live(const std::function<void()>& work) {
  const int nowhere = ::open("/dev/null", O_WRONLY);
  ::dup2(nowhere, STDOUT_FILENO);
  ::dup2(nowhere, STDERR_FILENO);
  for (const int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGXCPU, SIGTERM, SIGINT}) {
    std::signal(signal, SIG_DFL);
  }
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // a signal may end the parent while it waits
  const rlimit no_core = {0, 0};
  const rlimit time = {most_seconds, most_seconds + 1};
  ::setrlimit(RLIMIT_CORE, &no_core);
  ::setrlimit(RLIMIT_CPU, &time);
  try {
    work();
  } catch (const std::exception&) {
    // The parent will meet it too.
  }
  ::_exit(0);
}

}  // namespace

Ending run_contained(const std::function<void()>& work) {
  const pid_t child = ::fork();
  if (child < 0) {
    fail_io("fork", "a child process", errno);
  }
  if (child == 0) {
    live(work);
  }
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) {
    return Ending::regular;
  }
  return WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU ? Ending::slow : Ending::crashed;
}

}  // namespace heatreel::store
