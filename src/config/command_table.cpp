// SPDX-License-Identifier: GPL-3.0-or-later
#include "command_table.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "heatreel/base/text.hpp"

namespace heatreel::config {

// A test runs the examples, so they must name what exists.
const std::vector<CommandSpec>& command_table() {
  static const std::vector<CommandSpec> table = {
      {.name = "run",
       .summary = "Sweep a model over three parameters, store the frames, make the movies",
       .usage = {"heatreel run [SWEEP.ini] [options]",
                 "mpirun -n RANKS heatreel run [SWEEP.ini] [options]"},
       .details =
           "SWEEP.ini holds options of this command, one NAME = VALUE a line. Options on the "
           "command line win. A sweep needs --model (or a program: --command or --worker), --x, "
           "--y "
           "and --metric; a model's without --t has one frame.",
       .examples = {"mpirun -n 8 heatreel run examples/predator-prey.ini",
                    "heatreel run examples/predator-prey.ini --t kP=0.004,0.005,0.006 --fps 1",
                    "heatreel run --model my.model --x a=0:1:50 --y b=1e-3:1:50:log "
                    "--t c=1,2,5 --metric X.mean",
                    "heatreel run --worker examples/programs/worker.py --x r=1:2:50 --y K=5:9:50 "
                    "--t h=0,1 --metric n"},
       .argument = "SWEEP.ini",
       .needs_argument = false,
       .build = build_run},
      {.name = "render",
       .summary = "Draw the movies again from a result file, without computing",
       .usage = {"heatreel render FILE.nc [-o FILE.mp4] [options]"},
       .details = "FILE.nc may come from a run that was stopped: the frames that are committed are "
                  "drawn.",
       .examples = {"heatreel render predator-prey.nc -o big.mp4 --size 1920x1080",
                    "heatreel render predator-prey.nc --metric P.period --range 20:60 --colormap "
                    "batlow",
                    "heatreel render predator-prey.nc --metric P.period --figure period.pdf "
                    "--frames 0,16,33,49"},
       .argument = "FILE.nc",
       .build = build_render},
      {.name = "export",
       .summary = "Write frames as CSV or for numpy, or describe the file for ParaView",
       .usage = {"heatreel export FILE.nc --frame K1,K2,... --csv|--npy [-o FILE] [options]",
                 "heatreel export FILE.nc --xmf [-o FILE.xmf] [options]"},
       .details = "FILE.nc may come from a run that is under way or was stopped: cells that are "
                  "pending are nan.",
       .examples = {"heatreel export predator-prey.nc --frame last --csv",
                    "heatreel export predator-prey.nc --frame 0,10,20 --npy --metric P.period",
                    "heatreel export predator-prey.nc --xmf"},
       .argument = "FILE.nc",
       .build = build_export},
      {.name = "explore",
       .summary = "Make one page of a sweep that any browser opens, to look inside",
       .usage = {"heatreel explore FILE.nc [-o PAGE.html] [options]"},
       .details =
           "The page needs no network and no server. It shows the frames as cells with their "
           "values, and a click computes a cell in the page: states over time, also for "
           "other parameters.",
       .examples = {"heatreel explore predator-prey.nc -o predator-prey.html",
                    "heatreel explore predator-prey.nc --metric P.period --every 2"},
       .argument = "FILE.nc",
       .build = build_explore},
      {.name = "trace",
       .summary = "Simulate one cell and show how it goes over time",
       .usage = {"heatreel trace MODEL|FILE.model|FILE.xml [--set NAME=VALUE] [options]",
                 "heatreel trace SWEEP.ini|FILE.nc --cell I,J,K|--at NAME=VALUE,... [options]"},
       .details =
           "Prints the parameters, the metrics, and what states and derived values do; with "
           "--output also writes or draws how they go over time. Options on the command line win "
           "over those of SWEEP.ini. A cell of FILE.nc is computed as it was, and its metrics are "
           "compared with the stored ones. The exit code is 3 if the simulation fails.",
       .examples = {"heatreel trace predator-prey --set G=150 --metric P.period",
                    "heatreel trace predator-prey --set G=150 --t-end 500 --points 501 -o cell.csv",
                    "heatreel trace predator-prey --set G=150 --metric P.period -o cell.png",
                    "heatreel trace predator-prey.nc --at G=151.5,rec=20,assoc_ddg=0 --exact",
                    "heatreel trace examples/predator-prey.ini --cell 20,15,3 -o -"},
       .argument = "MODEL",
       .build = build_trace},
      {.name = "verify",
       .summary = "Compute some cells of a result file again and compare them",
       .usage = {"heatreel verify FILE.nc [--sample N]"},
       .details =
           "Takes random cells of the committed frames. Status and metrics have to be the same "
           "to the last bit. The exit code is 1 if a cell differs.",
       .examples = {"heatreel verify predator-prey.nc --sample 1000"},
       .argument = "FILE.nc",
       .build = build_verify},
      {.name = "info",
       .summary = "Show axes, metrics, ranges, progress and provenance of a result file",
       .usage = {"heatreel info FILE.nc [--check]"},
       .details = "With --check: tells which frames hold what was computed, to the last bit. The "
                  "exit code is 1 if a frame is damaged.",
       .examples = {"heatreel info predator-prey.nc", "heatreel info predator-prey.nc --check"},
       .argument = "FILE.nc",
       .build = build_info},
      {.name = "models",
       .summary = "List the shipped models, or show one model in full",
       .usage = {"heatreel models [NAME|FILE [--text]]"},
       .details =
           "With a name or a model file, which may be in SBML: its parameters with units and "
           "defaults, its states and its equations.",
       .examples = {"heatreel models", "heatreel models predator-prey",
                    "heatreel models BIOMD0000000012.xml --text > repressilator.model"},
       .argument = "NAME",
       .needs_argument = false,
       .build = build_models},
  };
  return table;
}

const CommandSpec& find_command(const std::string& name) {
  for (const CommandSpec& command : command_table()) {
    if (command.name == name) {
      return command;
    }
  }
  if (name.starts_with('-')) {
    throw base::UsageError({fmt::format("unknown option {}", base::printable(name)),
                            "options of a command come after its name", "Try 'heatreel --help'."});
  }
  throw base::UsageError({fmt::format("unknown command '{}'", base::printable(name)),
                          "see 'heatreel --help'", base::suggest_name(name, command_names())});
}

std::vector<std::string> command_names() {
  std::vector<std::string> names;
  for (const CommandSpec& command : command_table()) {
    names.push_back(command.name);
  }
  return names;
}

}  // namespace heatreel::config
