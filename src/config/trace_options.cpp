// SPDX-License-Identifier: GPL-3.0-or-later
#include "option_parts.hpp"
#include "option_values.hpp"

#include <string>

namespace heatreel::config {

namespace {

const std::vector<std::string> in_trace = {"trace"};

/// Of a sample: their results are held until all are there.
constexpr int most_cells = 10'000'000;

}  // namespace

std::vector<Option> trace_options() {
  return {
      {.name = "cell",
       .placeholder = "I,J,K",
       .group = "Cell",
       .commands = in_trace,
       .help = "Which cell of a sweep, by its indices along x, y and t, counted from 0",
       .rivals = {"at"},
       .read = [](const Given& given, Settings& to) { to.cell = given; }},
      {.name = "at",
       .placeholder = "NAME=VALUE,...",
       .group = "Cell",
       .commands = in_trace,
       .help = "The cell of a sweep that is nearest to these values of its axes",
       .rivals = {"cell"},
       .read = [](const Given& given, Settings& to) { to.at = given; }},
      {.name = "compare",
       .placeholder = "CELL",
       .group = "Cell",
       .commands = in_trace,
       .help = "Draw this cell of a sweep over the other one in a picture: I,J,K or "
               "NAME=VALUE,... as above",
       .repeatable = true,
       .rivals = {"exact"},
       .read = [](const Given& given, Settings& to) { to.compare.push_back(given); }},
      {.name = "exact",
       .group = "Cell",
       .commands = in_trace,
       .help = "Simulate the values of --at themselves, also between cells",
       .rivals = {"compare"},
       .read =
           [](const Given& given, Settings& to) {
             if (read_switch(given)) {
               to.exact = given;
             }
           }},
      {.name = "points",
       .placeholder = "N",
       .group = "Output",
       .commands = in_trace,
       .help = "Number of points in time, at equal distances: the first is 0, the last --t-end. "
               "In a map all must lie on iterations",
       .fallback = "1001; for a picture 20001; in a map all iterations",
       .read = [](const Given& given, Settings& to) { to.points = given; }},
      {.name = "output",
       .letter = 'o',
       .placeholder = "FILE",
       .group = "Output",
       .commands = in_trace,
       .help =
           "FILE.csv is a table of time, all states and all derived values, each number exact; "
           "- is this table on standard output. FILE.json and FILE.nc hold the same with units. "
           "FILE.png, FILE.pdf and FILE.svg are pictures",
       .read = [](const Given& given, Settings& to) { to.output = read_text(given); }},
      {.name = "show",
       .placeholder = "NAME,...",
       .group = "Output",
       .commands = in_trace,
       .help = "States and derived values that a picture shows, up to six; the first two span the "
               "phase portrait",
       .fallback = "those of --metric, then the first states",
       .read = [](const Given& given, Settings& to) { to.show = given; }},
  };
}

std::vector<Option> verify_options() {
  return {
      {.name = "sample",
       .placeholder = "N",
       .group = "Cell",
       .commands = {"verify"},
       .help = "How many cells to compute, at most; they are different ones each time",
       .fallback = std::to_string(Settings{}.sample),
       .read = [](const Given& given,
                  Settings& to) { to.sample = read_whole(given, 1, most_cells); }},
  };
}

}  // namespace heatreel::config
