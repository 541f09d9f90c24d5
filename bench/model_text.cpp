// SPDX-License-Identifier: GPL-3.0-or-later
#include "model_text.hpp"

#include <cmath>
#include <cstdlib>
#include <numbers>
#include <random>

#include <fmt/format.h>

namespace heatreel::bench {

namespace {

std::string head(double c, double d, double e) {
  return fmt::format(
      "model bench\ntime t to 10 step 0.01\nparameter c = {}\nparameter d = {}\nparameter e = {}\n",
      c, d, e);
}

int wrapped(int i, int n) { return (i + n) % n; }

}  // namespace

std::string dense_network(int n) {
  std::mt19937 random(1);
  std::normal_distribution<> weight(0.0, 1.5 / std::sqrt(n));
  std::uniform_real_distribution<> initial(-1.0, 1.0);
  std::string text = head(1, 1, 1);
  for (int i = 0; i < n; ++i) {
    std::string sum;
    for (int j = 0; j < n; ++j) {
      sum += fmt::format("{:+.2f}*x{}", weight(random), j);
    }
    text += fmt::format("state x{0} = {1:.4f}\nrate x{0} = -x{0} + c*tanh({2})\n", i,
                        initial(random), sum);
  }
  return text;
}

std::string kuramoto(int n) {
  std::mt19937 random(1);
  std::normal_distribution<> frequency;
  std::uniform_real_distribution<> phase(0.0, 2 * std::numbers::pi);
  std::string text = head(1, 1, 1);
  for (int i = 0; i < n; ++i) {
    std::string sum;
    for (int j = 0; j < n; ++j) {
      sum += i == j ? "" : fmt::format("{}sin(x{}-x{})", sum.empty() ? "" : "+", j, i);
    }
    text += fmt::format("state x{0} = {1:.4f}\nrate x{0} = {2:.4f} + c/{3}*({4})\n", i,
                        phase(random), frequency(random), n, sum);
  }
  return text;
}

std::string lorenz96(int n) {
  std::string text = head(8, 1, 1);
  for (int i = 0; i < n; ++i) {
    text += fmt::format("state x{0} = {1}\nrate x{0} = (x{2}-x{3})*x{4} - x{0} + c\n", i,
                        8 + 0.01 * (i * 7919 % 13), wrapped(i + 1, n), wrapped(i - 2, n),
                        wrapped(i - 1, n));
  }
  return text;
}

std::string brusselator(int states) {
  const int points = states / 2;
  const auto neighbour = [points](char species, int i) {
    const bool inside = i >= 0 && i < points;
    return inside ? fmt::format("{}{}", species, i) : std::string(species == 'u' ? "1" : "3");
  };
  const std::string diffusion = fmt::format("e*{}", (points + 1) * (points + 1));
  std::string text = head(1, 3, 0.02);
  for (int i = 0; i < points; ++i) {
    text += fmt::format("state u{0} = {1:.5f}\nstate v{0} = 3\n", i,
                        1 + 0.5 * std::sin(2 * std::numbers::pi * (i + 1) / (points + 1)));
    text += fmt::format("rate u{0} = c + u{0}^2*v{0} - (d+1)*u{0} + {1}*({2}-2*u{0}+{3})\n", i,
                        diffusion, neighbour('u', i - 1), neighbour('u', i + 1));
    text += fmt::format("rate v{0} = d*u{0} - u{0}^2*v{0} + {1}*({2}-2*v{0}+{3})\n", i, diffusion,
                        neighbour('v', i - 1), neighbour('v', i + 1));
  }
  return text;
}

std::string gray_scott(int n) {
  const auto around = [n](char species, int i, int j) {
    return fmt::format("{0}{1}_{4}+{0}{2}_{4}+{0}{3}_{5}+{0}{3}_{6}", species, wrapped(i + 1, n),
                       wrapped(i - 1, n), i, j, wrapped(j + 1, n), wrapped(j - 1, n));
  };
  std::string text = head(0.04, 0.06, 1);
  for (int i = 0; i < n; ++i) {
    for (int j = 0; j < n; ++j) {
      const bool seed = std::abs(i - n / 2) < 2 && std::abs(j - n / 2) < 2;
      text += fmt::format("state u{0}_{1} = {2}\nstate v{0}_{1} = {3}\n", i, j, seed ? 0.5 : 1.0,
                          seed ? 0.25 : 0.0);
      text += fmt::format(
          "rate u{0}_{1} = 0.16*e*({2}-4*u{0}_{1}) - u{0}_{1}*v{0}_{1}^2 + c*(1-u{0}_{1})\n", i, j,
          around('u', i, j));
      text += fmt::format(
          "rate v{0}_{1} = 0.08*e*({2}-4*v{0}_{1}) + u{0}_{1}*v{0}_{1}^2 - (c+d)*v{0}_{1}\n", i, j,
          around('v', i, j));
    }
  }
  return text;
}

std::string chain() {
  constexpr int links = 320;
  std::string text = "model chain\ntime t to 20 step 0.01\nparameter speed = 1\n";
  for (int i = 0; i < links; ++i) {
    text += fmt::format("state x{0} = 0\nrate x{0} = speed*10^(6*{0}/{1})*({2}-x{0})\n", i,
                        links - 1, i > 0 ? fmt::format("x{}", i - 1) : "1");
  }
  return text;
}

}  // namespace heatreel::bench
