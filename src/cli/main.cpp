// SPDX-License-Identifier: GPL-3.0-or-later
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include "heatreel/app/commands.hpp"
#include "heatreel/app/compute_pool.hpp"
#include "heatreel/app/movie_library.hpp"
#include "heatreel/comm/mpi_session.hpp"

namespace {

using namespace heatreel;

struct Runner {
  app::Crew& crew;
  app::StopRequest& stop;

  base::ExitCode operator()(const config::RunCommand& command) const {
    return app::run(command, crew, stop);
  }
  base::ExitCode operator()(const config::RenderCommand& command) const {
    return app::movie_library().render(command, stop);
  }
  base::ExitCode operator()(const config::ExportCommand& command) const {
    return app::export_data(command, stop);
  }
  base::ExitCode operator()(const config::InfoCommand& command) const {
    stop.give_up_control();
    return app::info(command);
  }
  base::ExitCode operator()(const config::ModelsCommand& command) const {
    return app::models(command);
  }
  base::ExitCode operator()(const config::HelpCommand& command) const {
    fmt::print("{}", command.text);
    return base::ExitCode::done;
  }
  base::ExitCode operator()(const config::VersionCommand& /*command*/) const {
    return app::print_version();
  }
};

/// Prints an error and ends the other ranks, if they are at work. When all ranks fail alike, rank 0
/// speaks first and its abort silences the others.
base::ExitCode fail(const app::Crew& crew, const char* what, base::ExitCode code) {
  const int rank = crew.comm().rank();
  const int wait = rank == 0 ? 0 : 1500 + std::min(200 * rank, 1000);  // an abort takes its time
  std::this_thread::sleep_for(std::chrono::milliseconds(wait));
  std::fflush(stdout);
  fmt::print(stderr, "heatreel: {}\n", what);
  if (crew.at_work() && crew.comm().size() > 1) {
    crew.comm().abort(static_cast<int>(code));
  }
  return code;
}

base::ExitCode run_program(const std::vector<std::string>& arguments, app::Crew& crew,
                           app::StopRequest& stop) {
  try {
    if (crew.comm().rank() != 0) {
      return app::follow(crew, stop);
    }
    return std::visit(Runner{crew, stop}, config::parse_command(arguments));
  } catch (const base::Error& error) {
    return fail(crew, error.what(), error.exit_code());
  } catch (const std::exception& error) {
    return fail(crew, error.what(), base::ExitCode::runtime_failure);
  }
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGXFSZ,
              SIG_IGN);  // a file that grows beyond the user's limit is an error like others
  try {
    app::StopRequest stop;
    base::ExitCode code{};
    {
      const comm::MpiSession session(&argc, &argv);
      app::Crew crew(session.world());
      code = run_program({argv + 1, argv + argc}, crew, stop);
    }
    if (app::threads_left_behind() > 0) {
      std::fflush(stdout);
      std::_Exit(static_cast<int>(code));
    }
    return static_cast<int>(code);
  } catch (const base::Error& error) {
    fmt::print(stderr, "heatreel: {}\n", error.what());
    return static_cast<int>(error.exit_code());
  }
}
