// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/app/sweep_controller.hpp"

#include "wire.hpp"

#include <utility>
#include <variant>

#include "heatreel/app/sweep_worker.hpp"
#include "heatreel/base/contract.hpp"

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
                                 const schedule::CommitPolicy& policy, ProgressStyle style)
    : comm_(comm),
      coordinator_(shape, policy),
      total_{.cells = shape.cells_per_frame * shape.frames, .frames = shape.frames},
      progress_(style) {}

bool SweepController::step() {
  const bool received = receive();
  const bool dispatched = dispatch();
  if (progress_.due() || (coordinator_.stopped() && progress_.is_on_line())) {
    show_progress();
  }
  return received || dispatched;
}

void SweepController::show_progress() {
  const SweepState state{.cells = coordinator_.finished_cells(),
                         .failed = coordinator_.failed_cells(),
                         .frames = coordinator_.committed_frames()};
  progress_.show(static_cast<double>(state.cells) / static_cast<double>(total_.cells),
                 sweep_progress(state, total_, progress_.seconds()));
}

bool SweepController::receive() {
  bool any = false;
  while (const auto message = comm_.poll(request_tag)) {
    const Request request = decode_request(message->bytes);
    if (request.report) {
      HEATREEL_REQUIRE(coordinator_.report(message->source, *request.report));
    }
    coordinator_.request(message->source);
    any = true;
  }
  return any;
}

bool SweepController::dispatch() {
  bool any = false;
  while (const auto dispatch = coordinator_.next(clock_.seconds())) {
    if (dispatch->rank != schedule::Dispatch::everyone) {
      comm_.post(dispatch->rank, order_tag, encode(dispatch->order));
    } else {
      comm_.post(0, order_tag, encode(dispatch->order));
      const auto bytes = encode(for_others(dispatch->order));
      for (int rank = 1; rank < comm_.size(); ++rank) {
        comm_.post(rank, order_tag, bytes);
      }
    }
    any = true;
  }
  return any;
}

}  // namespace heatreel::app
