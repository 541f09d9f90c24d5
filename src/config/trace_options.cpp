// SPDX-License-Identifier: GPL-3.0-or-later
#include "option_parts.hpp"
#include "option_values.hpp"

namespace heatreel::config {

namespace {

const std::vector<std::string> in_trace = {"trace"};

}  // namespace

std::vector<Option> trace_options() {
  return {
      {.name = "points",
       .placeholder = "N",
       .group = "Output",
       .commands = in_trace,
       .help = "Number of equal parts into which the table divides the time: it has N + 1 lines, "
               "the first at 0 and the last at --t-end. In a map each part has whole iterations",
       .fallback = "1000; in a map its iterations",
       .read = [](const Given& given, Settings& to) { to.points = given; }},
      {.name = "output",
       .letter = 'o',
       .placeholder = "FILE.csv",
       .group = "Output",
       .commands = in_trace,
       .help = "Table of time, all states and all derived values, each number exact; - is standard "
               "output",
       .read = [](const Given& given, Settings& to) { to.output = read_text(given); }},
  };
}

}  // namespace heatreel::config
