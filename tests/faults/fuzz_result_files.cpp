// SPDX-License-Identifier: GPL-3.0-or-later
// Result files with damaged bytes: each is either read or refused by an error of ours. Reading
// happens in child processes, because some damage crashes the HDF5 library itself; what does so is
// kept (--keep FOLDER), so that a test can see what the program makes of it.
#include "fuzz.hpp"
#include "store/example_sweep.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string_view>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "heatreel/base/error.hpp"

namespace {

namespace fs = std::filesystem;
using heatreel::fuzz::below;
using heatreel::fuzz::Plan;
using heatreel::fuzz::Random;

constexpr std::int64_t inputs_a_child = 500;
constexpr unsigned longest_seconds = 10;
constexpr rlim_t most_memory = rlim_t{2} << 30U;
constexpr int exit_strange = 3;  ///< a child met an exception that is none of ours

/// What a child tells its parent while it works.
struct Progress {
  std::int64_t input = 0;  ///< the one under way
  std::int64_t read = 0;   ///< how many were read, not refused
};

std::string good_file(const fs::path& folder) {
  using namespace heatreel::store::test;
  const std::string path = folder / "good.nc";
  write_example(path, example_layout(4, 3, 2), heatreel::comm::Communicator(), 2, 5);
  return slurp(path);
}

/// Numbers that mean something else in the place of a size, an offset or a count.
std::uint64_t nasty_number(std::size_t file_bytes, Random& random) {
  const std::array<std::uint64_t, 9> numbers = {0,
                                                1,
                                                ~std::uint64_t{0},
                                                std::uint64_t{1} << 31U,
                                                std::uint64_t{1} << 62U,
                                                file_bytes,
                                                file_bytes - 1,
                                                below(file_bytes, random),
                                                below(256, random)};
  return numbers[below(numbers.size(), random)];
}

void damage_once(std::string& bytes, Random& random) {
  const std::size_t at = below(bytes.size(), random);
  switch (below(8, random)) {
    case 0:
    case 1:
      bytes[at] = static_cast<char>(below(256, random));
      return;
    case 2:
      bytes[at] = static_cast<char>(bytes[at] ^ (1 << below(8, random)));
      return;
    case 3:
    case 4:
    case 5: {
      const std::uint64_t number = nasty_number(bytes.size(), random);
      const std::size_t width = std::size_t{1} << below(4, random);
      std::memcpy(bytes.data() + at, &number, std::min(width, bytes.size() - at));
      return;
    }
    case 6: {
      const std::size_t from = below(bytes.size(), random);
      const std::size_t length = std::min(below(300, random), bytes.size() - std::max(at, from));
      std::memmove(bytes.data() + at, bytes.data() + from, length);
      return;
    }
    default:
      if (below(20, random) == 0) {
        bytes.resize(at + 1);
      }
  }
}

std::string input(const std::string& good, std::uint64_t seed, std::int64_t n) {
  std::seed_seq source{seed, static_cast<std::uint64_t>(n)};
  Random random(source);
  std::string bytes = good;
  for (std::size_t changes = 1 + below(6, random); changes > 0; --changes) {
    damage_once(bytes, random);
  }
  return bytes;
}

/// Everything that the program reads of a file.
void read_all(const std::string& path) {
  const heatreel::store::FrameReader reader(path);
  const auto& layout = reader.layout();
  std::vector<double> values(static_cast<std::size_t>(layout.grid.cells_per_frame()));
  std::vector<heatreel::grid::CellStatus> status(values.size());
  reader.committed_frames();
  for (std::int64_t frame = 0; frame < layout.grid.frames(); ++frame) {
    for (std::size_t metric = 0; metric < layout.metrics.size(); ++metric) {
      reader.global_range(metric);
      reader.frame_range(metric, frame);
      reader.read_frame(metric, frame, values);
    }
    reader.read_status(frame, status);
  }
}

/// A child's work: the inputs [first, last). Does not return.
[[noreturn]] void work(const std::string& good, const fs::path& folder, const Plan& plan,
                       std::int64_t last, Progress& progress) {
#ifndef __SANITIZE_ADDRESS__
  const rlimit limit{most_memory, most_memory};
  ::setrlimit(RLIMIT_AS, &limit);
#endif
  const rlimit no_core{0, 0};
  ::setrlimit(RLIMIT_CORE, &no_core);
  const std::string path = folder / "damaged.nc";
  const int file = ::open(path.c_str(), O_CREAT | O_WRONLY, 0600);
  for (; progress.input < last; ++progress.input) {
    const std::string bytes = input(good, plan.seed, progress.input);
    if (::ftruncate(file, static_cast<off_t>(bytes.size())) != 0 ||
        ::pwrite(file, bytes.data(), bytes.size(), 0) != std::ssize(bytes)) {
      ::_exit(exit_strange);
    }
    ::alarm(longest_seconds);
    try {
      read_all(path);
      ++progress.read;
    } catch (const heatreel::base::Error&) {
      // Refused, as it should be.
    } catch (const std::exception& error) {
      fmt::print(stderr, "--seed {} --only {}: {}\n", plan.seed, progress.input, error.what());
      ::_exit(exit_strange);
    }
    ::alarm(0);
  }
  ::_exit(0);
}

/// Runs a child up to the input `last` or to the one that ends it. \return how it ended, as waitpid
int run_child(const std::string& good, const fs::path& folder, const Plan& plan, std::int64_t last,
              Progress& progress) {
  const pid_t child = ::fork();
  if (child == 0) {
    work(good, folder, plan, last, progress);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return status;
}

/// \return the exit code for main
int fuzz(const Plan& plan, const fs::path& folder, const std::string& keep, Progress& progress) {
  using Clock = std::chrono::steady_clock;
  const std::string good = good_file(folder);
  const auto end = Clock::now() + std::chrono::duration<double>(plan.seconds);
  std::int64_t crashes = 0;
  bool strange = false;
  progress.input = std::max<std::int64_t>(plan.only, 0);
  while (plan.only >= 0 ? progress.input == plan.only
                        : (plan.count > 0 ? progress.input < plan.count : Clock::now() < end)) {
    const std::int64_t batch = progress.input + (plan.only >= 0 ? 1 : inputs_a_child);
    const int status = run_child(good, folder, plan,
                                 plan.count > 0 ? std::min(batch, plan.count) : batch, progress);
    if (status == 0) {
      continue;
    }
    strange = strange || !WIFSIGNALED(status);
    if (WIFSIGNALED(status)) {
      ++crashes;
      fmt::print("--seed {} --only {}: {} while reading\n", plan.seed, progress.input,
                 WTERMSIG(status) == SIGALRM ? "hung" : strsignal(WTERMSIG(status)));
      if (!keep.empty()) {
        std::ofstream(fs::path(keep) / fmt::format("{}-{}.nc", plan.seed, progress.input),
                      std::ios::binary)
            << input(good, plan.seed, progress.input);
      }
    }
    ++progress.input;
  }
  fmt::print("{} inputs, {} of them read, {} ended the reading process\n", progress.input,
             progress.read, crashes);
  return strange ? 1 : 0;
}

}  // namespace

int main(int argc, char** argv) {
  const Plan plan = heatreel::fuzz::read_plan(argc, argv);
  std::string keep;
  for (int i = 1; i + 1 < argc; i += 2) {
    keep = std::string_view(argv[i]) == "--keep" ? argv[i + 1] : keep;
  }
  fmt::print("seed {}\n", plan.seed);
  std::fflush(stdout);
  void* shared =
      ::mmap(nullptr, sizeof(Progress), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  const fs::path folder = fs::temp_directory_path() / fmt::format("heatreel-fuzz-{}", ::getpid());
  fs::create_directory(folder);
  const int code = fuzz(plan, folder, keep, *new (shared) Progress);
  fs::remove_all(folder);
  return code;
}
