// SPDX-License-Identifier: GPL-3.0-or-later
#include "simulated_sweep.hpp"

#include <algorithm>
#include <cmath>
#include <queue>
#include <variant>
#include <vector>

#include <malloc.h>

namespace heatreel::bench {

namespace {

/// A request that comes to rank 0, with the report of a chunk.
struct Request {
  double time = 0.0;  ///< of its arrival
  int rank = 0;
  grid::ChunkRange range;  ///< empty if there is nothing to report
  double seconds = 0.0;

  bool operator>(const Request& other) const { return time > other.time; }
};

double heap_bytes() {
  const struct mallinfo2 heap = mallinfo2();
  return static_cast<double>(heap.uordblks + heap.hblkhd);
}

class SimulatedSweep {
 public:
  SimulatedSweep(const schedule::JobShape& shape, const CellCosts& costs,
                 const MachineCosts& machine, int requests_per_rank)
      : shape_(shape),
        costs_(costs),
        machine_(machine),
        free_at_(static_cast<std::size_t>(shape.ranks) * static_cast<std::size_t>(shape.threads)) {
    std::vector<Request> storage;
    storage.reserve(static_cast<std::size_t>(shape.ranks) *
                    static_cast<std::size_t>(requests_per_rank));
    inbox_ = Inbox({}, std::move(storage));
    for (int i = 0; i < requests_per_rank; ++i) {
      for (int rank = 0; rank < shape.ranks; ++rank) {
        inbox_.push({machine.latency, rank, {}, 0.0});
      }
    }
  }

  SimulatedResult run(const MakeSchedule& make_schedule) {
    const double heap_without = heap_bytes();
    const auto schedule = make_schedule();
    while (!stopped_) {
      const bool received = receive(*schedule);
      const bool dispatched = dispatch(*schedule);
      result_.peak_bytes =
          std::max(result_.peak_bytes, commits_.empty() ? 0.0 : heap_bytes() - heap_without);
      const bool committed = join_commits(*schedule);
      if (!received && !dispatched && !committed) {
        now_ += machine_.nap;
      }
    }
    return result();
  }

 private:
  using Inbox = std::priority_queue<Request, std::vector<Request>, std::greater<>>;

  void work_at_rank_0(double seconds) {
    now_ += seconds;
    result_.load += seconds;
  }

  bool receive(Schedule& schedule) {
    bool any = false;
    while (!inbox_.empty() && inbox_.top().time <= now_) {
      const Request request = inbox_.top();
      inbox_.pop();
      work_at_rank_0(machine_.receive);
      if (request.range.size() > 0) {
        schedule.report(request.rank, {request.range, request.seconds, 0, {}});
        unwritten_bytes_ += static_cast<double>(request.range.size() * shape_.bytes_per_cell);
      }
      schedule.request(request.rank);
      any = true;
    }
    return any;
  }

  bool dispatch(Schedule& schedule) {
    bool any = false;
    while (auto dispatch = schedule.next(now_)) {
      work_at_rank_0(machine_.send);
      if (const auto* chunk = std::get_if<schedule::ComputeChunk>(&dispatch->order)) {
        compute(dispatch->rank, chunk->range);
      } else if (auto* commit = std::get_if<schedule::CommitFrames>(&dispatch->order)) {
        commits_.push_back(std::move(*commit));
      } else {
        stopped_ = true;
      }
      any = true;
    }
    return any;
  }

  /// The chunk goes to the rank's thread that is free first. An idle rank sleeps half a nap, on
  /// average, before it finds the order.
  void compute(int rank, const grid::ChunkRange& range) {
    const auto first = free_at_.begin() + std::ptrdiff_t{rank} * shape_.threads;
    const auto thread = std::min_element(first, first + shape_.threads);
    const double work = costs_.seconds(range);
    const double seconds = work / costs_.speed(rank);
    *thread = std::max(*thread, now_ + machine_.latency + machine_.nap / 2.0) + seconds;
    inbox_.push({*thread + machine_.latency, rank, range, seconds});
    work_ += work;
    ++result_.chunks;
  }

  /// While rank 0 is in a commit it takes no request in. That is the same for the others: what
  /// they finish meanwhile they report after it.
  bool join_commits(Schedule& schedule) {
    for (const schedule::CommitFrames& commit : commits_) {
      const double bytes = take_bytes(commit);
      const double seconds = machine_.commit_seconds(shape_.ranks, bytes, commit.complete.size());
      now_ += seconds;
      schedule.saw_commit(now_, seconds);
      result_.commit_share += seconds;
      result_.longest_commit = std::max(result_.longest_commit, seconds);
      ++result_.commits;
    }
    const bool any = !commits_.empty();
    commits_.clear();
    return any;
  }

  double take_bytes(const schedule::CommitFrames& commit) {
    const double complete = static_cast<double>(commit.complete.size()) *
                            static_cast<double>(shape_.cells_per_frame * shape_.bytes_per_cell);
    const double bytes =
        commit.partial.empty() ? std::min(complete, unwritten_bytes_) : unwritten_bytes_;
    unwritten_bytes_ -= bytes;
    return bytes;
  }

  SimulatedResult result() const {
    double speed = 0.0;
    for (int rank = 0; rank < shape_.ranks; ++rank) {
      speed += costs_.speed(rank) * shape_.threads;
    }
    SimulatedResult result = result_;
    result.seconds = now_;
    result.efficiency = work_ / speed / now_;
    result.load /= now_;
    result.commit_share /= now_;
    return result;
  }

  const schedule::JobShape& shape_;
  const CellCosts& costs_;
  const MachineCosts& machine_;
  std::vector<double> free_at_;  ///< seconds, by rank and thread
  Inbox inbox_;
  std::vector<schedule::CommitFrames> commits_;  ///< ordered, not yet joined
  double now_ = 0.0;
  double work_ = 0.0;  ///< seconds of cells handed out, at full speed
  double unwritten_bytes_ = 0.0;
  bool stopped_ = false;
  SimulatedResult result_;
};

}  // namespace

double MachineCosts::commit_seconds(int ranks, double bytes, std::size_t frames) const {
  if (!commits_cost) {
    return 0.0;
  }
  const double depth = std::ceil(std::log2(ranks));
  const double order = depth * (latency + nap / 2.0);
  const double barriers = 4.0 * depth * (latency + pause);
  const double collectives =
      2.0 * variables * (2.0 * depth * latency + ranks * collective_per_rank);
  return order + barriers + collectives + 2.0 * bytes / bytes_per_second + 2.0 * sync +
         static_cast<double>(frames) * frame;
}

SimulatedResult simulate(const schedule::JobShape& shape, const CellCosts& costs,
                         const MachineCosts& machine, const MakeSchedule& make_schedule,
                         int requests_per_rank) {
  return SimulatedSweep(shape, costs, machine, requests_per_rank).run(make_schedule);
}

}  // namespace heatreel::bench
