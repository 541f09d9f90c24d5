// SPDX-License-Identifier: GPL-3.0-or-later
#include "worker_solver.hpp"

#include "child_environment.hpp"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "heatreel/base/error.hpp"
#include "heatreel/simulate/command_template.hpp"

namespace heatreel::simulate {

namespace {

/// A worker's first answer may take so much longer, since it has to start.
constexpr double start_seconds = 30.0;

/// A worker whose standard input is closed gets so much time to end by itself.
constexpr double farewell_seconds = 0.04;

/// After a worker's first answer, a second line is waited for so long. One that comes later could
/// be taken for the next answer.
constexpr double settling_seconds = 0.1;

/// False if the answer says that it is of other cells.
bool is_of(const grid::ChunkRange& cells, const Answer& answer) {
  grid::CellIndex next = cells.begin;
  return answer.cells.empty() || (std::ssize(answer.cells) == cells.size() &&
                                  std::ranges::all_of(answer.cells, [&](double cell) {
                                    return cell == static_cast<double>(next++);
                                  }));
}

/// A number that JSON's readers take for a real one, not a whole one.
void write_number(double value, std::string& text) {
  const std::size_t begin = text.size();
  fmt::format_to(std::back_inserter(text), "{}", value);
  if (text.find_first_of(".e", begin) == std::string::npos) {
    text += ".0";
  }
}

}  // namespace

WorkerSolver::WorkerSolver(const ProgramSpec& spec, const grid::ParameterGrid& grid,
                           const std::stop_token& stop)
    : cells_(spec, grid),
      words_(CommandTemplate(spec.command, {}).words(0, {})),
      environment_(child_environment(spec.mpi)),
      batch_(spec.batch),
      stop_(stop) {}

WorkerSolver::~WorkerSolver() {
  if (worker_ && !is_asked_) {
    worker_->dismiss(farewell_seconds);
  }
}

solve::ChunkResult WorkerSolver::solve(const grid::ChunkRange& range) {
  solve::ChunkResult result = cells_.begin(range);
  const std::int64_t size = batch_.value_or(1);
  for (grid::CellIndex cell = range.begin; cell < range.end; cell += size) {
    solve_batch({cell, std::min(cell + size, range.end)}, result);
  }
  return result;
}

/// Of a batch without a usable answer both halves are asked for, down to the cells that are at
/// fault.
void WorkerSolver::solve_batch(const grid::ChunkRange& batch, solve::ChunkResult& result) {
  Exchange exchange = ask(batch);
  if (exchange.may_go_well) {
    exchange = ask(batch);
  }
  if (exchange.answer.error.empty()) {
    ProgramCells::take(exchange.answer, result);
  } else if (batch.size() == 1) {
    ProgramCells::fail(exchange.status, exchange.answer.error, result);
  } else {
    const grid::CellIndex middle = batch.begin + batch.size() / 2;
    solve_batch({batch.begin, middle}, result);
    solve_batch({middle, batch.end}, result);
  }
}

/// \throws base::RuntimeError if the worker cannot be started
WorkerSolver::Exchange WorkerSolver::ask(const grid::ChunkRange& batch) {
  const auto cells = static_cast<std::size_t>(batch.size());
  Patience patience = cells_.patience(stop_, cells);
  const bool is_new = !worker_;
  if (is_new) {
    worker_.emplace(words_, environment_, ChildProcess::Input::pipe);
    has_answered_ = false;
  }
  if (!has_answered_) {
    patience.seconds += start_seconds;
  }
  write_request(batch);
  is_asked_ = true;
  const Waited waited = worker_->exchange(request_, patience);
  is_asked_ = false;
  if (waited == Waited::done) {
    Answer answer = batch_ ? read_batch(worker_->line(), cells_.metrics(), cells)
                           : read_answer(worker_->line(), cells_.metrics());
    if (answer.error.empty() && !is_of(batch, answer)) {
      answer.error = "it is of another cell";
    } else if (!has_answered_ && !worker_->keeps_silent({settling_seconds, 0, stop_})) {
      answer = {.values = {}, .error = "a second line follows it"};
    }
    has_answered_ = true;
    const bool is_garbage = !answer.error.empty() && !answer.says_error;
    if (is_garbage) {
      answer.error = with_last_words("its answer cannot be used, " + answer.error, *worker_);
      worker_.reset();  // what it writes next may belong to this cell
    }
    return {std::move(answer), grid::CellStatus::failed, is_garbage && !is_new};
  }
  const std::string problem = with_last_words(words_for(waited, *worker_, patience), *worker_);
  worker_.reset();
  if (waited == Waited::too_long) {
    return {{.values = {}, .error = problem}, grid::CellStatus::time_limit};
  }
  return {{.values = {}, .error = problem}, grid::CellStatus::failed, !is_new};
}

/// `{"cell": 17, "G": 150.0}`, or with arrays in a batch. Parameters in their order.
void WorkerSolver::write_request(const grid::ChunkRange& batch) {
  request_.clear();
  if (batch_) {
    write_batch(batch);
    return;
  }
  fmt::format_to(std::back_inserter(request_), "{{\"{}\": {}", cell_name, batch.begin);
  const std::span<const double> values = cells_.values(batch.begin);
  for (std::size_t p = 0; p < values.size(); ++p) {
    fmt::format_to(std::back_inserter(request_), ", \"{}\": ", cells_.parameters()[p]);
    write_number(values[p], request_);
  }
  request_ += "}\n";
}

void WorkerSolver::write_batch(const grid::ChunkRange& batch) {
  const std::vector<std::string>& names = cells_.parameters();
  std::vector<std::string> columns(names.size());
  fmt::format_to(std::back_inserter(request_), "{{\"{}\": [", cell_name);
  for (grid::CellIndex cell = batch.begin; cell < batch.end; ++cell) {
    const char* const comma = cell == batch.begin ? "" : ", ";
    fmt::format_to(std::back_inserter(request_), "{}{}", comma, cell);
    const std::span<const double> values = cells_.values(cell);
    for (std::size_t p = 0; p < values.size(); ++p) {
      columns[p] += comma;
      write_number(values[p], columns[p]);
    }
  }
  for (std::size_t p = 0; p < names.size(); ++p) {
    fmt::format_to(std::back_inserter(request_), "], \"{}\": [{}", names[p], columns[p]);
  }
  request_ += "]}\n";
}

}  // namespace heatreel::simulate
