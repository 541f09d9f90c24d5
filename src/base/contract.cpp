// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/base/contract.hpp"

#include <cstdio>
#include <cstdlib>

namespace heatreel::base {

void contract_broken(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "heatreel: internal error: %s does not hold (%s:%d) Please report this.\n",
               condition, file, line);
  std::abort();
}

}  // namespace heatreel::base
