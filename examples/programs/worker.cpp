// SPDX-License-Identifier: GPL-3.0-or-later
// The same in C++: g++ -O2 worker.cpp -o growth, then --worker ./growth. The names come in a fixed
// order: cell, the parameters along x, y and t, then those of --set in alphabetical order.
#include <cstdio>

int main() {
  double r = 0, K = 0, h = 0;
  while (std::scanf(R"( {"cell": %*d, "r": %lf, "K": %lf, "h": %lf})", &r, &K, &h) == 3) {
    double n = 1;
    for (int step = 0; step < 200; ++step) n += 0.1 * (r * n * (1 - n / K) - h * n);
    std::printf("{\"n\": %.17g}\n", n);
    std::fflush(stdout);
  }
}
