// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/app/stop_request.hpp"

#include <array>
#include <csignal>
#include <functional>
#include <string>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

namespace heatreel::app {
namespace {

constexpr std::array<int, 4> stop_signals = {SIGUSR1, SIGTERM, SIGINT, SIGHUP};

/// How a child process ended, and what it said on standard error.
struct Ending {
  int code = -1;    ///< -1 if a signal has ended it
  int signal = -1;  ///< -1 if it has ended by itself
  std::string said;
};

Ending ending_of(const std::function<int()>& life) {
  std::array<int, 2> pipe = {-1, -1};
  EXPECT_EQ(::pipe(pipe.data()), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    ::dup2(pipe[1], STDERR_FILENO);
    ::_exit(life());
  }
  ::close(pipe[1]);
  Ending ending;
  std::array<char, 256> text = {};
  for (ssize_t count = 0; (count = ::read(pipe[0], text.data(), text.size())) > 0;) {
    ending.said.append(text.data(), static_cast<std::size_t>(count));
  }
  ::close(pipe[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  ending.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  ending.signal = WIFSIGNALED(status) ? WTERMSIG(status) : -1;
  return ending;
}

TEST(StopRequest, ASignalEndsTheProcessAtOnceWhileThereIsNothingToLose) {
  for (const int number : stop_signals) {
    const Ending ending = ending_of([&] {
      const StopRequest stop;
      stop.speak();
      std::raise(number);
      return 0;
    });
    EXPECT_EQ(ending.code, 75);
    EXPECT_EQ(ending.said, std::string("heatreel: stopped by SIG") + sigabbrev_np(number) +
                               " (no file was changed)\n");
  }
}

TEST(StopRequest, OnlyOneProcessOfAJobSpeaks) {
  const Ending ending = ending_of([] {
    const StopRequest stop;
    std::raise(SIGTERM);
    return 0;
  });
  EXPECT_EQ(ending.code, 75);
  EXPECT_EQ(ending.said, "");
}

TEST(StopRequest, InControlItRemembersTheFirstSignal) {
  for (const int number : stop_signals) {
    const Ending ending = ending_of([&] {
      const StopRequest stop;
      stop.take_control();
      const bool none = stop.signal() == 0 && !stop.cause();
      std::raise(number);
      std::raise(SIGUSR1);
      return none && stop.signal() == number && stop.cause()->signal == number ? 0 : 1;
    });
    EXPECT_EQ(ending.code, 0) << number;
  }
}

TEST(StopRequest, ASecondInterruptEndsTheProcess) {
  const Ending ending = ending_of([] {
    const StopRequest stop;
    stop.take_control();
    std::raise(SIGINT);
    std::raise(SIGINT);
    return 0;
  });
  EXPECT_EQ(ending.signal, SIGINT);
}

TEST(StopRequest, WithoutControlSignalsHaveTheirUsualEffect) {
  const Ending later = ending_of([] {
    const StopRequest stop;
    stop.give_up_control();
    std::raise(SIGTERM);
    return 0;
  });
  EXPECT_EQ(later.signal, SIGTERM);
  const Ending before = ending_of([] {
    const StopRequest stop;
    stop.take_control();
    std::raise(SIGTERM);
    stop.give_up_control();
    return 0;
  });
  EXPECT_EQ(before.signal, SIGTERM);
}

TEST(StopRequest, ControlCanBeTakenAgain) {
  const Ending ending = ending_of([] {
    const StopRequest stop;
    stop.give_up_control();
    stop.take_control();
    std::raise(SIGTERM);
    return stop.signal() == SIGTERM ? 0 : 1;
  });
  EXPECT_EQ(ending.code, 0);
}

TEST(StopRequest, AHangUpThatIsIgnoredStaysSo) {
  const Ending ending = ending_of([] {
    {
      const StopRequest stop(true);
      std::raise(SIGHUP);
      stop.take_control();
      std::raise(SIGHUP);
      if (stop.signal() != 0) {
        return 1;
      }
      stop.give_up_control();
      std::raise(SIGHUP);
    }
    std::raise(SIGHUP);
    return 0;
  });
  EXPECT_EQ(ending.code, 0);
}

}  // namespace
}  // namespace heatreel::app
