// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/base/standard_streams.hpp"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdio>
#include <system_error>

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include "heatreel/base/error.hpp"

namespace heatreel::base {

namespace {

using Clock = std::chrono::steady_clock;

/// The errno of the first loss on standard output; 0 for none.
int first_loss = 0;

/// Whether standard error takes something before the deadline. A reader that has gone counts as
/// ready: the write then says so.
bool is_ready(Clock::time_point deadline) noexcept {
  pollfd error = {STDERR_FILENO, POLLOUT, 0};
  for (;;) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
    const int found = ::poll(&error, 1, static_cast<int>(std::max<std::int64_t>(0, left.count())));
    if (found >= 0 || errno != EINTR) {
      return found > 0;
    }
  }
}

}  // namespace

void open_standard_descriptors() {
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    const bool closed = ::fcntl(descriptor, F_GETFD) < 0 && errno == EBADF;
    // The lowest number that is free: this one, since those below are open by now.
    if (closed && ::open("/dev/null", O_RDWR) != descriptor) {
      throw RuntimeError({"cannot open /dev/null", std::generic_category().message(errno),
                          "Do not close standard input, output and error."});
    }
  }
}

void write_error(std::string_view text, std::chrono::milliseconds patience) noexcept {
  const int before = errno;  // a signal handler must not change it
  const Clock::time_point deadline = Clock::now() + patience;
  while (!text.empty() && is_ready(deadline)) {
    // A pipe that is ready has room for that much at once.
    const std::size_t piece = std::min<std::size_t>(text.size(), PIPE_BUF);
    const ssize_t written = ::write(STDERR_FILENO, text.data(), piece);
    if (written >= 0) {
      text.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno != EINTR && errno != EAGAIN) {
      break;
    }
  }
  errno = before;
}

void write_output(std::string_view text) noexcept {
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() && first_loss == 0) {
    first_loss = errno;
  }
}

int flush_output() noexcept {
  if (std::fflush(stdout) != 0 && first_loss == 0) {
    first_loss = errno;
  }
  // What a copy of this code in a shared library has lost is known to the stream.
  return first_loss == 0 && std::ferror(stdout) != 0 ? EIO : first_loss;
}

}  // namespace heatreel::base
