// SPDX-License-Identifier: GPL-3.0-or-later
#include "command_line.hpp"

#include "boost_options.hpp"
#include "option.hpp"

#include <algorithm>

#include <boost/program_options/errors.hpp>
#include <boost/program_options/parsers.hpp>
#include <fmt/format.h>

#include "heatreel/base/text.hpp"

namespace heatreel::config {

namespace po = boost::program_options;

namespace {

/// \param typed the option with its dashes
[[noreturn]] void refuse_unknown(std::string_view command, const std::string& typed) {
  std::vector<std::string> known;
  for (const Option* option : options_of(command)) {
    known.push_back("--" + option->name);
  }
  const bool near = base::nearest_name(typed, known).has_value();
  throw base::UsageError({fmt::format("unknown option {}", base::printable(typed)),
                          fmt::format("'heatreel {}' does not have it", command),
                          near ? base::suggest_name(typed, known)
                               : fmt::format("Try 'heatreel {} --help'.", command)});
}

/// A value is missing, or given to a switch.
[[noreturn]] void refuse_value(std::string_view command, const std::string& option,
                               po::invalid_command_line_syntax::kind_t kind) {
  const bool needs_none = kind == po::invalid_command_line_syntax::extra_parameter;
  throw base::UsageError({fmt::format("{} {}", base::printable(option),
                                      needs_none ? "takes no value" : "needs a value"),
                          needs_none ? "it is a switch" : "none is given",
                          fmt::format("Try 'heatreel {} --help'.", command)});
}

/// Boost takes the next word as an option's value even if it is an option itself, as in
/// `--output --quiet`; it is more likely that the value was forgotten.
void check_value(std::string_view command, const po::option& option) {
  if (option.original_tokens.size() < 2 || !option.original_tokens[1].starts_with("--")) {
    return;
  }
  const std::string_view word = std::string_view(option.original_tokens[1]).substr(2);
  const auto options = options_of(command);
  if (std::any_of(options.begin(), options.end(), [&](const Option* known) {
        return word.substr(0, word.find('=')) == known->name;
      })) {
    refuse_value(command, "--" + option.string_key,
                 po::invalid_command_line_syntax::missing_parameter);
  }
}

/// Lets Boost take the words apart, and says its errors in our form. Boost stores nothing: values
/// stay texts, whose readers know better what to say of them.
std::vector<po::option> parse(std::string_view command, std::span<const std::string> arguments) {
  const auto known = describe_options(command, Source::command_line);
  const int style = po::command_line_style::unix_style &
                    ~static_cast<int>(po::command_line_style::allow_guessing);
  try {
    return po::command_line_parser(std::vector<std::string>(arguments.begin(), arguments.end()))
        .options(known)
        .style(style)
        .run()
        .options;
  } catch (const po::unknown_option& error) {
    refuse_unknown(command, error.get_option_name());
  } catch (const po::invalid_command_line_syntax& error) {
    refuse_value(command, error.get_option_name(), error.kind());
  } catch (const po::error& error) {
    throw base::UsageError({error.what(), "", fmt::format("Try 'heatreel {} --help'.", command)});
  }
}

}  // namespace

bool CommandLine::holds(std::string_view option) const {
  return std::any_of(options.begin(), options.end(),
                     [&](const Given& given) { return given.name == option; });
}

CommandLine read_command_line(std::string_view command, std::span<const std::string> arguments) {
  CommandLine line;
  for (const po::option& option : parse(command, arguments)) {
    if (option.position_key >= 0) {
      line.positionals.push_back(option.value.at(0));
      continue;
    }
    check_value(command, option);
    line.options.push_back(
        {option.string_key, option.value.empty() ? "" : option.value.front(), "", 0});
  }
  check_once(command, line.options);
  return line;
}

}  // namespace heatreel::config
