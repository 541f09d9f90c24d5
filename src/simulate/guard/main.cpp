// SPDX-License-Identifier: GPL-3.0-or-later
//
// The guard: heatreel_guard MARK, started by a rank that starts programs (see simulate/guard.hpp).
// Its standard input is a pipe whose other end the rank alone holds. If a byte comes, all is well,
// and it ends. If the pipe ends without, the rank has been killed: the guard kills all processes
// that have MARK (NAME=VALUE) in their environment. It links nothing but the language's library.
#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>

#include <unistd.h>

namespace {

/// Whether the rank says that nothing is left to be killed. Waits until it ends.
bool all_is_well() {
  char byte = 0;
  ssize_t count = 0;
  do {
    count = ::read(STDIN_FILENO, &byte, 1);
  } while (count < 0 && errno == EINTR);
  return count == 1;
}

/// Whether the process was started with the variable. False if that cannot be read.
bool has_variable(const std::filesystem::path& process, const std::string& variable) {
  std::ifstream file(process / "environ", std::ios::binary);
  const std::string environment = '\0' + std::string(std::istreambuf_iterator<char>(file), {});
  return environment.find('\0' + variable + '\0') != std::string::npos;
}

/// \returns how many processes got SIGKILL
int kill_all_with(const std::string& variable) {
  int killed = 0;
  std::error_code error;
  for (std::filesystem::directory_iterator entry("/proc", error), end; !error && entry != end;
       entry.increment(error)) {
    const std::string name = entry->path().filename();
    pid_t process = 0;
    const auto [rest, problem] = std::from_chars(name.data(), name.data() + name.size(), process);
    if (problem == std::errc() && *rest == '\0' && has_variable(entry->path(), variable) &&
        ::kill(process, SIGKILL) == 0) {
      ++killed;
    }
  }
  return killed;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("heatreel_guard is for heatreel alone\n", stderr);
    return 2;
  }
  // What ends the rank must not end the guard. (It has a process group of its own already.)
  for (const int signal : {SIGTERM, SIGINT, SIGHUP, SIGUSR1, SIGUSR2}) {
    std::signal(signal, SIG_IGN);
  }
  if (all_is_well()) {
    return 0;
  }
  // A program that is just being started appears late, and so does what it starts.
  constexpr int looks = 5;
  for (int without = 0; without < looks;) {
    without = kill_all_with(argv[1]) == 0 ? without + 1 : 0;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return 0;
}
