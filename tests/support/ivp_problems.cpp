// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/ivp_problems.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

namespace heatreel::ivp {

std::string hires() {
  return "model hires\ntime t to 321.8122 step 0.01\nparameter k = 280\n"
         "state y1 = 1\nstate y2 = 0\nstate y3 = 0\nstate y4 = 0\n"
         "state y5 = 0\nstate y6 = 0\nstate y7 = 0\nstate y8 = 0.0057\n"
         "rate y1 = -1.71*y1 + 0.43*y2 + 8.32*y3 + 0.0007\n"
         "rate y2 = 1.71*y1 - 8.75*y2\n"
         "rate y3 = -10.03*y3 + 0.43*y4 + 0.035*y5\n"
         "rate y4 = 8.32*y2 + 1.71*y3 - 1.12*y4\n"
         "rate y5 = -1.745*y5 + 0.43*y6 + 0.43*y7\n"
         "rate y6 = -k*y6*y8 + 0.69*y4 + 1.71*y5 - 0.43*y6 + 0.69*y7\n"
         "rate y7 = k*y6*y8 - 1.81*y7\n"
         "rate y8 = -k*y6*y8 + 1.81*y7\n";
}

std::string pollution() {
  constexpr std::array<double, 20> initial{0, 0.2, 0, 0.04, 0, 0, 0.1,   0.3, 0.01, 0,
                                           0, 0,   0, 0,    0, 0, 0.007, 0,   0,    0};
  constexpr std::array reactions{
      "k*y1",        "26.6*y2*y4",   "12300*y5*y2",  "8.6e-4*y7",    "8.2e-4*y7",
      "15000*y7*y6", "1.3e-4*y9",    "24000*y9*y6",  "16500*y11*y2", "9000*y11*y1",
      "0.022*y13",   "12000*y10*y2", "1.88*y14",     "16300*y1*y6",  "4.8e6*y3",
      "3.5e-4*y4",   "0.0175*y4",    "1e8*y16",      "4.44e11*y16",  "1240*y17*y6",
      "2.1*y19",     "5.78*y19",     "0.0474*y1*y4", "1780*y19*y1",  "3.12*y20"};
  constexpr std::array rates{"-r1-r10-r14-r23-r24+r2+r3+r9+r11+r12+r22+r25",
                             "-r2-r3-r9-r12+r1+r21",
                             "-r15+r1+r17+r19+r22",
                             "-r2-r16-r17-r23+r15",
                             "-r3+2*r4+r6+r7+r13+r20",
                             "-r6-r8-r14-r20+r3+2*r18",
                             "-r4-r5-r6+r13",
                             "r4+r5+r6+r7",
                             "-r7-r8",
                             "-r12+r7+r9",
                             "-r9-r10+r8+r11",
                             "r9",
                             "-r11+r10",
                             "-r13+r12",
                             "r14",
                             "-r18-r19+r16",
                             "-r20",
                             "r20",
                             "-r21-r22-r24+r23+r25",
                             "-r25+r24"};
  std::string text = "model pollution\ntime t to 60 step 0.01\nparameter k = 0.35\n";
  for (std::size_t i = 0; i < reactions.size(); ++i) {
    text += fmt::format("derived r{} = {}\n", i + 1, reactions[i]);
  }
  for (std::size_t i = 0; i < rates.size(); ++i) {
    text += fmt::format("state y{0} = {1}\nrate y{0} = {2}\n", i + 1, initial[i], rates[i]);
  }
  return text;
}

std::string oregonator() {
  return "model oregonator\ntime t to 360 step 0.01\nparameter s = 77.27\n"
         "parameter w = 0.161\nparameter q = 8.375e-6\n"
         "state y1 = 1\nstate y2 = 2\nstate y3 = 3\n"
         "rate y1 = s*(y2 - y1*y2 + y1 - q*y1^2)\n"
         "rate y2 = (y3 - y2 - y1*y2)/s\n"
         "rate y3 = w*(y1 - y3)\n";
}

std::string e5() {
  return "model e5\ntime t to 1e13 step 1\nparameter A = 7.89e-10\nparameter B = 1.1e7\n"
         "parameter C = 1.13e3\nparameter M = 1e6\n"
         "state y1 = 1.76e-3 nonnegative\nstate y3 = 0 nonnegative\nstate y4 = 0 nonnegative\n"
         "derived y2 = y3 + y4\n"
         "rate y1 = -A*y1 - B*y1*y3\n"
         "rate y3 = A*y1 - B*y1*y3 - M*C*y2*y3 + C*y4\n"
         "rate y4 = B*y1*y3 - C*y4\n";
}

std::string ring_modulator() {
  constexpr std::array rates{"(y8 - y10/2 + y11/2 + y14 - y1/R)/C",
                             "(y9 - y12/2 + y13/2 + y15 - y2/R)/C",
                             "(y10 - q1 + q4)/Cs",
                             "(q2 - q3 - y11)/Cs",
                             "(y12 + q1 - q3)/Cs",
                             "(q4 - q2 - y13)/Cs",
                             "(q1 + q2 - q3 - q4 - y7/Rp)/Cp",
                             "-y1/Lh",
                             "-y2/Lh",
                             "(y1/2 - y3 - Rg2*y10)/Ls2",
                             "(y4 - y1/2 - Rg3*y11)/Ls3",
                             "(y2/2 - y5 - Rg2*y12)/Ls2",
                             "(y6 - y2/2 - Rg3*y13)/Ls3",
                             "(in1 - y1 - (Ri + Rg1)*y14)/Ls1",
                             "-(y2 + (Rc + Rg1)*y15)/Ls1"};
  std::string text =
      "model ring-modulator\ntime t to 1e-3 step 1e-9\n"
      "parameter C = 1.6e-8\nparameter Cs = 2e-12\nparameter Cp = 1e-8\n"
      "parameter Lh = 4.45\nparameter Ls1 = 0.002\nparameter Ls2 = 5e-4\nparameter Ls3 = 5e-4\n"
      "parameter R = 25000\nparameter Rp = 50\nparameter Rg1 = 36.3\nparameter Rg2 = 17.3\n"
      "parameter Rg3 = 17.3\nparameter Ri = 50\nparameter Rc = 600\n"
      "parameter gamma = 40.67286402e-9\nparameter delta = 17.7493332\n"
      "derived in1 = 0.5*sin(2e3*pi*t)\nderived in2 = 2*sin(2e4*pi*t)\n"
      "derived q1 = gamma*(exp(delta*(y3 - y5 - y7 - in2)) - 1)\n"
      "derived q2 = gamma*(exp(delta*(y6 - y4 - y7 - in2)) - 1)\n"
      "derived q3 = gamma*(exp(delta*(y4 + y5 + y7 + in2)) - 1)\n"
      "derived q4 = gamma*(exp(delta*(y7 - y3 - y6 + in2)) - 1)\n";
  for (std::size_t i = 0; i < rates.size(); ++i) {
    text += fmt::format("state y{0} = 0\nrate y{0} = {1}\n", i + 1, rates[i]);
  }
  return text;
}

std::string medical_akzo(int points) {
  const double dz = 1.0 / points;
  std::string text =
      "model akzo\ntime t to 20 step 0.01\nparameter k = 100\n"
      "derived inflow = if(t <= 5, 2, 0)\n";
  for (int j = 0; j < points; ++j) {
    const double z = (j + 1) * dz - 1;
    const std::string left = j > 0 ? fmt::format("u{}", j - 1) : "inflow";
    const std::string right = fmt::format("u{}", j < points - 1 ? j + 1 : j - 1);
    text += fmt::format(
        "state u{0} = 0\nstate v{0} = 1\n"
        "rate u{0} = {1}*({3}-{2}) + {4}*({2}-2*u{0}+{3}) - k*u{0}*v{0}\nrate v{0} = "
        "-k*u{0}*v{0}\n",
        j, fmt::format("({})", 2 * z * z * z / 16 / (2 * dz)), left, right,
        z * z * z * z / 16 / (dz * dz));
  }
  return text;
}

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

}  // namespace heatreel::ivp
