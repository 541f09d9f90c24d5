// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz.hpp"

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string_view>

#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <unistd.h>

namespace heatreel::fuzz {

namespace {

/// What the guard prints; set before each input, since a handler may not format.
char report_text[128];
std::size_t report_length = 0;

void name_input(const Plan& plan, std::int64_t n) {
  const auto end = fmt::format_to_n(report_text, sizeof report_text,
                                    "crashed or hung: --seed {} --only {}\n", plan.seed, n);
  report_length = std::min(end.size, sizeof report_text);
}

void on_signal(int number) {
  [[maybe_unused]] const auto ignored = ::write(STDERR_FILENO, report_text, report_length);
  ::_exit(128 + number);
}

void guard() {
  for (const int number : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGPROF}) {
    std::signal(number, on_signal);
  }
}

/// SIGPROF comes after so much processor time, 0 for never: on a busy machine, waiting is no hang.
void limit_processor_time(int seconds) {
  const itimerval limit{{0, 0}, {seconds, 0}};
  ::setitimer(ITIMER_PROF, &limit, nullptr);
}

double megabytes_at_most() {
  struct rusage usage = {};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024.0;
}

/// Texts that numbers, names and operators of any grammar stumble over.
constexpr std::array<std::string_view, 48> nasty = {"nan",
                                                    "inf",
                                                    "-inf",
                                                    "1e308",
                                                    "1e309",
                                                    "-1e-320",
                                                    "0",
                                                    "-0",
                                                    "-1",
                                                    "1e-400",
                                                    "0x10",
                                                    "1.5.2",
                                                    "9223372036854775807",
                                                    "9223372036854775808",
                                                    "18446744073709551616",
                                                    "4294967296",
                                                    "65536",
                                                    "=",
                                                    ":",
                                                    ",",
                                                    "..",
                                                    "\"",
                                                    "[",
                                                    "]",
                                                    "(",
                                                    ")",
                                                    "#",
                                                    "\\",
                                                    "%n%s",
                                                    "{}",
                                                    "\x1b[31m",
                                                    "\xff\xfe",
                                                    "\xc3\xa9",
                                                    "\xe2\x80\xa8",
                                                    "\r",
                                                    "\t",
                                                    ":log",
                                                    "1:1:1",
                                                    "0:0:3",
                                                    "1:2:1000000000000",
                                                    "^",
                                                    "/0",
                                                    "sqrt(-1)",
                                                    "exp(1e9)",
                                                    "1/0",
                                                    "if",
                                                    "--",
                                                    "../../"};

std::string_view piece_of(std::string_view text, Random& random) {
  const std::size_t begin = below(text.size() + 1, random);
  return text.substr(begin, below(40, random));
}

/// A range of whole lines.
std::pair<std::size_t, std::size_t> some_line(std::string_view text, Random& random) {
  const std::size_t at = below(text.size() + 1, random);
  const std::size_t before = text.substr(0, at).rfind('\n');
  const std::size_t begin = before == std::string_view::npos ? 0 : before + 1;
  const std::size_t end = std::min(text.find('\n', begin), text.size() - 1) + 1;
  return {begin, end - begin};
}

/// A run of letters and digits or of anything else.
std::pair<std::size_t, std::size_t> some_word(std::string_view text, Random& random) {
  constexpr std::string_view word =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.";
  const std::size_t from = text.find_first_of(word, below(text.size(), random));
  if (from == std::string_view::npos) {
    return {0, 0};
  }
  return {from, std::min(text.find_first_not_of(word, from), text.size()) - from};
}

void change_once(std::string& text, const std::vector<std::string>& corpus, Random& random) {
  const std::size_t at = below(text.size() + 1, random);
  const auto nasty_text = [&] { return std::string(nasty[below(nasty.size(), random)]); };
  switch (text.empty() ? 1 : below(11, random)) {
    case 0:
      text[at % text.size()] = static_cast<char>(below(256, random));
      return;
    case 1:
      text.insert(at, nasty_text());
      return;
    case 2:
      text.erase(at, below(30, random));
      return;
    case 3:
      text.insert(at, piece_of(corpus[below(corpus.size(), random)], random));
      return;
    case 4: {
      const auto [begin, length] = some_line(text, random);
      const std::string line = text.substr(begin, length);
      text.insert(below(2, random) == 0 ? begin : text.size(), line);
      return;
    }
    case 5: {
      const auto [begin, length] = some_line(text, random);
      text.erase(begin, length);
      return;
    }
    case 6: {
      const auto [begin, length] = some_word(text, random);
      text.replace(begin, length, nasty_text());
      return;
    }
    case 7: {
      const auto [begin, length] = some_word(text, random);
      const auto [other, other_length] = some_word(text, random);
      text.replace(begin, length, text.substr(other, other_length));
      return;
    }
    case 8:
      text.resize(at);
      return;
    case 9: {
      const std::string deep(1U << below(12, random), "(-[^\"\n"[below(6, random)]);
      text.insert(at, deep);
      return;
    }
    default: {
      const std::string piece(piece_of(text, random));
      for (std::size_t times = below(50, random); times > 0; --times) {
        text.insert(at, piece);
      }
    }
  }
}

}  // namespace

std::size_t below(std::size_t limit, Random& random) {
  return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random);
}

std::string mutated_text(std::string text, const std::vector<std::string>& corpus, Random& random) {
  // Mostly few changes: what differs in everything is refused by the first check.
  for (std::size_t changes = 1 + below(1 + below(6, random), random); changes > 0; --changes) {
    change_once(text, corpus, random);
  }
  return text;
}

Plan read_plan(int argc, char** argv) {
  Plan plan;
  plan.seed = std::random_device()();
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string_view name = argv[i];
    const std::string value = argv[i + 1];
    if (name == "--seed") {
      plan.seed = std::stoull(value);
    } else if (name == "--count") {
      plan.count = std::stoll(value);
    } else if (name == "--seconds") {
      plan.seconds = std::stod(value);
    } else if (name == "--only") {
      plan.only = std::stoll(value);
    }
  }
  return plan;
}

int run(const Plan& plan, int longest, const std::function<std::string(Random&)>& make,
        const std::function<bool(const std::string&)>& attempt) {
  using Clock = std::chrono::steady_clock;
  guard();
  fmt::print("seed {}\n", plan.seed);
  const auto end = Clock::now() + std::chrono::duration<double>(plan.seconds);
  std::int64_t n = std::max<std::int64_t>(plan.only, 0);
  std::int64_t read = 0;
  for (; plan.count > 0 ? n < plan.count : Clock::now() < end; ++n) {
    std::seed_seq source{plan.seed, static_cast<std::uint64_t>(n)};
    Random random(source);
    const std::string input = make(random);
    if (plan.only >= 0) {
      fmt::print("{}\n", input);
    }
    name_input(plan, n);
    limit_processor_time(longest);
    try {
      read += attempt(input) ? 1 : 0;
    } catch (const std::exception& error) {
      fmt::print(stderr, "--seed {} --only {}: {}\n", plan.seed, n, error.what());
      return 1;
    }
    limit_processor_time(0);
    if (plan.only >= 0) {
      return 0;
    }
  }
  fmt::print("{} inputs, {} of them read, {:.0f} MiB at most\n", n, read, megabytes_at_most());
  return 0;
}

}  // namespace heatreel::fuzz
