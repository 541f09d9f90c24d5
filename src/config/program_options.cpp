// SPDX-License-Identifier: GPL-3.0-or-later
#include "option_parts.hpp"
#include "option_values.hpp"

#include <string>

#include <fmt/format.h>

namespace heatreel::config {

namespace {

using simulate::MpiEnvironment;
using simulate::ProgramSpec;

using Texts = std::vector<std::string>;

const Texts in_run = {"run"};

Texts command_text(const ProgramSpec& spec, ProgramSpec::Kind kind) {
  return spec.kind == kind ? Texts{spec.command} : Texts{};
}

}  // namespace

/// A program of the user's that simulates the cells.
std::vector<Option> program_options() {
  return {
      {.name = "command",
       .placeholder = "COMMAND",
       .group = "Programs",
       .commands = in_run,
       .help =
           "Program to run once for each cell, instead of a model, such as './sim --g {G} --seed "
           "{cell}'. It prints the metrics as NAME=VALUE lines, as one JSON object, or as a "
           "number. No shell reads the command",
       .rivals = {"model", "worker"},
       .read = [](const Given& given, Settings& to) { to.command = given; },
       .write_program =
           [](const ProgramSpec& spec) { return command_text(spec, ProgramSpec::Kind::command); }},
      {.name = "worker",
       .placeholder = "COMMAND",
       .group = "Programs",
       .commands = in_run,
       .help =
           "Program that stays alive, one for each compute thread. It reads a cell's parameters "
           "as a line of JSON, and answers with a line of JSON that holds the metrics",
       .rivals = {"model", "command"},
       .read = [](const Given& given, Settings& to) { to.worker = given; },
       .write_program =
           [](const ProgramSpec& spec) { return command_text(spec, ProgramSpec::Kind::worker); }},
      {.name = "worker-batch",
       .placeholder = "N",
       .group = "Programs",
       .commands = in_run,
       .help = "Send a worker N cells a line: for each name an array of numbers, in the answer too",
       .fallback = "one cell, as numbers",
       .read = [](const Given& given, Settings& to) { to.worker_batch = given; },
       .write_program =
           [](const ProgramSpec& spec) {
             return spec.batch ? Texts{std::to_string(*spec.batch)} : Texts{};
           }},
      {.name = "unit",
       .placeholder = "NAME=UNIT",
       .group = "Programs",
       .commands = in_run,
       .help = "Unit of a program's parameter or metric, such as G=nM",
       .repeatable = true,
       .read = [](const Given& given, Settings& to) { to.units.push_back(given); },
       .write_program =
           [](const ProgramSpec& spec) {
             Texts texts;
             for (const auto& [name, unit] : spec.units) {
               texts.push_back(fmt::format("{}={}", name, unit));
             }
             return texts;
           }},
      {.name = "keep-mpi-environment",
       .group = "Programs",
       .commands = in_run,
       .help = "Leave in a program's environment what an MPI program would take for its own job",
       .read =
           [](const Given& given, Settings& to) {
             to.mpi = read_switch(given) ? MpiEnvironment::keep : MpiEnvironment::hide;
           },
       .write_program =
           [](const ProgramSpec& spec) {
             return spec.mpi == MpiEnvironment::keep ? Texts{"yes"} : Texts{};
           }},
  };
}

}  // namespace heatreel::config
