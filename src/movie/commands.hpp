// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "heatreel/app/movie_library.hpp"

namespace heatreel::movie {

/// What the library does, see app::MovieLibrary.
base::ExitCode render(const config::RenderCommand& command, const app::StopRequest& stop);
std::vector<app::MovieFile> make_movies(const config::RunCommand& command, app::OldMovies old,
                                        const store::HeldFile& result,
                                        const app::StopRequest& stop);

}  // namespace heatreel::movie
