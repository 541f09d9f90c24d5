// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/app/choice.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "heatreel/base/error.hpp"
#include "heatreel/base/text.hpp"
#include "heatreel/metric/metric.hpp"

namespace heatreel::app {

std::vector<std::size_t> chosen_metrics(const std::vector<std::string>& labels,
                                        const store::FileLayout& layout, const std::string& option,
                                        const std::string& input) {
  std::vector<std::string> known;
  for (const auto& variable : layout.metrics) {
    if (!metric::is_error_variable(variable.name)) {
      known.push_back(variable.name);
    }
  }
  std::vector<std::size_t> chosen;
  for (const std::string& label : labels) {
    const std::string name = metric::variable_named(label, option);
    const auto found = std::find(known.begin(), known.end(), name);
    if (found == known.end()) {
      throw base::UsageError({fmt::format("{}: '{}' is not in {}", option, base::printable(label),
                                          base::printable(input)),
                              fmt::format("the file has {}", fmt::join(known, ", ")),
                              base::suggest_name(name, known)});
    }
    chosen.push_back(static_cast<std::size_t>(found - known.begin()));
  }
  for (std::size_t i = 0; labels.empty() && i < known.size(); ++i) {
    chosen.push_back(i);
  }
  return chosen;
}

std::int64_t frames_to_show(const store::FrameReader& reader) {
  const std::int64_t frames = reader.layout().grid.frames();
  std::int64_t shown = frames;
  while (shown > 0 && !reader.committed(shown - 1)) {
    --shown;
  }
  return shown > 0 ? shown : frames;
}

std::vector<grid::FrameIndex> chosen_frames(const std::vector<std::optional<std::int64_t>>& asked,
                                            const store::FrameReader& reader,
                                            const std::string& option, const std::string& input) {
  const std::int64_t frames = reader.layout().grid.frames();
  const bool any = reader.committed_frames() > 0;
  std::vector<grid::FrameIndex> chosen;
  for (const auto& index : asked) {
    if (!index && !any) {
      throw base::UsageError({fmt::format("{} last: there is no such frame yet", option),
                              fmt::format("no frame of {} is complete", base::printable(input)),
                              "Wait for the run, or name a frame by its number, counted from 0."});
    }
    chosen.push_back(index ? *index : frames_to_show(reader) - 1);
    if (chosen.back() >= frames) {
      throw base::UsageError(
          {fmt::format("{}: there is no frame {}", option, chosen.back()),
           fmt::format("{} has {} frames, counted from 0", base::printable(input), frames), ""});
    }
  }
  return chosen;
}

}  // namespace heatreel::app
