// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>

#include "heatreel/schedule/coordinator.hpp"

namespace heatreel::bench {

/// Whatever decides who computes what: heatreel's Coordinator, or one of those it is compared with.
class Schedule {
 public:
  Schedule() = default;
  virtual ~Schedule() = default;
  Schedule(const Schedule&) = delete;
  Schedule& operator=(const Schedule&) = delete;

  virtual void request(int rank) = 0;
  virtual void report(int rank, const schedule::ChunkReport& report) = 0;
  virtual std::optional<schedule::Dispatch> next(double now) = 0;
  /// A commit has ended.
  virtual void saw_commit(double /*now*/, double /*seconds*/) {}
};

/// The class that a sweep uses.
class HeatreelSchedule final : public Schedule {
 public:
  HeatreelSchedule(const schedule::JobShape& shape, const schedule::CommitPolicy& policy)
      : coordinator_(shape, policy) {}

  void request(int rank) override { coordinator_.request(rank); }
  void report(int rank, const schedule::ChunkReport& report) override {
    coordinator_.report(rank, report);
  }
  std::optional<schedule::Dispatch> next(double now) override { return coordinator_.next(now); }

 private:
  schedule::Coordinator coordinator_;
};

/// A rule from a textbook: the size of a chunk depends on the cells that are left. It commits
/// nothing.
class RuleSchedule final : public Schedule {
 public:
  using Size = std::function<std::int64_t(std::int64_t remaining)>;

  RuleSchedule(std::int64_t cells, Size size) : cells_(cells), size_(std::move(size)) {}

  void request(int rank) override { waiting_.push_back(rank); }
  void report(int rank, const schedule::ChunkReport& report) override;
  std::optional<schedule::Dispatch> next(double now) override;

 private:
  std::int64_t cells_;
  Size size_;
  std::deque<int> waiting_;
  std::int64_t handed_out_ = 0;
  std::int64_t finished_ = 0;
  bool stopped_ = false;
};

/// Each worker gets one equal share at the start, if it has one request open.
std::unique_ptr<Schedule> static_partition(const schedule::JobShape& shape);
/// All chunks are of one size: a hundredth of a worker's share.
std::unique_ptr<Schedule> fixed_chunks(const schedule::JobShape& shape);
/// A chunk is a worker's share of what is left (Polychronopoulos & Kuck 1987).
std::unique_ptr<Schedule> guided(const schedule::JobShape& shape);
/// Half of what is left, in equal chunks for all workers, again and again (Hummel, Schonberg &
/// Flynn 1992, CACM 35:90).
std::unique_ptr<Schedule> factoring(const schedule::JobShape& shape);

}  // namespace heatreel::bench
