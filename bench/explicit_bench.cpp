// SPDX-License-Identifier: GPL-3.0-or-later
// Methods with error control against Dormand & Prince's in scalar C++, at equal error.
#include "equal_error.hpp"
#include "explicit_peer.hpp"
#include "model_text.hpp"
#include "support/ivp_problems.hpp"

#include <array>
#include <fstream>
#include <iterator>

namespace {

using namespace heatreel;

std::string shipped_text(const std::string& name) {
  std::ifstream file(HEATREEL_SOURCE_DIR "/share/models/" + name + ".model");
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

}  // namespace

int main() {
  const std::array problems{
      bench::Problem{"Lorenz-63",
                     {shipped_text("lorenz"), "rho", 24, 30, 4096},
                     10,
                     256,
                     bench::dopri5_lorenz63},
      bench::Problem{"FitzHugh-Nagumo",
                     {shipped_text("fitzhugh-nagumo"), "I", 0.4, 1.2, 4096},
                     400,
                     256,
                     bench::dopri5_fitzhugh_nagumo},
      bench::Problem{"Lorenz-96, 40 states",
                     {bench::lorenz96(40), "c", 7, 9, 1024},
                     2,
                     256,
                     bench::dopri5_lorenz96_40},
      bench::Problem{
          "Pleiades", {ivp::pleiades(), "g", 0.95, 1.05, 512}, 3, 64, bench::dopri5_pleiades}};
  for (const bench::Problem& problem : problems) {
    at_equal_error(problem, solve::Integrator::automatic);
  }
}
