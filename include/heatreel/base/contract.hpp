// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/// Contracts between the parts of heatreel. A broken contract is a bug of ours, so it aborts;
/// what a user can cause is an Error instead (see error.hpp).
///
/// HEATREEL_EXPECT: precondition, checked in debug builds only (hot paths).
/// HEATREEL_REQUIRE: always checked; use it wherever data could be lost or wrong data stored.

namespace heatreel::base {

/// Prints the broken contract to standard error and aborts.
[[noreturn]] void contract_broken(const char* condition, const char* file, int line);

}  // namespace heatreel::base

#define HEATREEL_REQUIRE(condition)                                      \
  do {                                                                   \
    if (!(condition)) {                                                  \
      ::heatreel::base::contract_broken(#condition, __FILE__, __LINE__); \
    }                                                                    \
  } while (false)

#ifdef HEATREEL_DEBUG_CONTRACTS
#define HEATREEL_EXPECT(condition) HEATREEL_REQUIRE(condition)
#else
#define HEATREEL_EXPECT(condition) static_cast<void>(0)
#endif
