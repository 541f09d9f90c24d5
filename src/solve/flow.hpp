// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tangent.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "heatreel/expr/value.hpp"
#include "heatreel/metric/segment.hpp"
#include "heatreel/model/model.hpp"
#include "heatreel/program/variance.hpp"

namespace heatreel::solve {

using expr::Value;
using expr::Values;

/// Jacobian of a flow; nothing stands for what is 0 by structure.
struct Jacobian {
  std::vector<std::vector<std::optional<Value>>> by_coordinate;  ///< [i][j]: d(rate i)/d(coord. j)
  std::vector<std::optional<Value>> by_time;
};

/// Coordinates in which a model is solved.
enum class Coordinates {
  natural,  ///< those that keep non-negative states so
  linear,   ///< the states themselves; it is left to the method to cut them off at 0
};

/// A model's equations as dz/dt = g(t, z), or of a map z[n+1] = g(n, z[n]). Natural coordinates
/// keep non-negative states so:
///  - Where a state y is declared non-negative and is a factor of every term of its rate,
///    z = ln y and dz/dt = rate/y without a division. y = exp(z) cannot become negative, and keeps
///    its relative accuracy however small it gets.
///  - Any other state is its own coordinate. If it is declared non-negative, its rate is that at 0
///    where a trial goes below 0, and does not lead further down: the state is held at 0.
///  - A state that is nowhere declared non-negative may come out a little below 0 within a step,
///    where x^0.7 has no value. If it is no further below than its error may be, it counts as 0
///    where a root or a power of it is taken.
///  - A tangent vector (see tangent.hpp) has a coordinate for each state, after all of these. It is
///    one of states, not of their logarithms: the logarithm of a species that dies out does not
///    come to rest. Its component along a state that is held at 0 is 0.
class Flow {
 public:
  /// \param fixed inputs that are parameters
  Flow(expr::Graph& graph, const model::Model& model, const program::NodeSet& fixed,
       Tangent tangent = Tangent::none, Coordinates coordinates = Coordinates::natural);

  /// Coordinates, those of the tangent vector included.
  std::size_t size() const { return components_.size(); }
  std::size_t states() const { return states_; }
  bool is_tangent(std::size_t i) const { return i >= states_; }
  Value time() const { return time_; }

  /// The inputs that hold the coordinates between steps.
  Values coordinates() const;

  /// How state i follows from coordinate i.
  metric::Scale scale(std::size_t i) const { return components_[i].scale; }
  bool logarithmic(std::size_t i) const { return scale(i) == metric::Scale::logarithmic; }
  bool cut_at_zero(std::size_t i) const { return scale(i) == metric::Scale::cut_at_zero; }

  /// Whether state i is declared non-negative.
  bool nonnegative(std::size_t i) const { return components_[i].nonnegative; }

  /// 1 where the state of a logarithm is 0, whatever its rate.
  Value extinct(Value logarithm) const;

  /// Whether no rate depends on time itself.
  bool autonomous() const;

  /// The coordinate of a state's value, and that of the model's initial value.
  Value coordinate(std::size_t state, Value value) const;
  Value start(std::size_t i) const;

  /// g at a time and coordinates.
  /// \param below how far below 0 a coordinate may be to count as 0 in roots and powers; where
  ///        there is none, each state counts as it is
  Values rates(Value time, const Values& coordinates, const Values& below = {}) const;

  /// A quantity of the model (an expression over its inputs) at a time and coordinates, and its
  /// derivative by time where the coordinates change as `slopes` say.
  Value quantity(expr::NodeId node, Value time, const Values& coordinates) const;
  Value quantity_slope(expr::NodeId node, Value time, const Values& coordinates,
                       const Values& slopes) const;

  /// How far the quantity can be off where the coordinates can be off by `errors`.
  Value quantity_error(expr::NodeId node, Value time, const Values& coordinates,
                       const Values& errors) const;

  /// Derivatives of g at time() and coordinates(); 0 for one that is not finite.
  const Jacobian& jacobian() const;

  /// How large coordinate i, one of the tangent vector, is where it matters: as the whole vector,
  /// which has length 1, or as the state if that is less. A state that dips to 1e-30 comes back
  /// with the difference it had there.
  Value tangent_scale(std::size_t i, const Values& coordinates) const;

  /// 1 where a state grows out of numbers too small for the tangent vector to have kept its part.
  Value comes_back(const Values& begin, const Values& end) const;

  /// 1 where state i is held at 0; nothing for states that never are.
  std::vector<std::optional<Value>> held(Value time, const Values& coordinates) const;

  /// The coordinates with no component of the tangent vector along a held state.
  Values without_held(Values coordinates, const std::vector<std::optional<Value>>& held) const;

 private:
  struct Component {
    std::string name;
    Value state;       ///< the input that equations know it by
    Value coordinate;  ///< the input "z of it"
    Value initial;
    metric::Scale scale;
    bool nonnegative;
    bool rooted = false;  ///< whether roots or powers of it are taken
  };

  void add_tangent(const model::Model& model);
  std::vector<expr::NodeId> with_radicands();
  std::optional<Value> radicand(expr::NodeId base, program::Variance& variance);
  Jacobian derive_jacobian() const;
  std::vector<bool> may_be_infinite(const std::vector<expr::NodeId>& nodes) const;

  using Arguments = std::map<std::string, expr::NodeId, std::less<>>;
  Arguments arguments(Value time, const Values& coordinates, const Values& below = {}) const;
  Values at(const std::vector<expr::NodeId>& nodes, Value time, const Values& coordinates,
            const Values& below = {}) const;
  using Column = std::vector<std::optional<Value>>;  ///< by equation
  Column column(expr::NodeId tangent, const std::string& along,
                const std::vector<std::size_t>& equations) const;
  std::map<std::string, std::vector<std::size_t>> readers() const;

  expr::Graph& graph_;
  const program::NodeSet& fixed_;
  Value time_;
  std::string time_name_;
  std::size_t states_;
  std::vector<Component> components_;
  std::vector<expr::NodeId> equations_;       ///< g, of states and time
  std::vector<expr::NodeId> cheap_;           ///< the same with fewer divisions
  mutable std::optional<Jacobian> jacobian_;  ///< once somebody has asked for it
};

}  // namespace heatreel::solve
