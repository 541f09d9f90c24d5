// SPDX-License-Identifier: GPL-3.0-or-later
#include "option_parts.hpp"
#include "option_values.hpp"

#include <limits>

namespace heatreel::config {

namespace {

const std::vector<std::string> in_explore = {"explore"};

}  // namespace

std::vector<Option> explore_options() {
  return {
      {.name = "metric",
       .placeholder = "STATE.KIND",
       .group = "Output",
       .commands = in_explore,
       .help = "Metric that the page holds",
       .fallback = "all of the file",
       .repeatable = true,
       .read = [](const Given& given, Settings& to) { to.metrics.push_back(given); }},
      {.name = "every",
       .placeholder = "N",
       .group = "Output",
       .commands = in_explore,
       .help = "Keep the first frame and each Nth one, for a smaller page",
       .fallback = "1",
       .read =
           [](const Given& given, Settings& to) {
             to.every = read_whole(given, 1, std::numeric_limits<int>::max());
           }},
      {.name = "output",
       .letter = 'o',
       .placeholder = "PAGE.html",
       .group = "Output",
       .commands = in_explore,
       .help = "The page; - is standard output",
       .fallback = "INPUT.html, beside it",
       .read = [](const Given& given, Settings& to) { to.output = read_text(given); }},
  };
}

}  // namespace heatreel::config
