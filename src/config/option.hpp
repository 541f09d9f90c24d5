// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "given.hpp"

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "heatreel/config/command.hpp"

namespace heatreel::config {

/// What the options say, each checked by itself. What only the model can tell stays as typed.
struct Settings {
  std::optional<Given> model;
  std::optional<Given> command;
  std::optional<Given> worker;
  std::optional<Given> worker_batch;
  RawOptions units;
  simulate::MpiEnvironment mpi = simulate::MpiEnvironment::hide;
  std::optional<Given> x;
  std::optional<Given> y;
  std::optional<Given> t;
  RawOptions set;
  std::optional<Given> conditions;
  std::optional<Given> condition;
  RawOptions metrics;
  std::optional<Given> t_end;
  std::optional<Given> dt;
  double tail = solve::IntegrationOptions{}.tail;
  std::optional<solve::Integrator> integrator;
  std::optional<Given> integrator_given;  ///< where it comes from
  double rtol = solve::IntegrationOptions{}.rtol;
  std::optional<double> atol = solve::IntegrationOptions{}.atol;
  double max_step = solve::IntegrationOptions{}.max_step;
  std::int64_t max_steps = solve::IntegrationOptions{}.max_steps;
  bool early_stop = true;
  double cell_timeout = 0.0;
  std::optional<Given> trust;
  double trust_tolerance = solve::TrustOptions{}.tolerance;
  store::ValueType value_type = store::ValueType::float32;
  program::Simd simd = program::Simd::automatic;

  MovieOptions movie;
  std::string colormap_file;               ///< where movie.own_map comes from
  PerMetric<std::optional<Given>> range;   ///< where movie.range comes from
  PerMetric<std::optional<Given>> center;  ///< where movie.center comes from
  PerMetric<std::optional<Given>> scale;
  PerMetric<std::optional<Given>> contours;
  std::optional<Given> duration;  ///< where movie.duration comes from
  std::vector<std::string> panels;
  std::optional<Given> panels_given;  ///< where panels come from
  std::string difference;
  std::vector<FrameChoice> frames;
  FigureOptions figure;
  std::string contact_sheet;
  std::string preview;
  std::string poster;
  std::string report;

  std::string output;
  std::string video;
  bool no_video = false;
  bool overwrite = false;
  bool dry_run = false;
  bool quiet = false;
  bool check = false;
  bool text = false;
  std::optional<ExportFormat> export_format;
  std::optional<Given> points;
  std::int64_t every = 1;     ///< frames
  std::int64_t sample = 100;  ///< cells
  std::optional<Given> cell;
  std::optional<Given> at;
  RawOptions compare;          ///< cells
  std::optional<Given> show;   ///< quantities
  std::optional<Given> exact;  ///< where it is turned on
  Resume resume = Resume::no;
  double max_walltime = std::numeric_limits<double>::infinity();
  bool strict = false;
  RunSettings run;
  std::optional<Given> max_failed;  ///< a share of the cells means something once they are counted
};

/// An option, all of it: Boost's description, the help, the sweep file's reader and to_ini() follow
/// from the table of these.
struct Option {
  std::string name = {};
  char letter = '\0';            ///< of the short form `-o`; '\0' for none
  std::string placeholder = {};  ///< of its value; "" makes a switch
  std::string group = {};        ///< heading in the help
  std::vector<std::string> commands = {};
  std::string help = {};
  std::string fallback = {};  ///< the default, as the help shows it; "" for none
  bool repeatable = false;
  std::vector<std::string> rivals = {};  ///< options that it excludes
  bool in_file = true;                   ///< may be in a sweep file
  bool for_movie = false;                ///< has no effect where no movie is made
  bool for_figure = false;               ///< has no effect without --figure
  /// Checks the value and puts it where it belongs.
  void (*read)(const Given& given, Settings& settings) = nullptr;
  /// Texts that give the sweep's values when they are read. All are null if the sweep has no such
  /// value. An option that says something of a model alone has `write_model` alone, and so on.
  std::vector<std::string> (*write)(const SweepConfig& sweep) = nullptr;
  std::vector<std::string> (*write_model)(const simulate::ModelSpec& spec) = nullptr;
  std::vector<std::string> (*write_program)(const simulate::ProgramSpec& spec) = nullptr;

  bool is_switch() const { return placeholder.empty(); }
  /// Whether it says how cells are simulated, not what is done with them.
  bool is_of_sweep() const {
    return write != nullptr || write_model != nullptr || write_program != nullptr;
  }
};

/// Every option of every command, in the order of the help.
const std::vector<Option>& option_table();

/// The options of one command.
std::vector<const Option*> options_of(std::string_view command);

/// The option of that name; the command must have it.
const Option& find_option(std::string_view command, std::string_view name);

/// Joins two sources that have been checked by check_once(). An option on the command line replaces
/// the file's option of that name, with all its repetitions, and its rivals; `set` alone adds up,
/// and a later setting of a parameter wins.
RawOptions merge(std::string_view command, RawOptions file, const RawOptions& command_line);

/// Refuses an option that is given twice in one source, or together with a rival.
void check_once(std::string_view command, const RawOptions& given);

/// Reads all values.
Settings read_settings(std::string_view command, const RawOptions& given);

}  // namespace heatreel::config
