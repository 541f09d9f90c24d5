// SPDX-License-Identifier: GPL-3.0-or-later
#include "row_sampler.hpp"

#include <span>

#include "heatreel/base/contract.hpp"

namespace heatreel::solve {

RowSampler::RowSampler(const std::vector<Kernel::Trace>& traces, std::int64_t tail_steps,
                       double step)
    : traces_(traces) {
  constexpr auto most = static_cast<std::int64_t>(metric::spectrum_samples);
  stride_ = traces.empty() ? tail_steps : (tail_steps + most - 1) / most;
  samples_ = static_cast<std::size_t>((tail_steps + stride_ - 1) / stride_);
  spacing_ = static_cast<double>(stride_) * step;
  if (!traces.empty()) {
    spectrum_.emplace(samples_);
    numbers_.resize(traces.size() * program::lanes * samples_);
  }
}

void RowSampler::record(const CellBlock& block) {
  HEATREEL_EXPECT(traces_.empty() || recorded_ < samples_);
  for (std::size_t i = 0; i < traces_.size(); ++i) {
    for (std::size_t lane = 0; lane < program::lanes; ++lane) {
      numbers_[(i * program::lanes + lane) * samples_ + recorded_] =
          block.at(traces_[i].value, lane);
    }
  }
  ++recorded_;
}

void RowSampler::finish(CellBlock& block, std::size_t cells) {
  for (std::size_t i = 0; i < traces_.size(); ++i) {
    for (std::size_t lane = 0; lane < cells; ++lane) {
      const std::span<const double> samples(&numbers_[(i * program::lanes + lane) * samples_],
                                            samples_);
      block.at(traces_[i].period, lane) = spectrum_->dominant_period(samples, spacing_);
    }
  }
  recorded_ = 0;
}

}  // namespace heatreel::solve
