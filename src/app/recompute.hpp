// SPDX-License-Identifier: GPL-3.0-or-later
// Cells that are computed once more, beside what a result file holds of them.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "heatreel/config/command.hpp"
#include "heatreel/solve/cell_tracer.hpp"
#include "heatreel/solve/solver.hpp"
#include "heatreel/store/frame_reader.hpp"
#include "heatreel/store/frame_slab.hpp"

namespace heatreel::app {

/// Makes this process compute with a SIMD target. \param result_file the file whose cells were
/// computed with it, and which are compared: if the processor lacks it, a note says that the last
/// bits may differ. "" if there is none
/// \throws base::UsageError if the processor lacks it and there is no file
void choose_simd(program::Simd simd, const std::string& result_file);

/// Computes cells of a sweep as the sweep does.
class Recomputer {
 public:
  explicit Recomputer(const config::SweepConfig& sweep);

  solve::ChunkResult compute(grid::CellIndex cell) { return solver_->solve({cell, cell + 1}); }

 private:
  std::unique_ptr<solve::Solver> solver_;
};

/// Checks that the file has the metrics of the sweep that its provenance names.
/// \throws base::ConfigError
void require_metrics(const store::FrameReader& reader, const config::SweepConfig& sweep);

/// What the file holds otherwise: "status" and names of metrics, compared to the last bit of what
/// would be stored. Empty if all is the same. \pre require_metrics() of the result's sweep
std::vector<std::string> differences(const store::FrameReader& reader,
                                     const solve::ChunkResult& result);

/// A metric of a cell that is traced.
struct TracedMetric {
  std::string name;
  std::string unit;
  double value = 0.0;                 ///< NaN for none
  std::optional<double> stored = {};  ///< what a file holds
  bool is_stored = false;             ///< whether that is the same to the last bit
};

struct TracedCell {
  std::vector<TracedMetric> metrics;
  grid::CellStatus status = grid::CellStatus::ok;
  std::optional<grid::CellStatus> stored_status = {};
  grid::CellVerdict verdict = grid::CellVerdict::none;
  std::optional<grid::CellVerdict> stored_verdict = {};  ///< nothing too if the file holds none
};

/// The metrics of a traced cell: of a sweep as the sweep computes them, else those of the series.
TracedCell trace_metrics(const config::TraceCommand& command, const solve::TimeSeries& series);

}  // namespace heatreel::app
