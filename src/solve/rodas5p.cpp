// SPDX-License-Identifier: GPL-3.0-or-later
#include "trial.hpp"

#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <utility>

#include <fmt/format.h>

namespace heatreel::solve {

namespace {

constexpr std::size_t stages = 8;
using Row = std::vector<double>;

// Coefficients of the form without products by the Jacobian: with U_j for the stages' unknowns,
// (1/(γh) - J)·U_i = g(t + c_i·h, z + Σ a_ij·U_j) + Σ (C_ij/h)·U_j + d_i·h·∂g/∂t.
constexpr double gamma = 0.21193756319429014;

const std::vector<Row> a{
    {},
    {3.0},
    {2.849394379747939, 0.45842242204463923},
    {-6.954028509809101, 2.489845061869568, -10.358996098473584},
    {2.8029986275628964, 0.5072464736228206, -0.3988312541770524, -0.04721187230404641},
    {-7.502846399306121, 2.561846144803919, -11.627539656261098, -0.18268767659942256,
     0.030198172008377946},
    {-7.502846399306121, 2.561846144803919, -11.627539656261098, -0.18268767659942256,
     0.030198172008377946, 1.0},
    {-7.502846399306121, 2.561846144803919, -11.627539656261098, -0.18268767659942256,
     0.030198172008377946, 1.0, 1.0}};

/// The solution; its last term alone is the difference to that of order 4.
const Row solution{-7.502846399306121,
                   2.561846144803919,
                   -11.627539656261098,
                   -0.18268767659942256,
                   0.030198172008377946,
                   1.0,
                   1.0,
                   1.0};

const std::vector<Row> c_rows{
    {},
    {-14.155112264123755},
    {-17.97296035885952, -2.859693295451294},
    {147.12150275711716, -1.41221402718213, 71.68940251302358},
    {165.43517024871676, -0.4592823456491126, 42.90938336958603, -5.961986721573306},
    {24.854864614690072, -3.0009227002832186, 47.4931110020768, 5.5814197821558125,
     -0.6610691825249471},
    {30.91273214028599, -3.1208243349937974, 77.79954646070892, 34.28646028294783,
     -19.097331116725623, -28.087943162872662},
    {37.80277123390563, -3.2571969029072276, 112.26918849496327, 66.9347231244047,
     -40.06618937091002, -54.66780262877968, -9.48861652309627}};

const Row nodes{
    0.0, 0.6358126895828704, 0.4095798393397535, 0.9769306725060716, 0.4288403609558664, 1.0, 1.0,
    1.0};

const Row time_weights{0.21193756319429014,
                       -0.42387512638858027,
                       -0.3384627126235924,
                       1.8046452872882734,
                       2.325825639765069,
                       0.0,
                       0.0,
                       0.0};

const std::vector<Row> dense_weights{
    {25.948786856663858, -2.5579724845846235, 10.433815404888879, -2.3679251022685204,
     0.524948541321073, 1.1241088310450404, 0.4272876194431874, -0.17202221070155493},
    {-9.91568850695171, -0.9689944594115154, 3.0438037242978453, -24.495224566215796,
     20.176138334709044, 15.98066361424651, -6.789040303419874, -6.710236069923372},
    {11.419903575922262, 2.8879646145136994, 72.92137995996029, 80.12511834622643,
     -52.072871366152654, -59.78993625266729, -0.15582684282751913, 4.883087185713722}};

using Entry = std::optional<Value>;

Entry difference(const Entry& a, const Entry& b) {
  if (a && b) {
    return *a - *b;
  }
  return b ? Entry(-*b) : a;
}

Entry product(const Entry& a, const Entry& b) { return a && b ? Entry(*a * *b) : std::nullopt; }

/// The entries of 1/(γh) - J; nothing stands for what is 0 by structure.
using Matrix = std::vector<std::vector<Entry>>;

Matrix step_matrix(const Jacobian& jacobian, Value diagonal) {
  Matrix rows = jacobian.by_coordinate;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (std::size_t j = 0; j < rows.size(); ++j) {
      rows[i][j] = difference(i == j ? Entry(diagonal) : std::nullopt, rows[i][j]);
    }
  }
  return rows;
}

/// Solves the systems of a step.
class LinearSolver {
 public:
  LinearSolver() = default;
  LinearSolver(const LinearSolver&) = delete;
  LinearSolver& operator=(const LinearSolver&) = delete;
  virtual ~LinearSolver() = default;

  virtual Values solve(Values right) = 0;
};

/// A matrix as the product of two triangles, written out.
class Factorization final : public LinearSolver {
 public:
  explicit Factorization(Matrix matrix) : rows_(std::move(matrix)) {
    const std::size_t n = rows_.size();
    for (std::size_t k = 0; k < n; ++k) {
      inverse_pivots_.push_back(1.0 / *rows_[k][k]);
      for (std::size_t i = k + 1; i < n; ++i) {
        rows_[i][k] = product(rows_[i][k], inverse_pivots_[k]);
        for (std::size_t j = k + 1; j < n; ++j) {
          rows_[i][j] = difference(rows_[i][j], product(rows_[i][k], rows_[k][j]));
        }
      }
    }
  }

  Values solve(Values x) override {
    for (std::size_t i = 0; i < x.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        x[i] = *difference(x[i], product(rows_[i][j], x[j]));
      }
    }
    for (std::size_t i = x.size(); i-- > 0;) {
      for (std::size_t j = i + 1; j < x.size(); ++j) {
        x[i] = *difference(x[i], product(rows_[i][j], x[j]));
      }
      x[i] = x[i] * inverse_pivots_[i];
    }
    return x;
  }

 private:
  Matrix rows_;
  Values inverse_pivots_;
};

/// Leaves the work to a LaneLu, which a program calls.
class CalledSolver final : public LinearSolver {
 public:
  /// \param pattern the matrix' entries that are there, which the system was made for
  /// \param stages gains the calls
  CalledSolver(const Matrix& matrix, std::span<const program::MatrixEntry> pattern,
               std::shared_ptr<const program::LaneLu> system, const Values& scale,
               program::Stages& stages)
      : stages_(stages), graph_(scale.front().graph()), system_(std::move(system)) {
    program::Call call = {program::Operation::factorize, system_, stages_.rows, 0, 0};
    call.vector = call.matrix + static_cast<std::uint32_t>(system_->entries());
    call.growth = call.vector + static_cast<std::uint32_t>(matrix.size());
    stages_.rows = call.growth + 1;
    stages_.temporaries.emplace(growth().id(), call.growth);
    program::Stage stage{{}, call};
    for (const auto& [i, j] : pattern) {
      const auto place = call.matrix + static_cast<std::uint32_t>(system_->at(i, j));
      stage.keeps.emplace_back(place, matrix[i][j]->id());
    }
    for (std::uint32_t i = 0; i < matrix.size(); ++i) {
      stage.keeps.emplace_back(call.vector + i, scale[i].id());
    }
    stages_.list.push_back(std::move(stage));
  }

  /// See LaneLu::factorize.
  Value growth() const { return {graph_, "#growth of elimination"}; }

  Values solve(Values x) override {
    const std::size_t system = stages_.list.size();
    program::Stage stage{
        {},
        {program::Operation::solve, system_, stages_.list.front().call.matrix, stages_.rows, 0}};
    for (std::size_t i = 0; i < x.size(); ++i) {
      stage.keeps.emplace_back(stages_.rows, x[i].id());
      x[i] = Value(graph_, fmt::format("#solution {} of system {}", i, system));
      stages_.temporaries.emplace(x[i].id(), stages_.rows++);
    }
    stages_.list.push_back(std::move(stage));
    return x;
  }

 private:
  program::Stages& stages_;
  expr::Graph& graph_;
  std::shared_ptr<const program::LaneLu> system_;
};

std::vector<program::MatrixEntry> pattern_of(const Matrix& matrix) {
  std::vector<program::MatrixEntry> pattern;
  for (std::uint32_t i = 0; i < matrix.size(); ++i) {
    for (std::uint32_t j = 0; j < matrix.size(); ++j) {
      if (matrix[i][j]) {
        pattern.push_back({i, j});
      }
    }
  }
  return pattern;
}

/// Multiply–adds of a factorization up to which it is faster written out. Measured on Zen 4.
constexpr std::size_t most_written_out = 2000;

/// The growth up to which rounding does not matter beside the tolerances.
constexpr double largest_growth = 1e6;

Values residual_in_the_middle(const Flow& flow, const StepStart& start, const Trial& trial) {
  const Value middle = start.width.number(0.5);
  Values residual =
      flow.rates(start.time + middle * start.width, coordinates_at(trial, middle), start.below);
  for (std::size_t i = 0; i < residual.size(); ++i) {
    residual[i] = residual[i] - trial.paths[i].slope(middle) / start.width;
    if (flow.logarithmic(i)) {
      residual[i] = select(flow.extinct(start.z[i]), middle.number(0.0), residual[i]);
    }
  }
  return residual;
}

}  // namespace

Trial rodas5p(const Flow& flow, const StepStart& start, bool watches_path) {
  const Value h = start.width;
  const Value per_h = 1.0 / h;
  const std::size_t n = flow.size();
  const Jacobian& jacobian = flow.jacobian();
  Trial trial;
  const Matrix matrix = step_matrix(jacobian, 1.0 / gamma * per_h);
  std::unique_ptr<LinearSolver> solver;
  std::optional<Value> growth;
  const std::vector<program::MatrixEntry> pattern = pattern_of(matrix);
  const auto system = std::make_shared<program::LaneLu>(n, pattern);
  if (system->operations() <= most_written_out) {
    solver = std::make_unique<Factorization>(matrix);
  } else {
    auto called =
        std::make_unique<CalledSolver>(matrix, pattern, system, start.scale, trial.stages);
    growth = called->growth();
    solver = std::move(called);
  }
  std::vector<Values> unknowns(n);  // [i][stage]
  for (std::size_t stage = 0; stage < stages; ++stage) {
    Values right = start.slope;
    if (stage > 0) {
      Values z;
      for (std::size_t i = 0; i < n; ++i) {
        z.push_back(start.z[i] + combination(a[stage], unknowns[i]));
      }
      const Value time = nodes[stage] == 1.0 ? start.end : start.time + nodes[stage] * h;
      right = flow.rates(time, z, start.below);
    }
    for (std::size_t i = 0; i < n; ++i) {
      if (stage > 0) {
        right[i] = right[i] + per_h * combination(c_rows[stage], unknowns[i]);
      }
      if (jacobian.by_time[i] && time_weights[stage] != 0.0) {
        right[i] = right[i] + time_weights[stage] * h * *jacobian.by_time[i];
      }
    }
    right = solver->solve(std::move(right));
    for (std::size_t i = 0; i < n; ++i) {
      unknowns[i].push_back(right[i]);
    }
  }

  for (std::size_t i = 0; i < n; ++i) {
    trial.z.push_back(start.z[i] + combination(solution, unknowns[i]));
  }
  trial.z = cut_off(flow, std::move(trial.z));
  trial.slope = flow.rates(start.end, trial.z, start.below);
  for (std::size_t i = 0; i < n; ++i) {
    trial.error.push_back(unknowns[i].back());
    trial.paths.push_back(
        {start.z[i], trial.z[i] - start.z[i], combination(dense_weights[0], unknowns[i]),
         combination(dense_weights[1], unknowns[i]), combination(dense_weights[2], unknowns[i])});
  }
  if (watches_path) {
    trial.middle_error = solver->solve(residual_in_the_middle(flow, start, trial));
  }
  if (growth) {
    const Value unknown = h.number(std::numeric_limits<double>::quiet_NaN());
    trial.error.front() = select(*growth <= largest_growth, trial.error.front(), unknown);
  }
  return trial;
}

}  // namespace heatreel::solve
