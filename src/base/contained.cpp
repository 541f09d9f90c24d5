// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/base/contained.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fstream>
#include <new>

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "heatreel/base/error.hpp"

namespace heatreel::base {

namespace {

using Ending = Contained::Ending;

/// After so much processor time comes SIGXCPU.
constexpr rlim_t most_seconds = 60;
constexpr rlim_t most_memory = rlim_t{4} << 30U;

/// The kernel keeps 128 MiB free below the stack of a program's main thread, whatever its limit is.
constexpr rlim_t stack_size = rlim_t{100} << 20U;

[[noreturn]] void fail(const char* call) {
  throw RuntimeError(
      {"cannot make a child process", std::string(call) + ": " + std::strerror(errno), ""});
}

template <class Resource>
void set_limit(Resource resource, rlim_t wanted) {
  rlimit limit{};
  ::getrlimit(resource, &limit);
  limit.rlim_cur = std::min(wanted, limit.rlim_max);
  ::setrlimit(resource, &limit);
}

/// Bytes of memory that the process alone has asked for so far.
rlim_t own_memory() {
  std::ifstream file("/proc/self/statm");
  rlim_t pages = 0;
  for (int column = 0; column < 6; ++column) {  // the sixth: data and stack
    file >> pages;
  }
  return pages * static_cast<rlim_t>(::sysconf(_SC_PAGESIZE));
}

/// The child's exit code for its ending: this and the ending's number. Codes of any other kind are
/// those of a library that calls exit().
constexpr int first_exit_code = 100;

/// A crash must be quiet, leave no core file, and not be caught by handlers that MPI has installed.
void prepare_child() {
  const int nowhere = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
  ::dup2(nowhere, STDOUT_FILENO);
  ::dup2(nowhere, STDERR_FILENO);
  for (const int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGXCPU, SIGTERM, SIGINT}) {
    std::signal(signal, SIG_DFL);
  }
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // a signal may end the parent while it waits
  set_limit(RLIMIT_CORE, 0);
  set_limit(RLIMIT_CPU, most_seconds);
  set_limit(RLIMIT_STACK, stack_size);
  set_limit(RLIMIT_DATA, own_memory() + most_memory);
}

Contained attempt(const std::function<std::string()>& work) {
  try {
    return {Ending::regular, work()};
  } catch (const std::bad_alloc&) {
    return {Ending::large, ""};
  } catch (const std::exception& error) {
    return {Ending::error, error.what()};
  }
}

/// The child's whole life: the text goes through the pipe, the ending is its exit code.
[[noreturn]] void live(const std::function<std::string()>& work, int pipe) {
  prepare_child();
  const Contained result = attempt(work);
  for (std::size_t sent = 0; sent < result.text.size();) {
    const ssize_t count = ::write(pipe, result.text.data() + sent, result.text.size() - sent);
    if (count < 0 && errno != EINTR) {
      std::abort();
    }
    sent += static_cast<std::size_t>(std::max<ssize_t>(count, 0));
  }
  ::_exit(first_exit_code + static_cast<int>(result.ending));
}

/// All that comes, until the child closes its end.
std::string read_all(int pipe) {
  std::string text;
  std::array<char, 65536> buffer{};
  for (;;) {
    const ssize_t count = ::read(pipe, buffer.data(), buffer.size());
    if (count == 0 || (count < 0 && errno != EINTR)) {
      return text;
    }
    text.append(buffer.data(), static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
  }
}

Ending ending_of(pid_t child) {
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (WIFSIGNALED(status)) {
    return WTERMSIG(status) == SIGXCPU ? Ending::slow : Ending::crashed;
  }
  for (const Ending ending : {Ending::regular, Ending::error, Ending::large}) {
    if (WEXITSTATUS(status) == first_exit_code + static_cast<int>(ending)) {
      return ending;
    }
  }
  return Ending::crashed;
}

}  // namespace

Contained run_contained(const std::function<std::string()>& work) {
  std::array<int, 2> pipe{};
  if (::pipe2(pipe.data(), O_CLOEXEC) != 0) {
    fail("pipe");
  }
  const pid_t child = ::fork();
  if (child < 0) {
    ::close(pipe[0]);
    ::close(pipe[1]);
    fail("fork");
  }
  if (child == 0) {
    live(work, pipe[1]);
  }
  ::close(pipe[1]);
  std::string text = read_all(pipe[0]);  // before the wait: the child waits while the pipe is full
  ::close(pipe[0]);
  return {ending_of(child), std::move(text)};
}

}  // namespace heatreel::base
