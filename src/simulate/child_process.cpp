// SPDX-License-Identifier: GPL-3.0-or-later
#include "child_process.hpp"

#include "guard.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include "heatreel/base/text.hpp"
#include "heatreel/solve/solver.hpp"

namespace heatreel::simulate {

namespace {

using std::chrono::microseconds;

/// How long a wait lasts at most before the request to stop and the time are looked at.
constexpr microseconds longest_nap{10'000};

/// How soon a child that has closed its output is looked at again. Mostly it ends at once.
constexpr microseconds shortest_nap{20};

/// How long a child whose output has ended may take to end itself.
constexpr double end_seconds = 0.1;

/// Of standard error, so much is kept to find the last line in.
constexpr std::size_t most_errors = 4096;

void do_not_block(const Descriptor& descriptor) { ::fcntl(descriptor.get(), F_SETFL, O_NONBLOCK); }

/// What is there, up to 64 KiB, which stays until the next call. Closes the descriptor at its end.
std::string_view read_some(Descriptor& from) {
  static thread_local std::array<char, 65536> buffer;
  if (!from.is_open()) {
    return {};
  }
  const ssize_t count = ::read(from.get(), buffer.data(), buffer.size());
  if (count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR)) {
    from.close();
  }
  return {buffer.data(), static_cast<std::size_t>(std::max<ssize_t>(count, 0))};
}

/// The moment that is so many seconds from now.
std::optional<std::chrono::steady_clock::time_point> moment_in(double seconds) {
  constexpr double for_ever = 1e9;  // 30 years
  if (seconds > for_ever) {
    return std::nullopt;
  }
  return std::chrono::steady_clock::now() +
         std::chrono::duration_cast<std::chrono::steady_clock::duration>(
             std::chrono::duration<double>(seconds));
}

/// Asks at each round of a wait whether it has to end.
class Wait {
 public:
  explicit Wait(const Patience& patience)
      : patience_(patience), end_(moment_in(patience.seconds)) {}

  bool is_over() const {
    if (patience_.stop.stop_requested()) {
      throw solve::Cancelled();
    }
    return end_ && std::chrono::steady_clock::now() >= *end_;
  }

 private:
  const Patience& patience_;
  std::optional<std::chrono::steady_clock::time_point> end_;
};

}  // namespace

ChildProcess::ChildProcess(const std::vector<std::string>& words,
                           const std::vector<std::string>& environment, Input input) {
  start_guard();
  Pipe in;
  if (input == Input::pipe) {
    in = make_pipe();
    input_ = std::move(in.writing);
    do_not_block(input_);
  }
  Pipe out = make_pipe();
  Pipe error = make_pipe();
  output_end_ = std::move(out.reading);
  error_end_ = std::move(error.reading);
  do_not_block(output_end_);
  do_not_block(error_end_);
  process_ =
      spawn(words, environment,
            {.input = in.reading.get(), .output = out.writing.get(), .error = error.writing.get()});
}

ChildProcess::~ChildProcess() {
  if (!has_ended()) {
    ::kill(-process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
  }
}

Waited ChildProcess::exchange(std::string_view text, const Patience& patience) {
  output_.erase(0, std::min(output_.size(), line_end_ + 1));  // the line before
  line_end_ = 0;
  read_output();
  if (!output_.empty()) {
    return Waited::unasked;
  }
  outgoing_ = text;
  sent_ = 0;
  write_input();
  std::size_t searched = 0;
  for (const Wait wait(patience);;) {
    if (const auto end = output_.find('\n', searched); end != std::string::npos) {
      line_end_ = end;
      return Waited::done;
    }
    searched = output_.size();
    if (output_.size() > patience.bytes) {
      return Waited::too_much;
    }
    if (!output_end_.is_open()) {
      wait_for_end({.seconds = end_seconds, .bytes = patience.bytes});  // to know how it ended
      return Waited::ended;
    }
    if (wait.is_over()) {
      return Waited::too_long;
    }
    advance(longest_nap);
  }
}

bool ChildProcess::keeps_silent(const Patience& patience) {
  for (const Wait wait(patience); output_.size() == line_end_ + 1;) {
    if (wait.is_over() || !output_end_.is_open()) {
      return true;
    }
    advance(longest_nap);
  }
  return false;
}

Waited ChildProcess::wait_for_end(const Patience& patience) {
  microseconds nap = shortest_nap;
  for (const Wait wait(patience); !has_ended();) {
    if (output_.size() > patience.bytes) {
      return Waited::too_much;
    }
    if (wait.is_over()) {
      return Waited::too_long;
    }
    advance(output_end_.is_open() ? longest_nap : nap);
    nap = output_end_.is_open() ? shortest_nap : std::min(2 * nap, longest_nap);
  }
  while (output_.size() <= patience.bytes && read_output()) {
  }
  while (read_errors()) {
  }
  return output_.size() > patience.bytes ? Waited::too_much : Waited::done;
}

void ChildProcess::dismiss(double seconds) {
  input_.close();
  output_end_.close();  // a child that still writes ends by SIGPIPE
  output_.clear();
  wait_for_end({.seconds = seconds, .bytes = 0});
}

bool ChildProcess::has_ended() {
  if (status_) {
    return true;
  }
  siginfo_t info{};
  if (::waitid(P_PID, static_cast<id_t>(process_), &info, WEXITED | WNOHANG | WNOWAIT) != 0 ||
      info.si_pid == 0) {
    return false;
  }
  ::kill(-process_, SIGKILL);  // what it has left behind; the group's number is still its own
  int status = 0;
  ::waitpid(process_, &status, 0);
  status_ = status;
  return true;
}

std::optional<std::string> ChildProcess::failure() const {
  if (WIFSIGNALED(*status_)) {
    const char* name = sigabbrev_np(WTERMSIG(*status_));
    return name != nullptr ? fmt::format("ended by SIG{}", name)
                           : fmt::format("ended by signal {}", WTERMSIG(*status_));
  }
  return WEXITSTATUS(*status_) == 0
             ? std::nullopt
             : std::optional(fmt::format("ended with exit code {}", WEXITSTATUS(*status_)));
}

std::string ChildProcess::last_error_line() const {
  const std::string_view all = base::trim(errors_);
  return base::printable(base::trim(all.substr(all.rfind('\n') + 1)));
}

void ChildProcess::advance(microseconds longest) {
  std::array<pollfd, 3> all = {{{output_end_.get(), POLLIN, 0},
                                {error_end_.get(), POLLIN, 0},
                                {sent_ < outgoing_.size() ? input_.get() : -1, POLLOUT, 0}}};
  const timespec time{0, std::chrono::nanoseconds(longest).count()};
  if (::ppoll(all.data(), all.size(), &time, nullptr) <= 0) {
    return;
  }
  if (all[0].revents != 0) {
    read_output();
  }
  if (all[1].revents != 0) {
    read_errors();
  }
  if (all[2].revents != 0) {
    write_input();
  }
}

bool ChildProcess::read_output() {
  const std::string_view text = read_some(output_end_);
  output_ += text;
  return !text.empty();
}

bool ChildProcess::read_errors() {
  const std::string_view text = read_some(error_end_);
  errors_ += text;
  errors_.erase(0, errors_.size() - std::min(errors_.size(), most_errors));
  return !text.empty();
}

/// A child that has closed its input is one whose output ends, or that is silent: the wait for its
/// answer tells.
void ChildProcess::write_input() {
  while (input_.is_open() && sent_ < outgoing_.size()) {
    const ssize_t count = ::write(input_.get(), outgoing_.data() + sent_, outgoing_.size() - sent_);
    if (count < 0) {
      if (errno != EAGAIN && errno != EINTR) {
        input_.close();
      }
      return;
    }
    sent_ += static_cast<std::size_t>(count);
  }
}

}  // namespace heatreel::simulate
