// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "heatreel/config/command_file.hpp"
#include "heatreel/config/run_settings.hpp"
#include "heatreel/config/sweep_config.hpp"

namespace heatreel::config {

/// Whether a run continues the one that left its result file.
enum class Resume { no, yes, if_exists };

/// `heatreel run SWEEP.ini`
struct RunCommand {
  SweepConfig sweep;
  MovieOptions movie = {};
  std::string output = {};  ///< the result file; links are resolved
  std::string video = {};   ///< base name of the movies, see movie_path(); "" for none
  std::string poster = {};  ///< base name of the movies' posters, as PNG; "" for none
  std::string report = {};  ///< what the run did, as JSON; "" for none
  bool overwrite = false;   ///< an existing output and movies may be replaced
  bool dry_run = false;     ///< say what would be done, touch nothing
  bool quiet = false;       ///< no progress, no summary
  Resume resume = Resume::no;
  double max_walltime = std::numeric_limits<double>::infinity();  ///< seconds
  bool strict = false;  ///< marked cells of a complete sweep change the exit code
  RunSettings settings = {};
  std::vector<CommandFile> inputs = {};  ///< files that were read: sweep, model, colours
  std::string resuming = {};             ///< the command line that continues this run
  std::string resuming_all = {};         ///< the same, whatever number of cells fail
};

/// `heatreel render FILE.nc -o FILE.mp4`
struct RenderCommand {
  std::string input;
  /// The movie if one metric is drawn, otherwise the base that movie_path() gets. "" means
  /// movie_path() of the input's stem in the current folder, for any number of metrics.
  std::string output;
  std::vector<std::string> metrics;  ///< labels such as P.amplitude; empty means all
  bool side_by_side = false;         ///< all metrics in one movie
  std::string difference;            ///< a file to be subtracted; "" for none
  /// Frames to be written as PNG into the folder `output`, instead of a movie, or into the figure.
  std::vector<FrameChoice> frames;
  FigureOptions figure;       ///< instead of a movie
  std::string contact_sheet;  ///< PNG of many frames, instead of a movie; "" for none
  std::string preview;        ///< animated WebP, instead of a movie; "" for none
  std::string poster;         ///< PNG of one frame beside the movie; "" for none
  MovieOptions movie;
  bool overwrite = false;
  bool quiet = false;
  std::vector<CommandFile> inputs = {};  ///< files that were read: colours
};

/// What a command writes for other programs: text, numpy's arrays, or a description for ParaView.
enum class ExportFormat { csv, npy, xdmf };

/// `heatreel export FILE.nc --frame K --csv`
struct ExportCommand {
  std::string input;
  ExportFormat format = ExportFormat::csv;
  /// The file; of arrays of several metrics, what array_path() is given as the base. "" makes a
  /// name from the input's, beside it; "-" is standard output.
  std::string output;
  std::vector<std::string> metrics;  ///< labels such as P.amplitude; empty means all
  std::vector<FrameChoice> frames;   ///< none for XDMF
  bool overwrite = false;
  bool quiet = false;
};

/// `heatreel explore FILE.nc -o PAGE.html`
struct ExploreCommand {
  std::string input;
  std::string output;                ///< "" for the input's name with .html, beside it
  std::vector<std::string> metrics;  ///< labels such as P.amplitude; empty means all
  std::int64_t every = 1;            ///< which frames are shown: the first, and each so many
  bool overwrite = false;
  bool quiet = false;
};

/// What `heatreel trace` writes: a table, data for other programs, or a picture.
enum class TraceFormat { csv, json, netcdf, picture };

/// `heatreel trace MODEL|SWEEP.ini|FILE.nc`
struct TraceCommand {
  TracedModel simulation = {};
  std::optional<SweepConfig> sweep = {};       ///< nothing if no cell of a sweep is traced
  grid::CellIndex cell = 0;                    ///< of the sweep
  std::string note = {};                       ///< on the choice of the cell; "" for none
  std::string result_file = {};                ///< holds the sweep; "" if none does
  std::size_t points = 0;                      ///< of the series, at least 2
  std::vector<grid::CellIndex> compared = {};  ///< others of the sweep, in the same picture
  std::vector<std::string> shown = {};    ///< quantities that a picture shows; none for a choice
  std::string output = {};                ///< a file; "-" is standard output, "" none
  TraceFormat format = TraceFormat::csv;  ///< of the output
  bool overwrite = false;
  bool quiet = false;
  std::vector<CommandFile> inputs = {};  ///< files that were read
};

/// `heatreel verify FILE.nc`
struct VerifyCommand {
  std::string input;
  SweepConfig sweep;        ///< that the file holds
  std::int64_t sample = 0;  ///< how many cells are computed again, at most
  int threads = 1;
};

/// `heatreel info FILE.nc`
struct InfoCommand {
  std::string input;
  bool check = false;  ///< verify the checksums instead of describing the file
};

/// `heatreel models [NAME|FILE]`
struct ModelsCommand {
  std::optional<std::string> name;  ///< a shipped model's name or a model file
  bool text = false;  ///< print the model file's text; of SBML, what it is translated to
};

/// `--help`, in general or of a command: the text is ready to print.
struct HelpCommand {
  std::string text;
};

/// `--version`
struct VersionCommand {};

using Command =
    std::variant<RunCommand, RenderCommand, ExportCommand, ExploreCommand, TraceCommand,
                 VerifyCommand, InfoCommand, ModelsCommand, HelpCommand, VersionCommand>;

/// Reads the command line and the sweep and model files it names, and resolves and validates all
/// of it. Reads files, writes none.
/// \param arguments without the program's name
/// \throws base::UsageError, base::ConfigError
Command parse_command(std::span<const std::string> arguments);

/// Help texts: of the program ("") or of one command. docs/cli.md shows the same.
std::string help_text(std::string_view command);

/// Names of the commands, in the order of the help; `help` is not among them.
std::vector<std::string> command_names();

}  // namespace heatreel::config
