// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/app/sweep_controller.hpp"

#include "wire.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include "heatreel/app/sweep_worker.hpp"
#include "heatreel/base/contract.hpp"
#include "heatreel/comm/announcement.hpp"
#include "heatreel/solve/cell_solver.hpp"

namespace heatreel::app {

namespace {

/// An order as ranks other than 0 get it: they keep no journal of what is stored.
schedule::Order for_others(schedule::Order order) {
  if (auto* commit = std::get_if<schedule::CommitFrames>(&order)) {
    commit->stored.clear();
  }
  return order;
}

}  // namespace

SweepController::SweepController(const comm::Communicator& comm, const schedule::JobShape& shape,
                                 const schedule::CommitPolicy& policy,
                                 const grid::StoredCells& stored, const StopRequest& stop,
                                 std::int64_t max_failed, ProgressStyle style)
    : comm_(comm),
      coordinator_(shape, policy, stored),
      stop_(stop),
      max_failed_(max_failed),
      deadline_(stop.time_limit()),
      stored_cells_(coordinator_.finished_cells()),
      total_{.cells = shape.cells_per_frame * shape.frames, .frames = shape.frames},
      progress_(style) {}

bool SweepController::step() {
  const bool received = receive();
  check_limits();
  const bool dispatched = dispatch();
  if (compiling()) {
    computing_since_ = progress_.seconds();
  }
  if (progress_.due() || (coordinator_.stopped() && progress_.is_on_line())) {
    show_progress();
  }
  return received || dispatched;
}

void SweepController::stop_early(const StopCause& cause, schedule::Running running) {
  if (!coordinator_.draining()) {
    cause_ = cause;
  }
  coordinator_.drain(running);
}

/// The time limit is met before it is over, so that chunks under way can be finished; a chunk that
/// is not finished by then is given up.
void SweepController::check_limits() {
  using schedule::Running;
  const double now = stop_.seconds();
  if (deadline_.reached(now)) {
    stop_early({StopCause::Kind::time_limit},
               now < stop_.time_limit() ? Running::finish : Running::give_up);
  }
  if (coordinator_.failed_cells() > max_failed_) {
    stop_early({StopCause::Kind::failed_cells}, Running::finish);
  }
}

/// Whether cells wait for programs. All ranks compile the same ones at the same time.
bool SweepController::compiling() const { return computed_cells() == 0 && solve::compiling(); }

void SweepController::show_progress() {
  const SweepState state{.cells = coordinator_.finished_cells(),
                         .stored = stored_cells_,
                         .failed = coordinator_.failed_cells(),
                         .frames = coordinator_.committed_frames(),
                         .compiling = compiling()};
  progress_.show(static_cast<double>(state.cells) / static_cast<double>(total_.cells),
                 sweep_progress(state, total_, progress_.seconds() - computing_since_));
}

void SweepController::take(const schedule::ChunkReport& report, int rank) {
  HEATREEL_REQUIRE(coordinator_.report(rank, report));
  deadline_.saw_chunk(report.seconds);
  if (first_error_.empty()) {
    first_error_ = report.error;
  }
  tallies_.resize(report.tallies.size());
  std::ranges::transform(tallies_, report.tallies, tallies_.begin(), grid::join);
  shortage_.add(report.shortage);
}

bool SweepController::receive() {
  bool any = false;
  while (const auto message = comm_.poll(request_tag)) {
    const int rank = message->source;
    const Request request = decode_request(message->bytes);
    if (const auto* signal = std::get_if<SignalCame>(&request)) {
      // Whoever sends it may end the process soon: mpirun of Open MPI 5 does so after 0.2 s.
      stop_early({StopCause::Kind::signal, signal->number}, schedule::Running::give_up);
    } else if (const auto* chunk = std::get_if<GiveBack>(&request)) {
      HEATREEL_REQUIRE(coordinator_.give_back(rank, chunk->range));
    } else {
      if (const auto* report = std::get_if<schedule::ChunkReport>(&request)) {
        take(*report, rank);
      }
      coordinator_.request(rank);
    }
    any = true;
  }
  return any;
}

bool SweepController::dispatch() {
  bool any = false;
  while (const auto dispatch = coordinator_.next(clock_.seconds())) {
    const bool common = dispatch->rank == schedule::Dispatch::everyone;
    if (common) {
      comm::announce(comm_, common_order_tag, encode(for_others(dispatch->order)));
    }
    comm_.post(common ? 0 : dispatch->rank, order_tag, encode(dispatch->order));
    any = true;
  }
  return any;
}

}  // namespace heatreel::app
