// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/render/colormap.hpp"

#include <algorithm>
#include <cstdlib>
#include <optional>

#include <fmt/format.h>

#include "heatreel/base/embedded.hpp"
#include "heatreel/base/error.hpp"
#include "heatreel/base/text.hpp"

namespace heatreel::render {

namespace {

/// Sum of the channels' differences: coarse, but good enough to tell "looks the same".
int distance(Rgb a, Rgb b) {
  return std::abs(a.red - b.red) + std::abs(a.green - b.green) + std::abs(a.blue - b.blue);
}

std::optional<std::uint8_t> parse_channel(std::string_view text) {
  const auto value = base::parse_int(base::trim(text));
  if (!value || *value < 0 || *value > 255) {
    return std::nullopt;
  }
  return static_cast<std::uint8_t>(*value);
}

std::optional<Rgb> parse_color(std::string_view line) {
  const auto parts = base::split(line, ',');
  if (parts.size() != 3) {
    return std::nullopt;
  }
  const auto red = parse_channel(parts[0]);
  const auto green = parse_channel(parts[1]);
  const auto blue = parse_channel(parts[2]);
  if (!red || !green || !blue) {
    return std::nullopt;
  }
  return Rgb{*red, *green, *blue};
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
  ColorMap map;
  std::size_t count = 0;
  std::size_t line_number = 0;
  for (std::string_view line : base::split(text, '\n')) {
    ++line_number;
    line = base::trim(line);
    if (line.empty() || line.front() == '#') {
      continue;
    }
    const auto color = parse_color(line);
    if (!color || count == size) {
      throw base::ConfigError(
          {fmt::format("colour map {}, line {} cannot be used", source, line_number),
           color ? "more than 256 colours" : "it is no colour",
           "Write 256 lines red,green,blue, each number from 0 to 255."});
    }
    map.colors_[count++] = *color;
  }
  if (count != size) {
    throw base::ConfigError({fmt::format("colour map {} cannot be used", source),
                             fmt::format("it has {} colours", count), "Give 256 lines."});
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

Rgb missing_color(const ColorMap& map) {
  constexpr Rgb grey = {0xBD, 0xBD, 0xBD};
  constexpr Rgb rose = {0xE3, 0xB5, 0xB0};
  constexpr int alike = 24;
  for (std::size_t i = 0; i < ColorMap::size; ++i) {
    if (distance(map[i], grey) < alike) {
      return rose;
    }
  }
  return grey;
}

}  // namespace heatreel::render
