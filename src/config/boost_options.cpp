// SPDX-License-Identifier: GPL-3.0-or-later
#include "boost_options.hpp"

#include "option.hpp"

#include <string>

#include <boost/program_options/value_semantic.hpp>

namespace heatreel::config {

namespace po = boost::program_options;

po::options_description describe_options(std::string_view command, Source source) {
  po::options_description description;
  for (const Option* option : options_of(command)) {
    if (source == Source::sweep_file && !option->in_file) {
      continue;
    }
    std::string names = option->name;
    if (option->letter != '\0') {
      names += std::string(",") + option->letter;
    }
    // Boost takes ownership of the value's description.
    const po::value_semantic* value =
        option->is_switch() ? static_cast<po::value_semantic*>(po::bool_switch())
                            : static_cast<po::value_semantic*>(po::value<std::string>());
    description.add_options()(names.c_str(), value, option->help.c_str());
  }
  return description;
}

}  // namespace heatreel::config
