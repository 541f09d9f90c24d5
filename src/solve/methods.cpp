// SPDX-License-Identifier: GPL-3.0-or-later
#include "methods.hpp"

#include "denormals.hpp"

#include <chrono>
#include <limits>
#include <utility>

namespace heatreel::solve {

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

/// A pause between two looks at a method that is being compiled.
constexpr auto compile_pause = std::chrono::milliseconds(10);

}  // namespace

Methods::Methods(std::shared_ptr<Kernels> kernels, const std::stop_token& stop,
                 const std::optional<SampleTimes>& series)
    : kernels_(std::move(kernels)),
      stop_(stop),
      first_(kernels_->input(), kernels_->first(stop)),
      periods_(first_.period_finder()),
      series_(series ? std::make_unique<PathSampler>(*series) : nullptr) {}

ChunkResult Methods::solve(const grid::ChunkRange& range) {
  const DenormalsAreZero flushing;
  const auto size = static_cast<std::size_t>(range.size());
  ChunkResult result{range, {}, {}};
  result.values.assign(kernels_->input().metrics.size(), std::vector<double>(size, not_a_number));
  result.status.assign(size, grid::CellStatus::ok);
  result.verdicts.assign(size, grid::CellVerdict::none);
  MethodRunner::Chunk chunk{result, periods_.get(), series_.get(), events_};
  first_.take(range);
  while (true) {
    base::throw_if_stopped(stop_);
    if (MethodRunner* const runner = next()) {
      runner->advance(chunk);
    } else if (!first_.has_stiff()) {
      break;
    }
    pass_on_stiff();
  }
  for (std::size_t cell = 0; cell < size; ++cell) {
    if (result.status[cell] == grid::CellStatus::not_finite) {
      result.verdicts[cell] = grid::CellVerdict::diverges;
    }
  }
  // Of cells that failed on their way.
  events_.clear();
  if (periods_) {
    periods_->clear();
  }
  return result;
}

std::optional<PathSampler::Samples> Methods::take_series(std::size_t cell) {
  return series_ ? series_->take(cell) : std::nullopt;
}

/// The method whose turn it is, if there are cells: the stiff one once it has a block of them, or
/// when the others are done.
MethodRunner* Methods::next() {
  const bool stiff_waits = stiff_ && stiff_->has_cells();
  if (stiff_waits && (stiff_->has_block() || !first_.has_cells())) {
    return stiff_.get();
  }
  return first_.has_cells() ? &first_ : nullptr;
}

/// Hands cells on as soon as the stiff method is there.
void Methods::pass_on_stiff() {
  if (!first_.has_stiff()) {
    return;
  }
  if (!stiff_) {
    const auto pause = first_.has_cells() ? std::chrono::milliseconds(0) : compile_pause;
    const CompiledKernel* const kernel = kernels_->stiff(pause);
    if (kernel == nullptr) {
      return;
    }
    stiff_ = std::make_unique<MethodRunner>(kernels_->input(), *kernel);
  }
  first_.pass_stiff_to(*stiff_);
}

}  // namespace heatreel::solve
