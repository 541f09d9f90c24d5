// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

#include <boost/program_options/options_description.hpp>

namespace heatreel::config {

/// Whose options Boost.Program_options is to know.
enum class Source { command_line, sweep_file };

/// The command's options as Boost describes them, from the option table.
boost::program_options::options_description describe_options(std::string_view command,
                                                             Source source);

}  // namespace heatreel::config
