// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "dependency_order.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "heatreel/expr/source_location.hpp"
#include "heatreel/model/model.hpp"

namespace heatreel::model {

/// For each parameter the numbers of those that its formula reads.
/// \pre formulas read nothing but parameters
Uses formula_uses(const Model& model);

/// Complains if a formula reads a state or time.
/// \param owner whose formula it is, for messages
void require_fixed(const Model& model, expr::NodeId formula, std::string_view owner,
                   const expr::SourceLocation& where);

/// Parameters whose formulas need each other, each the next one.
struct FormulaCycle {
  std::vector<std::string> parameters;

  bool includes(std::string_view parameter) const;
  /// "a needs b needs a"
  std::string path() const;
};
std::optional<FormulaCycle> find_formula_cycle(const Model& model);

/// Gives the parameters with formulas the numbers that they have where nothing is set.
/// \pre find_formula_cycle() finds none
void set_defaults(Model& model);

}  // namespace heatreel::model
