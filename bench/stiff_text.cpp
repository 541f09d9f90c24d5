// SPDX-License-Identifier: GPL-3.0-or-later
#include "stiff_text.hpp"

#include <array>

#include <fmt/format.h>

namespace heatreel::bench {

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

std::string medical_akzo() {
  constexpr int points = 50;
  constexpr double dz = 1.0 / points;
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
