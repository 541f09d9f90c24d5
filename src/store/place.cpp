// SPDX-License-Identifier: GPL-3.0-or-later
#include "place.hpp"

#include "posix_file.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <limits>
#include <optional>
#include <span>
#include <string_view>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "heatreel/base/digest.hpp"
#include "heatreel/base/machine.hpp"
#include "heatreel/base/text.hpp"

namespace heatreel::store {

namespace {

/// The start of a file that the kernel makes as it is read; "" where that fails.
std::string read_kernel_file(const std::string& path) {
  std::array<char, 1024> text = {};
  const Descriptor file(path, O_RDONLY);
  const ssize_t bytes = file.is_open() ? ::read(file.number(), text.data(), text.size()) : 0;
  return {text.data(), static_cast<std::size_t>(bytes > 0 ? bytes : 0)};
}

std::string read_link(const char* path) {
  std::array<char, 256> text = {};
  const ssize_t bytes = ::readlink(path, text.data(), text.size());
  return {text.data(), static_cast<std::size_t>(bytes > 0 ? bytes : 0)};
}

/// State and start, fields 3 and 22 of /proc/PID/stat; nothing if it cannot be read.
struct Sight {
  char state = ' ';
  std::int64_t start = 0;
};

std::optional<Sight> look_at(std::int64_t process) {
  const std::string line = read_kernel_file(fmt::format("/proc/{}/stat", process));
  // The program's name, field 2, stands in brackets and may hold anything.
  const std::size_t bracket = line.rfind(')');
  if (bracket == std::string::npos) {
    return std::nullopt;
  }
  const auto fields = base::split(std::string_view(line).substr(bracket + 1), ' ');
  constexpr std::size_t state_field = 1;  // counted from the blank before field 3
  constexpr std::size_t start_field = 20;
  if (fields.size() <= start_field || fields[state_field].empty()) {
    return std::nullopt;
  }
  return Sight{fields[state_field].front(), base::parse_int(fields[start_field]).value_or(0)};
}

/// A process that has ended stays in sight until its parent asks for it.
bool has_ended(const Sight& sight) { return sight.state == 'Z' || sight.state == 'X'; }

}  // namespace

Place this_place(const std::string& host) {
  return {host, std::string(base::trim(read_kernel_file("/proc/sys/kernel/random/boot_id"))),
          read_link("/proc/self/ns/pid")};
}

Place this_place() { return this_place(base::host_name()); }

bool sees_processes_of(const Place& here, const Place& there) {
  return here == there && !here.boot.empty() && !here.pid_namespace.empty();
}

std::uint32_t number_of(const Place& place) {
  const std::string text = fmt::format("{}\n{}\n{}", place.host, place.boot, place.pid_namespace);
  return base::digest_of(std::span(reinterpret_cast<const std::int8_t*>(text.data()), text.size()))
      .crc;
}

std::int64_t start_of(std::int64_t process) {
  const auto sight = look_at(process);
  return sight && !has_ended(*sight) ? sight->start : 0;
}

bool is_running(std::int64_t process, std::int64_t start) {
  if (process <= 0 || process > std::numeric_limits<pid_t>::max() ||
      (::kill(static_cast<pid_t>(process), 0) != 0 && errno == ESRCH)) {
    return false;
  }
  const auto sight = look_at(process);
  if (!sight) {
    return true;
  }
  return !has_ended(*sight) && (start == 0 || sight->start == start);
}

}  // namespace heatreel::store
