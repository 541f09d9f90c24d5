// SPDX-License-Identifier: GPL-3.0-or-later
// What messages cost rank 0, under mpirun on two ranks or more. Prints one line each, a name and
// microseconds of processor time (the median of five rounds):
//   post N       a post while N sends wait for a receiver that does not look
//   one-by-one   an order to all others as a loop of posts, as a comparison
//   announce     the same as an announcement
// and elapsed, since others must run for it:
//   arrival      from announce() until rank 0 knows that all have got it
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <ctime>
#include <functional>
#include <thread>
#include <vector>

#include <fmt/format.h>

#include "heatreel/base/clock.hpp"
#include "heatreel/comm/announcement.hpp"
#include "heatreel/comm/mpi_session.hpp"

namespace {

using namespace heatreel;

constexpr int rounds = 5;
constexpr int small_tag = 1;
constexpr int large_tag = 2;
constexpr int common_tag = 3;
constexpr std::size_t order_bytes = 100;  // a commit of one frame

/// Microseconds of processor time, or elapsed, since it was made.
class Timer {
 public:
  double busy() const { return static_cast<double>(std::clock() - start_) / CLOCKS_PER_SEC * 1e6; }
  double elapsed() const { return watch_.seconds() * 1e6; }

 private:
  std::clock_t start_ = std::clock();
  base::Stopwatch watch_;
};

/// Prints the middle value of several runs of a measurement, in which all ranks take part.
void print_median(const comm::Communicator& comm, const std::string& name,
                  const std::function<double()>& measure) {
  std::vector<double> values(rounds);
  std::ranges::generate(values, measure);
  std::ranges::nth_element(values, values.begin() + rounds / 2);
  if (comm.rank() == 0) {
    fmt::print("{} {:.3f}\n", name, values[rounds / 2]);
  }
}

void nap() { std::this_thread::sleep_for(std::chrono::microseconds(100)); }

void take(const comm::Communicator& comm, int tag, int count) {
  while (count > 0) {
    comm.poll(tag) ? static_cast<void>(--count) : nap();
  }
}

double cost_of_post(const comm::Communicator& comm, int backlog) {
  constexpr int posts = 2000;
  const std::vector<std::byte> large(16384);  // beyond what MPI sends before it is asked for
  const std::vector<std::byte> small(order_bytes);
  double cost = 0.0;
  if (comm.rank() == 0) {
    for (int i = 0; i < backlog; ++i) {
      comm.post(1, large_tag, large);
    }
    const Timer timer;
    for (int i = 0; i < posts; ++i) {
      comm.post(1, small_tag, small);
    }
    cost = timer.busy() / posts;
  }
  comm.barrier();
  if (comm.rank() == 1) {
    take(comm, large_tag, backlog);
    take(comm, small_tag, posts);
  }
  comm.barrier();
  return cost;
}

/// The cost of telling the others something, at a hundred orders.
double cost_of_telling(const comm::Communicator& comm, const std::function<void()>& tell,
                       const std::function<bool()>& hear) {
  constexpr int orders = 100;
  double cost = 0.0;
  if (comm.rank() == 0) {
    const Timer timer;
    for (int i = 0; i < orders; ++i) {
      tell();
    }
    cost = timer.busy() / orders;
  } else {
    for (int heard = 0; heard < orders;) {
      hear() ? static_cast<void>(++heard) : nap();
    }
  }
  comm.barrier();
  return cost;
}

/// All ranks but 0 answer an announcement at once.
double time_of_arrival(const comm::Communicator& comm) {
  double elapsed = 0.0;
  if (comm.rank() == 0) {
    const Timer timer;
    comm::announce(comm, common_tag, std::vector<std::byte>(order_bytes));
    take(comm, small_tag, comm.size() - 1);
    elapsed = timer.elapsed();
  } else {
    while (!comm::poll_announcement(comm, common_tag)) {
      nap();
    }
    comm.post(0, small_tag, {});
  }
  comm.barrier();
  return elapsed;
}

void compare_ways_to_tell(const comm::Communicator& comm) {
  const std::vector<std::byte> order(order_bytes);
  const auto one_by_one = [&] {
    for (int rank = 1; rank < comm.size(); ++rank) {
      comm.post(rank, small_tag, order);
    }
  };
  print_median(comm, "one-by-one", [&] {
    return cost_of_telling(comm, one_by_one,
                           [&] { return comm.poll_from(0, small_tag).has_value(); });
  });
  print_median(comm, "announce", [&] {
    return cost_of_telling(
        comm, [&] { comm::announce(comm, common_tag, order); },
        [&] { return comm::poll_announcement(comm, common_tag).has_value(); });
  });
  print_median(comm, "arrival", [&] { return time_of_arrival(comm); });
}

}  // namespace

int main(int argc, char** argv) {
  const comm::MpiSession session(&argc, &argv);
  const comm::Communicator& comm = session.world();
  if (comm.size() < 2) {
    return 1;
  }
  for (const int backlog : {0, 1000, 8000}) {
    print_median(comm, fmt::format("post {}", backlog),
                 [&] { return cost_of_post(comm, backlog); });
  }
  compare_ways_to_tell(comm);
}
