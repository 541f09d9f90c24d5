// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands.hpp"
#include "trace_picture.hpp"

#include "heatreel/version.hpp"

/// All that the program sees of this library.
extern "C" const heatreel::app::MovieLibrary heatreel_movie_library;

extern "C" const heatreel::app::MovieLibrary heatreel_movie_library = {
    .build = {heatreel::version, heatreel::git_revision},
    .render = heatreel::movie::render,
    .make_movies = heatreel::movie::make_movies,
    .draw_trace = heatreel::movie::draw_trace,
};
