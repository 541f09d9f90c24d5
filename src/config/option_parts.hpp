// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "option.hpp"

#include <vector>

/// The parts of the option table, each in a file of its own.
namespace heatreel::config {

std::vector<Option> sweep_options();
std::vector<Option> trust_options();
std::vector<Option> output_options();
std::vector<Option> export_options();
std::vector<Option> explore_options();
std::vector<Option> trace_options();
std::vector<Option> verify_options();
/// All of a movie: its pictures and its stream.
std::vector<Option> movie_options();
std::vector<Option> picture_options();
std::vector<Option> running_options();
std::vector<Option> safety_options();

}  // namespace heatreel::config
