// SPDX-License-Identifier: GPL-3.0-or-later
#include "option_parts.hpp"
#include "option_values.hpp"

namespace heatreel::config {

namespace {

const std::vector<std::string> in_export = {"export"};

template <ExportFormat format>
void read_format(const Given& given, Settings& to) {
  if (read_switch(given)) {
    to.export_format = format;
  }
}

std::vector<Option> format_options() {
  return {
      {.name = "csv",
       .group = "Format",
       .commands = in_export,
       .help = "A table with one line for each cell of the frames: x, y, t, the metrics and the "
               "status of the cell",
       .rivals = {"npy", "xmf"},
       .read = read_format<ExportFormat::csv>},
      {.name = "npy",
       .group = "Format",
       .commands = in_export,
       .help =
           "An array of ny by nx for each metric, which numpy.load() reads; for several frames, "
           "one array of frames by ny by nx",
       .rivals = {"csv", "xmf"},
       .read = read_format<ExportFormat::npy>},
      {.name = "xmf",
       .group = "Format",
       .commands = in_export,
       .help =
           "A description of the file (XDMF 3) with which ParaView and VisIt open it; it copies "
           "no data, so keep it with the file",
       .rivals = {"csv", "npy", "frame"},
       .read = read_format<ExportFormat::xdmf>},
  };
}

}  // namespace

std::vector<Option> export_options() {
  std::vector<Option> all = format_options();
  const std::vector<Option> what = {
      {.name = "frame",
       .placeholder = "K1,K2,...",
       .group = "Output",
       .commands = in_export,
       .help = "Frames to write: numbers from 0, spans such as 0-4, last (the last complete one), "
               "all, or NAME=VALUE for the frame nearest to a value",
       .rivals = {"xmf"},
       .read = [](const Given& given, Settings& to) { to.frames = read_frames(given); }},
      {.name = "metric",
       .placeholder = "STATE.KIND",
       .group = "Output",
       .commands = in_export,
       .help = "Metric to write",
       .fallback = "all, and their errors",
       .repeatable = true,
       .read = [](const Given& given, Settings& to) { to.metrics.push_back(given); }},
      {.name = "output",
       .letter = 'o',
       .placeholder = "FILE",
       .group = "Output",
       .commands = in_export,
       .help =
           "File to write. If there are arrays of several metrics, each gets FILE.METRIC.npy; - is "
           "standard output",
       .fallback = "INPUT.csv, INPUT.METRIC.npy or INPUT.xmf, beside it",
       .read = [](const Given& given, Settings& to) { to.output = read_text(given); }},
  };
  all.insert(all.end(), what.begin(), what.end());
  return all;
}

}  // namespace heatreel::config
