// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/app/choice.hpp"

#include <algorithm>
#include <numeric>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "heatreel/base/error.hpp"
#include "heatreel/base/standard_streams.hpp"
#include "heatreel/base/text.hpp"
#include "heatreel/grid/nearest_point.hpp"
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

namespace {

/// What a command line's words for frames mean in a file.
class FrameFinder {
 public:
  FrameFinder(const store::FrameReader& reader, const std::string& option, const std::string& input)
      : reader_(reader), option_(option), input_(base::printable(input)) {}

  std::vector<grid::FrameIndex> operator()(const config::FrameSpan& span) const {
    if (span.last >= frames()) {
      throw base::UsageError({fmt::format("{}: there is no frame {}", option_, span.last),
                              fmt::format("{} has {} frames, counted from 0", input_, frames()),
                              ""});
    }
    return from_to(span.first, span.last);
  }
  std::vector<grid::FrameIndex> operator()(config::LastFrame /*last*/) const {
    if (reader_.committed_frames() == 0) {
      throw base::UsageError({fmt::format("{} last: there is no such frame yet", option_),
                              fmt::format("no frame of {} is complete", input_),
                              "Wait for the run, or name a frame by its number, counted from 0."});
    }
    return {frames_to_show(reader_) - 1};
  }
  std::vector<grid::FrameIndex> operator()(config::EveryFrame /*every*/) const {
    return from_to(0, frames() - 1);
  }
  std::vector<grid::FrameIndex> operator()(const config::FrameAt& at) const {
    const grid::Axis& t = reader_.layout().grid.t();
    if (at.parameter != t.name()) {
      throw base::UsageError(
          {fmt::format("{}: the frames are not along '{}'", option_, base::printable(at.parameter)),
           fmt::format("{} has {} along its t axis", input_, t.name()), ""});
    }
    const std::int64_t frame = grid::nearest_point(t, at.value);
    if (t.value(frame) != at.value) {
      base::say("note: no frame is at {}={}; the nearest one, {}, is at {}", t.name(),
                base::format_exact(at.value), frame, base::format_exact(t.value(frame)));
    }
    return {frame};
  }

 private:
  std::int64_t frames() const { return reader_.layout().grid.frames(); }
  static std::vector<grid::FrameIndex> from_to(std::int64_t first, std::int64_t last) {
    std::vector<grid::FrameIndex> all(static_cast<std::size_t>(last - first + 1));
    std::iota(all.begin(), all.end(), first);
    return all;
  }

  const store::FrameReader& reader_;
  const std::string& option_;
  std::string input_;
};

}  // namespace

std::vector<grid::FrameIndex> chosen_frames(const std::vector<config::FrameChoice>& asked,
                                            const store::FrameReader& reader,
                                            const std::string& option, const std::string& input) {
  const FrameFinder finder(reader, option, input);
  std::set<grid::FrameIndex> seen;
  std::vector<grid::FrameIndex> chosen;
  for (const config::FrameChoice& choice : asked) {
    for (const grid::FrameIndex frame : std::visit(finder, choice)) {
      if (seen.insert(frame).second) {
        chosen.push_back(frame);
      }
    }
  }
  return chosen;
}

std::vector<grid::FrameIndex> even_frames(std::int64_t frames, std::int64_t count) {
  std::vector<grid::FrameIndex> even;
  const std::int64_t most = std::min(frames, count);
  for (std::int64_t place = 0; place < most; ++place) {
    // Rounded to the nearest.
    even.push_back(most == 1 ? 0 : (2 * place * (frames - 1) + most - 1) / (2 * (most - 1)));
  }
  return even;
}

}  // namespace heatreel::app
