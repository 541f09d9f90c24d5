// SPDX-License-Identifier: GPL-3.0-or-later
// A sweep on many ranks, simulated with the Coordinator that a sweep uses; docs/scaling.md has the
// model, and bench/scaling/plot.py its figures and plots.
//
//   scaling_bench NAME=VALUE...
//
// prints what the sweep takes, a line of NAME=VALUE. The names are in the table `names`.
#include "scaling/simulated_sweep.hpp"

#include <cstdint>
#include <map>
#include <stdexcept>
#include <string>

#include <fmt/format.h>

namespace {

using namespace heatreel;

/// What can be chosen, with its default.
using Choices = std::map<std::string, std::string>;

Choices choices_of(int argc, char** argv) {
  Choices choices = {{"schedule", "heatreel"},  // static, fixed, guided, factoring
                     {"ranks", "1000"},        {"threads", "1"},     {"cells", "1e9"},
                     {"frame", "1e6"},                               // cells of a frame
                     {"seconds", "1e-3"},      {"cost", "uniform"},  // lognormal, clustered, late
                     {"straggling", "0"},      {"slow", "0"},        {"bytes", "6"},  // of a cell
                     {"at_once", "64"},        {"storing", "1"},  // 0: commits cost nothing
                     {"sync", "5e-3"},         {"bandwidth", "20e9"}};
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    const auto sign = argument.find('=');
    choices.at(argument.substr(0, sign)) = argument.substr(sign + 1);
  }
  return choices;
}

std::int64_t whole(const std::string& text) { return static_cast<std::int64_t>(std::stod(text)); }

schedule::JobShape shape_of(const Choices& choices) {
  const std::int64_t frame = whole(choices.at("frame"));
  return {.cells_per_frame = frame,
          .frames = whole(choices.at("cells")) / frame,
          .ranks = static_cast<int>(whole(choices.at("ranks"))),
          .threads = static_cast<int>(whole(choices.at("threads"))),
          .bytes_per_cell = whole(choices.at("bytes")),
          .granularity = whole(choices.at("at_once"))};
}

bench::CellCosts costs_of(const Choices& choices, const schedule::JobShape& shape) {
  using bench::CostKind;
  const std::map<std::string, CostKind> kinds = {{"uniform", CostKind::uniform},
                                                 {"lognormal", CostKind::lognormal},
                                                 {"clustered", CostKind::clustered},
                                                 {"late", CostKind::late}};
  return {.kind = kinds.at(choices.at("cost")),
          .mean_seconds = std::stod(choices.at("seconds")),
          .cells_per_frame = shape.cells_per_frame,
          .cells = shape.cells_per_frame * shape.frames,
          .straggling = std::stod(choices.at("straggling")),
          .slow_nodes = std::stod(choices.at("slow"))};
}

bench::MachineCosts machine_of(const Choices& choices) {
  bench::MachineCosts machine;
  machine.sync = std::stod(choices.at("sync"));
  machine.bytes_per_second = std::stod(choices.at("bandwidth"));
  machine.commits_cost = choices.at("storing") != "0";
  return machine;
}

bench::MakeSchedule schedule_of(const Choices& choices, const schedule::JobShape& shape) {
  const std::map<std::string, bench::MakeSchedule> schedules = {
      {"heatreel",
       [&] { return std::make_unique<bench::HeatreelSchedule>(shape, schedule::CommitPolicy{}); }},
      {"static", [&] { return bench::static_partition(shape); }},
      {"fixed", [&] { return bench::fixed_chunks(shape); }},
      {"guided", [&] { return bench::guided(shape); }},
      {"factoring", [&] { return bench::factoring(shape); }}};
  return schedules.at(choices.at("schedule"));
}

}  // namespace

int main(int argc, char** argv) {
  const Choices choices = choices_of(argc, argv);
  const schedule::JobShape shape = shape_of(choices);
  const int requests = choices.at("schedule") == "static" ? shape.threads : shape.threads + 1;
  const auto result = bench::simulate(shape, costs_of(choices, shape), machine_of(choices),
                                      schedule_of(choices, shape), requests);
  fmt::print(
      "seconds={:.6g} efficiency={:.5f} load={:.5f} commit_share={:.5f} longest_commit={:.4g} "
      "commits={} chunks={} peak_mb={:.2f}\n",
      result.seconds, result.efficiency, result.load, result.commit_share, result.longest_commit,
      result.commits, result.chunks, result.peak_bytes / 1e6);
}
