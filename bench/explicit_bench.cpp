// SPDX-License-Identifier: GPL-3.0-or-later
// Methods with error control against Dormand & Prince's in scalar C++, at equal error.
#include "equal_error.hpp"
#include "explicit_peer.hpp"
#include "model_text.hpp"

#include <array>
#include <fstream>
#include <iterator>

#include <fmt/format.h>

namespace {

using namespace heatreel;

std::string shipped_text(const std::string& name) {
  std::ifstream file(HEATREEL_SOURCE_DIR "/share/models/" + name + ".model");
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// Seven stars in a plane, after Hairer, Nørsett & Wanner, II.10.
std::string pleiades() {
  constexpr std::array x{3, 3, -1, -3, 2, -2, 2};
  constexpr std::array y{3, -3, 2, 0, 0, -4, 4};
  constexpr std::array vx{0.0, 0.0, 0.0, 0.0, 0.0, 1.75, -1.5};
  constexpr std::array vy{0.0, 0.0, 0.0, -1.25, 1.0, 0.0, 0.0};
  std::string text = "model pleiades\ntime t to 3 step 0.001\nparameter g = 1\n";
  std::string rates;
  for (const auto& [name, initial] : {std::pair{"x", x}, std::pair{"y", y}}) {
    for (std::size_t i = 0; i < x.size(); ++i) {
      text += fmt::format("state {0}{1} = {2}\nrate {0}{1} = v{0}{1}\n", name, i, initial[i]);
    }
  }
  for (const auto& [name, initial] : {std::pair{"x", vx}, std::pair{"y", vy}}) {
    for (std::size_t i = 0; i < x.size(); ++i) {
      std::string pull;
      for (std::size_t j = 0; j < x.size(); ++j) {
        pull += i == j ? ""
                       : fmt::format("{}{}*({}{}-{}{})/r{}{}", pull.empty() ? "" : "+", j + 1, name,
                                     j, name, i, std::min(i, j), std::max(i, j));
      }
      text +=
          fmt::format("state v{0}{1} = {2}\nrate v{0}{1} = g*({3})\n", name, i, initial[i], pull);
    }
  }
  for (std::size_t i = 0; i < x.size(); ++i) {
    for (std::size_t j = i + 1; j < x.size(); ++j) {
      text += fmt::format("derived r{0}{1} = ((x{0}-x{1})^2 + (y{0}-y{1})^2)^1.5\n", i, j);
    }
  }
  return text;
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
          "Pleiades", {pleiades(), "g", 0.95, 1.05, 512}, 3, 64, bench::dopri5_pleiades}};
  for (const bench::Problem& problem : problems) {
    at_equal_error(problem, solve::Integrator::automatic);
  }
}
