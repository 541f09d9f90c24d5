// SPDX-License-Identifier: GPL-3.0-or-later
#include "sweep_file.hpp"

#include "boost_options.hpp"
#include "option.hpp"

#include <sstream>

#include <boost/program_options/errors.hpp>
#include <boost/program_options/parsers.hpp>
#include <fmt/format.h>

#include "heatreel/base/text.hpp"

namespace heatreel::config {

namespace po = boost::program_options;

namespace {

/// A line that holds something.
struct Line {
  std::string_view text;  ///< without comment and white space
  const std::string& file;
  int number;  ///< 1-based

  [[noreturn]] void refuse(const std::string& problem, const std::string& why,
                           const std::string& suggestion) const {
    throw base::ConfigError(
        {fmt::format("{}:{}: {}", base::printable(file), number, problem), why, suggestion});
  }
};

[[noreturn]] void refuse_unknown(const Line& line, std::string_view name) {
  std::vector<std::string> known;
  for (const Option* option : options_of("run")) {
    if (option->in_file) {
      known.push_back(option->name);
    }
  }
  line.refuse(fmt::format("unknown option '{}'", base::printable(name)),
              "a sweep file holds options of 'heatreel run'", base::suggest_name(name, known));
}

/// Reads one line by Boost, which would not say in which line of a longer text it found a mistake.
Given read_line(const Line& line, const po::options_description& known) {
  if (line.text.front() == '[') {
    line.refuse(fmt::format("section '{}'", base::printable(line.text)),
                "a sweep file has no sections", "Remove the line.");
  }
  const auto equals = line.text.find('=');
  const auto name = base::trim(line.text.substr(0, equals));
  if (equals == std::string_view::npos) {
    line.refuse(fmt::format("'{}' is not an option", base::printable(line.text)),
                "an option is written NAME = VALUE, a switch NAME = yes", "Add the '='.");
  }
  std::istringstream stream{std::string(line.text)};
  try {
    const auto parsed = po::parse_config_file(stream, known);
    const po::option& option = parsed.options.at(0);
    return {option.string_key, option.value.at(0), line.file, line.number};
  } catch (const po::unknown_option&) {
    refuse_unknown(line, name);
  } catch (const po::error& error) {
    line.refuse(fmt::format("'{}' cannot be read", base::printable(line.text)), error.what(), "");
  }
}

}  // namespace

RawOptions read_sweep_file(std::string_view text, const std::string& file) {
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  if (text.starts_with(byte_order_mark)) {
    text.remove_prefix(byte_order_mark.size());
  }
  const auto known = describe_options("run", Source::sweep_file);
  RawOptions options;
  int number = 0;
  for (const std::string_view full : base::split(text, '\n')) {
    ++number;
    const Line line{base::trim(full.substr(0, full.find('#'))), file, number};
    if (!line.text.empty()) {
      options.push_back(read_line(line, known));
    }
  }
  check_once("run", options);
  return options;
}

}  // namespace heatreel::config
