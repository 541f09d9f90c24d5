// SPDX-License-Identifier: GPL-3.0-or-later
#include "kernels.hpp"

#include "cell_block.hpp"

#include <atomic>
#include <string>

#include "heatreel/expr/calculus.hpp"
#include "heatreel/model/formulas.hpp"

namespace heatreel::solve {

namespace {

std::atomic<int> kernels_under_way = 0;

/// Counts while it lives.
class UnderWay {
 public:
  UnderWay() { ++kernels_under_way; }
  ~UnderWay() { --kernels_under_way; }
  UnderWay(const UnderWay&) = delete;
  UnderWay& operator=(const UnderWay&) = delete;
};

std::vector<std::string> swept_names(const std::optional<grid::ParameterGrid>& grid) {
  std::vector<std::string> swept;
  if (grid) {
    for (const grid::Axis& axis : grid->axes()) {
      swept.push_back(axis.name());
    }
  }
  return swept;
}

}  // namespace

Method first_method(Integrator integrator) {
  switch (integrator) {
    case Integrator::rk4:
      return Method::rk4;
    case Integrator::rodas5p:
      return Method::rodas5p;
    case Integrator::map:
      return Method::map;
    case Integrator::automatic:
    case Integrator::dopri5:
      break;
  }
  return Method::dopri5;
}

bool compiling() { return kernels_under_way > 0; }

model::Model prepared(const model::Model& original, const std::optional<grid::ParameterGrid>& grid,
                      const ParameterSettings& settings) {
  const std::vector<std::string> swept = swept_names(grid);
  model::Model model = model::with_formulas(original, settings, swept);
  KnownNumbers known;
  const std::vector<double> values = fixed_values(model, settings);
  for (std::size_t i = 0; i < values.size(); ++i) {
    known.emplace(model.parameters[i].name, values[i]);
  }
  for (const std::string& name : swept) {
    known.erase(name);
  }
  put_exponents(model, known);
  return model;
}

bool put_exponents(model::Model& model, const KnownNumbers& known) {
  std::vector<expr::NodeId> before;
  for (const model::State& state : model.states) {
    before.push_back(state.rate);
  }
  const std::vector<expr::NodeId> rates = expr::with_known_exponents(model.graph, before, known);
  for (std::size_t i = 0; i < rates.size(); ++i) {
    model.states[i].rate = rates[i];
  }
  return rates != before;
}

CompiledKernel::CompiledKernel(const SolverInput& input, Method method, bool hand_over,
                               const std::stop_token& stop)
    : kernel(build_kernel(input.model, input.metrics, input.options, method, hand_over,
                          input.series, stop)) {
  const auto code = [&](const program::Program& program) {
    return program::make_code(program, input.engine, stop);
  };
  begin = code(kernel.begin);
  take_over = code(kernel.take_over);
  finish = code(kernel.finish);
  if (kernel.scan) {
    scan = code(*kernel.scan);
  }
  for (const Phase& phase : kernel.phases) {
    phases.push_back(code(phase.program));
  }
  if (kernel.switching) {
    leave = code(kernel.switching->leave);
    enter = code(kernel.switching->enter);
    for (const program::Program& corner : kernel.switching->corners) {
      corners.push_back(code(corner));
    }
  }
}

/// A thread that waits for the lock need not be told to stop: the one that compiles is.
const CompiledKernel& Kernels::first(const std::stop_token& stop) {
  const std::lock_guard lock(mutex_);
  if (!first_) {
    const UnderWay mark;
    const Integrator integrator = input_.options.integrator;
    first_.emplace(input_, first_method(integrator), integrator == Integrator::automatic, stop);
  }
  return *first_;
}

const CompiledKernel* Kernels::stiff(std::chrono::milliseconds longest) {
  std::shared_future<CompiledKernel> compiled;
  {
    const std::lock_guard lock(mutex_);
    if (!stiff_.valid()) {
      stiff_ = std::async(std::launch::async, [this] {
        const UnderWay mark;
        return CompiledKernel(input_, Method::rodas5p, false, stop_.get_token());
      });
    }
    compiled = stiff_;
  }
  return compiled.wait_for(longest) == std::future_status::ready ? &compiled.get() : nullptr;
}

}  // namespace heatreel::solve
