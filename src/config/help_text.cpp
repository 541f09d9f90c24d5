// SPDX-License-Identifier: GPL-3.0-or-later
#include "command_table.hpp"
#include "option.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "heatreel/base/text.hpp"

namespace heatreel::config {

namespace {

constexpr std::size_t line_width = 90;
constexpr std::size_t option_column = 28;  ///< where the options' descriptions begin

/// Words in lines that end before `line_width`; lines after the first begin at `indent`.
std::string wrap(const std::vector<std::string_view>& words, std::size_t indent) {
  std::string wrapped;
  std::size_t column = indent;
  for (const std::string_view word : words) {
    if (column > indent && column + 1 + word.size() > line_width) {
      wrapped += "\n" + std::string(indent, ' ');
      column = indent;
    } else if (column > indent) {
      wrapped += ' ';
      ++column;
    }
    wrapped += word;
    column += word.size();
  }
  return wrapped;
}

/// One option: `  -o, --output FILE  What it does [default: …]`.
std::string describe(const Option& option) {
  std::string left = option.letter == '\0' ? "      " : fmt::format("  -{}, ", option.letter);
  left += "--" + option.name + (option.is_switch() ? "" : " " + option.placeholder);
  const std::string right = option.help + (option.repeatable ? "; may be given several times" : "");
  const std::string fallback = fmt::format("[default: {}]", option.fallback);
  auto words = base::split(right, ' ');
  if (!option.fallback.empty()) {
    words.emplace_back(fallback);  // kept on one line
  }
  const bool fits = left.size() + 1 <= option_column;
  return (fits ? fmt::format("{:<{}}", left, option_column)
               : left + "\n" + std::string(option_column, ' ')) +
         wrap(words, option_column) + "\n";
}

/// The options under their groups' headings, in the table's order.
std::string describe_options_of(const CommandSpec& command) {
  std::vector<std::string> groups;
  const auto options = options_of(command.name);
  for (const Option* option : options) {
    if (std::find(groups.begin(), groups.end(), option->group) == groups.end()) {
      groups.push_back(option->group);
    }
  }
  std::string text;
  for (const std::string& group : groups) {
    text += fmt::format("\n{}:\n", group);
    for (const Option* option : options) {
      if (option->group == group) {
        text += describe(*option);
      }
    }
  }
  return text;
}

std::string command_help(const CommandSpec& command) {
  std::string text = command.summary + ".\n";
  for (const std::string& usage : command.usage) {
    text += (&usage == &command.usage.front() ? "\nUsage: " : "\n       ") + usage;
  }
  text += "\n";
  if (!command.details.empty()) {
    text += "\n" + wrap(base::split(command.details, ' '), 0) + "\n";
  }
  text += describe_options_of(command) + "\nExamples:\n";
  for (const std::string& example : command.examples) {
    text += "  " + example + "\n";
  }
  return text;
}

std::string program_help() {
  std::string text =
      "Sweep a simulation over three parameters on one machine or an MPI cluster, keep every\n"
      "frame in one netCDF-4 file, and turn it into an H.264 heat-map movie.\n"
      "\n"
      "Usage: heatreel COMMAND [arguments]\n"
      "       mpirun -n RANKS heatreel run SWEEP.ini\n"
      "\n"
      "Commands:\n";
  for (const CommandSpec& command : command_table()) {
    text += fmt::format("  {:<8} {}\n", command.name, command.summary);
  }
  text += fmt::format("  {:<8} {}\n", "help",
                      "Show the help of a command, as 'heatreel COMMAND --help' does");
  return text +
         "\n"
         "Options:\n"
         "  -h, --help  This text\n"
         "  --version   Versions of heatreel and of the libraries it uses\n"
         "\n"
         "Exit codes: 0 done (the file marks cells that failed), 1 failed while running, 2 wrong\n"
         "usage or configuration, 3 done with marked cells (run --strict, trace), 75 stopped "
         "early.\n";
}

}  // namespace

std::string help_text(std::string_view command) {
  return command.empty() ? program_help() : command_help(find_command(std::string(command)));
}

}  // namespace heatreel::config
