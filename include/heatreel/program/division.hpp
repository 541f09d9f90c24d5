// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <vector>

#include "heatreel/expr/graph.hpp"
#include "heatreel/program/variance.hpp"

namespace heatreel::program {

/// Rewrites rates so that they divide less, within rounding: division is what bounds the speed of
/// usual rate laws (merging the two of the predator–prey model makes its step almost twice as
/// fast).
///  - x/c with c fixed along a trajectory becomes x·(1/c), whose reciprocal is then hoisted;
///  - a varying divisor that is used more than once is inverted once;
///  - two divisors share one division: with r = 1/(b·d), 1/b is d·r and 1/d is b·r.
///
/// The last two are done only for divisors like K + S or 1 + b·G·N: sums and products with a fixed
/// addend. Those come near 0 only where the quotient explodes anyway, and their product stays far
/// from overflow unless states exceed 1e150, while a divisor like N + P may be tiny for good
/// (1e-200 in a population that dies out). And divisors are merged only where a quotient reaches a
/// rate through sums and products alone, so that an infinite one makes the rate infinite or NaN
/// with or without the merger; a quotient behind an if(...) stays by itself.
std::vector<expr::NodeId> with_fewer_divisions(expr::Graph& graph,
                                               std::span<const expr::NodeId> rates,
                                               const NodeSet& fixed);

}  // namespace heatreel::program
