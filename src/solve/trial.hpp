// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "flow.hpp"

#include <optional>
#include <vector>

#include "heatreel/metric/segment.hpp"
#include "heatreel/program/program.hpp"

namespace heatreel::solve {

/// Where a step begins and how far it is to go.
struct StepStart {
  Value time;
  Value end;  ///< time + width, as the next step will begin there
  Value width;
  Values z;      ///< coordinates at `time`
  Values slope;  ///< g there
  Values scale;  ///< error that each coordinate may have
  Values below;  ///< see Flow::rates; none without error control
};

/// A step as a method proposes it, before anybody judged its error.
struct Trial {
  Values z;             ///< coordinates at the end
  Values slope;         ///< g there
  Values error;         ///< estimated, of each coordinate
  Values middle_error;  ///< that of the path in the middle of the step, where it was asked for
  std::vector<metric::Path> paths;  ///< of the coordinates; none in a map
  metric::Reading reading = metric::Reading::dense;
  /// 1 where the step was as long as the method's stability allows; only explicit methods tell.
  std::optional<Value> stiff;
  program::Stages stages;  ///< linear systems to be solved on the way
};

/// The explicit method of order 5(4) by Dormand & Prince, J. Comput. Appl. Math. 6, 19–26 (1980),
/// with dense output of order 4 and a test for stiffness by Hairer, Nørsett & Wanner, Solving
/// Ordinary Differential Equations I and II (sections II.6 and IV.2).
Trial dormand_prince(const Flow& flow, const StepStart& start);

/// The stiffly accurate Rosenbrock–Wanner method of order 5(4) Rodas5P, with dense output of order
/// 4, by Steinebach, BIT Numerical Mathematics 63, 27 (2023). The Jacobian is taken at the step's
/// beginning. The matrix is factorized without pivoting: as the step gets short, 1/(γh) dominates
/// its diagonal. In small models the factorization is written out; else a LaneLu does it, and the
/// error is NaN where rounding grows too much without pivoting, so that a shorter step is tried.
/// \param watches_path whether to estimate the path's error too. States that follow others at once
/// have a small error at the step's end, and may have a large one within it. With the residual of
/// the path, r = g - dz/dt, the matrix of the step gives it as (1/(γh) - J)^-1·r.
Trial rodas5p(const Flow& flow, const StepStart& start, bool watches_path = false);

/// The coordinates at a place θ of a step. \pre the trial has paths
Values coordinates_at(const Trial& trial, Value theta);

/// sum of factors[j]·terms[j]; terms with factor 0 are left out. \pre one factor is not 0
Value combination(const std::vector<double>& factors, const Values& terms);

/// `z` with the coordinates of non-negative states no lower than 0.
Values cut_off(const Flow& flow, Values z);

}  // namespace heatreel::solve
