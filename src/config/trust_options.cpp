// SPDX-License-Identifier: GPL-3.0-or-later
#include "option_parts.hpp"
#include "option_values.hpp"

#include "heatreel/base/text.hpp"

namespace heatreel::config {

namespace {

using Texts = std::vector<std::string>;

const Texts in_run = {"run"};

/// Seconds: 30 years.
constexpr double longest_timeout = 1e9;

/// A switch as a sweep file holds it: only where it is on.
Texts switch_text(bool on) { return on ? Texts{"yes"} : Texts{}; }

Texts timeout_text(double seconds) {
  return seconds > 0.0 ? Texts{base::format_exact(seconds)} : Texts{};
}

}  // namespace

/// How long a cell may take, and how far its numbers are trusted.
std::vector<Option> trust_options() {
  return {
      {.name = "cell-timeout",
       .placeholder = "SECONDS",
       .group = "Simulation",
       .commands = in_run,
       .help = "Time after which a cell is given up; 0 for no limit. Of a model, 64 cells are "
               "computed side by side, and the time counts for each of them",
       .fallback = "0",
       .read = [](const Given& given,
                  Settings& to) { to.cell_timeout = read_number(given, 0.0, longest_timeout); },
       .write_model =
           [](const simulate::ModelSpec& spec) {
             return timeout_text(spec.integration.cell_timeout);
           },
       .write_program =
           [](const simulate::ProgramSpec& spec) { return timeout_text(spec.cell_timeout); }},
      {.name = "no-early-stop",
       .group = "Simulation",
       .commands = in_run,
       .help = "Integrate every period before the tail, even if a cell repeats itself",
       .read = [](const Given& given, Settings& to) { to.early_stop = !read_switch(given); },
       .write_model =
           [](const simulate::ModelSpec& spec) {
             return switch_text(!spec.integration.early_stop);
           }},
      {.name = "trust",
       .group = "Simulation",
       .commands = in_run,
       .help = "Solve each cell again at a tenth of rtol and atol (rk4: half the step), store this "
               "solution and, as METRIC_error, its difference from the first one",
       .read =
           [](const Given& given, Settings& to) {
             if (read_switch(given)) {
               to.trust = given;
             }
           },
       .write_model =
           [](const simulate::ModelSpec& spec) { return switch_text(spec.trust.has_value()); }},
      {.name = "trust-tolerance",
       .placeholder = "NUMBER",
       .group = "Simulation",
       .commands = in_run,
       .help = "Relative difference above which --trust marks a cell as untrusted. A value below "
               "atol/rtol counts as atol/rtol",
       .fallback = base::format_exact(solve::TrustOptions{}.tolerance),
       .read = [](const Given& given, Settings& to) { to.trust_tolerance = read_positive(given); },
       .write_model =
           [](const simulate::ModelSpec& spec) {
             return spec.trust ? Texts{base::format_exact(spec.trust->tolerance)} : Texts{};
           }},
  };
}

}  // namespace heatreel::config
