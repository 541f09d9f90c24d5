// SPDX-License-Identifier: GPL-3.0-or-later
#include "option.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "heatreel/base/contract.hpp"
#include "heatreel/base/text.hpp"

namespace heatreel::config {

namespace {

bool holds(const RawOptions& options, std::string_view name) {
  return std::any_of(options.begin(), options.end(),
                     [&](const Given& given) { return given.name == name; });
}

}  // namespace

std::vector<const Option*> options_of(std::string_view command) {
  std::vector<const Option*> options;
  for (const Option& option : option_table()) {
    const auto& commands = option.commands;
    if (std::find(commands.begin(), commands.end(), command) != commands.end()) {
      options.push_back(&option);
    }
  }
  return options;
}

const Option& find_option(std::string_view command, std::string_view name) {
  const auto options = options_of(command);
  const auto found = std::find_if(options.begin(), options.end(),
                                  [&](const Option* option) { return option->name == name; });
  HEATREEL_REQUIRE(found != options.end());
  return **found;
}

RawOptions merge(std::string_view command, RawOptions file, const RawOptions& command_line) {
  std::erase_if(file, [&](const Given& given) {
    const Option& option = find_option(command, given.name);
    return (holds(command_line, given.name) && given.name != "set") ||
           std::any_of(option.rivals.begin(), option.rivals.end(),
                       [&](const std::string& rival) { return holds(command_line, rival); });
  });
  file.insert(file.end(), command_line.begin(), command_line.end());
  return file;
}

void check_once(std::string_view command, const RawOptions& given) {
  std::map<std::string_view, const Given*> seen;
  const auto where = [](const Given& one) {
    return one.file.empty() ? std::string() : fmt::format(" in line {}", one.line);
  };
  for (const Given& one : given) {
    const Option& option = find_option(command, one.name);
    if (const auto twin = seen.find(one.name); twin != seen.end() && !option.repeatable) {
      complain(one, {one.label() + " is given twice",
                     fmt::format("first as '{}'{}", base::printable(twin->second->text),
                                 where(*twin->second)),
                     "Keep one of them."});
    }
    for (const std::string& name : option.rivals) {
      if (const auto rival = seen.find(name); rival != seen.end()) {
        complain(one, {fmt::format("{} cannot be combined with {}{}", one.label(),
                                   one.file.empty() ? "--" : "", name),
                       fmt::format("one excludes the other{}", where(*rival->second)),
                       "Keep one of them."});
      }
    }
    seen.emplace(one.name, &one);
  }
}

Settings read_settings(std::string_view command, const RawOptions& given) {
  Settings settings;
  for (const Given& one : given) {
    find_option(command, one.name).read(one, settings);
  }
  return settings;
}

}  // namespace heatreel::config
