// SPDX-License-Identifier: GPL-3.0-or-later
// What the fuzzers share: arguments, inputs that can be made again one by one, and a guard that
// names the input at which the program crashed or hung.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <random>
#include <string>
#include <vector>

namespace heatreel::fuzz {

using Random = std::mt19937_64;

/// A number below `limit` (≥ 1).
std::size_t below(std::size_t limit, Random& random);

/// Changes a text in some ways a slip, a tool or an attacker might. `corpus` gives other texts to
/// take pieces from.
std::string mutated_text(std::string text, const std::vector<std::string>& corpus, Random& random);

/// Arguments: --seed N, --count N inputs or --seconds N, --only N (that input alone, printed).
struct Plan {
  std::uint64_t seed = 0;
  std::int64_t count = 0;  ///< 0: as many as fit
  double seconds = 10.0;
  std::int64_t only = -1;
};

Plan read_plan(int argc, char** argv);

/// Makes each input of the plan from a random source of its own and tries it.
/// Prints seed and number of the input that crashes or takes more than `longest` seconds of
/// processor time, and what `attempt` throws; ends with the number of inputs, of those for which
/// `attempt` was true (which were read, not refused), and the memory they took at most.
/// \return the exit code for main
int run(const Plan& plan, int longest, const std::function<std::string(Random&)>& make,
        const std::function<bool(const std::string&)>& attempt);

}  // namespace heatreel::fuzz
