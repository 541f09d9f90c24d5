// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/render/colormap.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "heatreel/base/embedded.hpp"
#include "heatreel/base/error.hpp"
#include "heatreel/base/text.hpp"

namespace heatreel::render {

namespace {

/// Red, green and blue as a line gives them.
using Channels = std::array<double, 3>;

std::optional<Channels> parse_channels(std::string_view line) {
  std::string text(line);
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c == ',' || c == '\t'; }, ' ');
  Channels channels = {};
  std::size_t count = 0;
  for (const std::string_view word : base::split(text, ' ')) {
    if (word.empty()) {
      continue;
    }
    const auto value = base::parse_double(word);
    if (!value || !(*value >= 0.0 && *value <= 255.0) || count == channels.size()) {
      return std::nullopt;
    }
    channels[count++] = *value;
  }
  return count == channels.size() ? std::optional(channels) : std::nullopt;
}

/// All colours of a table.
std::vector<Channels> parse_table(std::string_view text, std::string_view source) {
  constexpr std::size_t most = 65536;
  std::vector<Channels> table;
  std::size_t line_number = 0;
  for (std::string_view line : base::split(text, '\n')) {
    ++line_number;
    line = base::trim(line);
    if (line.empty() || line.front() == '#') {
      continue;
    }
    const auto channels = parse_channels(line);
    if (!channels || table.size() == most) {
      throw base::ConfigError(
          {fmt::format("colour map {}, line {} cannot be used", source, line_number),
           channels ? "there are too many colours" : "it is not a colour",
           "Write red, green and blue in each line, from 0 to 255 or from 0 to 1."});
    }
    table.push_back(*channels);
  }
  if (table.size() < 2) {
    throw base::ConfigError({fmt::format("colour map {} cannot be used", source),
                             fmt::format("it has {} colours", table.size()),
                             "Give at least two lines of red, green and blue."});
  }
  return table;
}

const base::EmbeddedFile* find_table(std::string_view name) {
  const auto files = base::embedded_colormaps();
  const auto file = std::find_if(files.begin(), files.end(), [&](const base::EmbeddedFile& f) {
    return f.name == fmt::format("{}.csv", name);
  });
  return file == files.end() ? nullptr : &*file;
}

}  // namespace

ColorMap ColorMap::named(std::string_view name) {
  constexpr std::string_view suffix = "_r";
  if (name.ends_with(suffix)) {
    if (const auto* table = find_table(name.substr(0, name.size() - suffix.size()))) {
      return parse(table->bytes, table->name).reversed();
    }
  }
  if (const auto* table = find_table(name)) {
    return parse(table->bytes, table->name);
  }
  throw base::ConfigError({fmt::format("there is no colour map '{}'", base::printable(name)), "",
                           base::suggest_name(name, colormap_names())});
}

ColorMap ColorMap::parse(std::string_view text, std::string_view source) {
  const std::vector<Channels> table = parse_table(text, source);
  const bool to_one = std::all_of(table.begin(), table.end(), [](const Channels& color) {
    return *std::max_element(color.begin(), color.end()) <= 1.0;
  });
  ColorMap map;
  for (std::size_t i = 0; i < size; ++i) {
    const double place = static_cast<double>(i * (table.size() - 1)) / double{size - 1};
    const auto below = std::min(static_cast<std::size_t>(place), table.size() - 2);
    const double part = place - static_cast<double>(below);
    const auto channel = [&](std::size_t c) {
      const double value = (1.0 - part) * table[below][c] + part * table[below + 1][c];
      return static_cast<std::uint8_t>(std::lround(to_one ? 255.0 * value : value));
    };
    map.colors_[i] = {channel(0), channel(1), channel(2)};
  }
  return map;
}

ColorMap ColorMap::reversed() const {
  ColorMap map = *this;
  std::reverse(map.colors_.begin(), map.colors_.end());
  return map;
}

std::vector<std::string> colormap_names() {
  return {"viridis", "cividis", "magma", "inferno", "plasma",
          "turbo",   "batlow",  "vik",   "RdBu",    "grey"};
}

}  // namespace heatreel::render
