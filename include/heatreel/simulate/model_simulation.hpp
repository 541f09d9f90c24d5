// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "heatreel/metric/metric.hpp"
#include "heatreel/model/model.hpp"
#include "heatreel/simulate/simulation.hpp"
#include "heatreel/solve/cell_solver.hpp"
#include "heatreel/solve/trust_solver.hpp"

namespace heatreel::simulate {

/// A model, and all that is said of its simulation. Every name exists and every number is in its
/// range.
struct ModelSpec {
  model::Model model;
  solve::ParameterSettings settings = {};
  std::vector<metric::MetricSpec> metrics = {};
  solve::IntegrationOptions integration = {};
  std::optional<solve::TrustOptions> trust = std::nullopt;  ///< whether cells are solved twice
  /// Parameters that --set gives expressions, as typed. `model` has these formulas.
  std::map<std::string, std::string, std::less<>> formulas = {};
};

/// The metrics in their order, and after them their errors if cells are solved twice.
std::vector<Output> outputs_of(const ModelSpec& spec);

/// A model that heatreel integrates itself. A model in SBML is one too (see module sbml).
class ModelSimulation final : public Simulation {
 public:
  explicit ModelSimulation(ModelSpec spec) : spec_(std::move(spec)) {}

  const ModelSpec& spec() const { return spec_; }

  std::string kind() const override { return "model"; }
  std::string name() const override { return spec_.model.name; }
  std::string title() const override;
  std::string method() const override;
  std::string text() const override { return spec_.model.text; }
  std::vector<Output> outputs() const override { return outputs_of(spec_); }
  std::vector<Fixed> fixed() const override;
  std::int64_t cells_at_once() const override;
  bool judges() const override { return true; }

 private:
  ModelSpec spec_;
};

}  // namespace heatreel::simulate
