// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/solve/cell_solver.hpp"

namespace heatreel::solve {

const char* integrator_name(Integrator integrator) {
  switch (integrator) {
    case Integrator::automatic:
      return "auto";
    case Integrator::rk4:
      return "rk4";
    case Integrator::dopri5:
      return "dopri5";
    case Integrator::rodas5p:
      return "rodas5p";
    case Integrator::map:
      return "map";
  }
  return "";
}

}  // namespace heatreel::solve
