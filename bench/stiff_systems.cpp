// SPDX-License-Identifier: GPL-3.0-or-later
// The rates of the stiff problems for CVODE; compiled with -O3 -march=native. They are those of
// tests/support/ivp_problems.cpp and model_text.cpp.
#include "stiff_peer.hpp"

#include <array>
#include <cmath>

namespace heatreel::bench {

namespace {

void hires(double /*t*/, double k, const double* y, double* f) {
  f[0] = -1.71 * y[0] + 0.43 * y[1] + 8.32 * y[2] + 0.0007;
  f[1] = 1.71 * y[0] - 8.75 * y[1];
  f[2] = -10.03 * y[2] + 0.43 * y[3] + 0.035 * y[4];
  f[3] = 8.32 * y[1] + 1.71 * y[2] - 1.12 * y[3];
  f[4] = -1.745 * y[4] + 0.43 * y[5] + 0.43 * y[6];
  f[6] = k * y[5] * y[7] - 1.81 * y[6];
  f[5] = -k * y[5] * y[7] + 0.69 * y[3] + 1.71 * y[4] - 0.43 * y[5] + 0.69 * y[6];
  f[7] = -f[6];
}

void pollution(double /*t*/, double k1, const double* y, double* f) {
  const std::array<double, 25> r{k1 * y[0],           26.6 * y[1] * y[3],   12300 * y[4] * y[1],
                                 8.6e-4 * y[6],       8.2e-4 * y[6],        15000 * y[6] * y[5],
                                 1.3e-4 * y[8],       24000 * y[8] * y[5],  16500 * y[10] * y[1],
                                 9000 * y[10] * y[0], 0.022 * y[12],        12000 * y[9] * y[1],
                                 1.88 * y[13],        16300 * y[0] * y[5],  4.8e6 * y[2],
                                 3.5e-4 * y[3],       0.0175 * y[3],        1e8 * y[15],
                                 4.44e11 * y[15],     1240 * y[16] * y[5],  2.1 * y[18],
                                 5.78 * y[18],        0.0474 * y[0] * y[3], 1780 * y[18] * y[0],
                                 3.12 * y[19]};
  f[0] = -r[0] - r[9] - r[13] - r[22] - r[23] + r[1] + r[2] + r[8] + r[10] + r[11] + r[21] + r[24];
  f[1] = -r[1] - r[2] - r[8] - r[11] + r[0] + r[20];
  f[2] = -r[14] + r[0] + r[16] + r[18] + r[21];
  f[3] = -r[1] - r[15] - r[16] - r[22] + r[14];
  f[4] = -r[2] + 2 * r[3] + r[5] + r[6] + r[12] + r[19];
  f[5] = -r[5] - r[7] - r[13] - r[19] + r[2] + 2 * r[17];
  f[6] = -r[3] - r[4] - r[5] + r[12];
  f[7] = r[3] + r[4] + r[5] + r[6];
  f[8] = -r[6] - r[7];
  f[9] = -r[11] + r[6] + r[8];
  f[10] = -r[8] - r[9] + r[7] + r[10];
  f[11] = r[8];
  f[12] = -r[10] + r[9];
  f[13] = -r[12] + r[11];
  f[14] = r[13];
  f[15] = -r[17] - r[18] + r[15];
  f[16] = -r[19];
  f[17] = r[19];
  f[18] = -r[20] - r[21] - r[23] + r[22] + r[24];
  f[19] = -r[24] + r[23];
}

void brusselator(double /*t*/, double d, const double* y, double* f) {
  constexpr int points = 50;
  constexpr double diffusion = 0.02 * (points + 1) * (points + 1);
  for (int i = 0; i < points; ++i) {
    const double u = y[2 * i];
    const double v = y[2 * i + 1];
    const double left_u = i > 0 ? y[2 * i - 2] : 1.0;
    const double left_v = i > 0 ? y[2 * i - 1] : 3.0;
    const double right_u = i < points - 1 ? y[2 * i + 2] : 1.0;
    const double right_v = i < points - 1 ? y[2 * i + 3] : 3.0;
    f[2 * i] = 1 + u * u * v - (d + 1) * u + diffusion * (left_u - 2 * u + right_u);
    f[2 * i + 1] = d * u - u * u * v + diffusion * (left_v - 2 * v + right_v);
  }
}

void medical_akzo(double t, double k, const double* y, double* f) {
  constexpr int points = 50;
  constexpr double dz = 1.0 / points;
  for (int j = 0; j < points; ++j) {
    const double z = (j + 1) * dz - 1;
    const double alpha = 2 * z * z * z / 16 / (2 * dz);
    const double beta = z * z * z * z / 16 / (dz * dz);
    const double u = y[2 * j];
    const double left = j > 0 ? y[2 * j - 2] : (t <= 5 ? 2.0 : 0.0);
    const double right = j < points - 1 ? y[2 * j + 2] : y[2 * j - 2];
    const double bound = k * y[2 * j + 1] * u;
    f[2 * j] = alpha * (right - left) + beta * (left - 2 * u + right) - bound;
    f[2 * j + 1] = -bound;
  }
}

void chain(double /*t*/, double speed, const double* x, double* f) {
  constexpr int links = 320;
  static const std::array<double, links> rate = [] {
    std::array<double, links> k{};
    for (int i = 0; i < links; ++i) {
      k[static_cast<std::size_t>(i)] = std::pow(10.0, 6.0 * i / (links - 1));
    }
    return k;
  }();
  f[0] = speed * rate[0] * (1 - x[0]);
  for (int i = 1; i < links; ++i) {
    f[i] = speed * rate[static_cast<std::size_t>(i)] * (x[i - 1] - x[i]);
  }
}

}  // namespace

const StiffSystem hires_system{hires, 8, {}};
const StiffSystem pollution_system{pollution, 20, {}};
const StiffSystem brusselator_system{brusselator, 100, {false, 2, 2}};
const StiffSystem medical_akzo_system{medical_akzo, 100, {false, 2, 2}};
const StiffSystem chain_system{chain, 320, {false, 1, 0}};

}  // namespace heatreel::bench
