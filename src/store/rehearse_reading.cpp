// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/store/rehearse_reading.hpp"

#include "posix_file.hpp"
#include "validate.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "heatreel/base/error.hpp"
#include "heatreel/store/frame_reader.hpp"

namespace heatreel::store {

namespace {

constexpr rlim_t most_seconds = 60;
constexpr std::int64_t most_cells = 65536;

/// Flags, ranges, checksums, and the first cells of every variable.
void read_some(const std::string& path) {
  const FrameReader reader(path);
  const FileLayout& layout = reader.layout();
  reader.committed_frames();
  for (std::size_t metric = 0; metric < layout.metrics.size(); ++metric) {
    reader.global_range(metric);
  }
  reader.recorded_checksums(0);
  reader.digests({0, std::min(layout.grid.cells_per_frame(), most_cells)});
}

/// The child's whole life. A crash must be quiet, leave no core file, and not be caught by
/// handlers that MPI has installed.
[[noreturn]] void rehearse(const std::string& path) {
  const int nowhere = ::open("/dev/null", O_WRONLY);
  ::dup2(nowhere, STDOUT_FILENO);
  ::dup2(nowhere, STDERR_FILENO);
  for (const int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGXCPU, SIGTERM}) {
    std::signal(signal, SIG_DFL);
  }
  const rlimit no_core = {0, 0};
  const rlimit time = {most_seconds, most_seconds};
  ::setrlimit(RLIMIT_CORE, &no_core);
  ::setrlimit(RLIMIT_CPU, &time);
  try {
    read_some(path);
  } catch (const base::Error&) {
    // The parent will meet it too, and say so.
  }
  ::_exit(0);
}

}  // namespace

void rehearse_reading(const std::string& path) {
  const pid_t child = ::fork();
  if (child < 0) {
    fail_io("fork", path, errno);
  }
  if (child == 0) {
    rehearse(path);
  }
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    const bool slow =
        WIFSIGNALED(status) && (WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGKILL);
    refuse(path, slow ? "reading its description takes too long"
                      : "it is damaged so that the HDF5 library crashes on it");
  }
}

}  // namespace heatreel::store
