// SPDX-License-Identifier: GPL-3.0-or-later
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <string>
#include <system_error>
#include <thread>
#include <variant>
#include <vector>

#include "heatreel/app/commands.hpp"
#include "heatreel/app/movie_library.hpp"
#include "heatreel/base/standard_streams.hpp"
#include "heatreel/comm/mpi_session.hpp"
#include "heatreel/explore/explore.hpp"

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
  base::ExitCode operator()(const config::ExploreCommand& command) const {
    return explore::explore(command, stop);
  }
  base::ExitCode operator()(const config::TraceCommand& command) const {
    return app::trace(command, stop);
  }
  base::ExitCode operator()(const config::VerifyCommand& command) const {
    stop.give_up_control();
    return app::verify(command);
  }
  base::ExitCode operator()(const config::InfoCommand& command) const {
    stop.give_up_control();
    return app::info(command);
  }
  base::ExitCode operator()(const config::ModelsCommand& command) const {
    stop.give_up_control();
    return app::models(command);
  }
  base::ExitCode operator()(const config::HelpCommand& command) const {
    stop.give_up_control();
    base::write_output(command.text);
    return base::ExitCode::done;
  }
  base::ExitCode operator()(const config::VersionCommand& /*command*/) const {
    return app::print_version();
  }
};

/// Whether a command is called for its files, and its standard output only tells of them.
bool only_tells(const config::Command& command) {
  const auto* run = std::get_if<config::RunCommand>(&command);
  const auto* trace = std::get_if<config::TraceCommand>(&command);
  return (run != nullptr && !run->dry_run) || (trace != nullptr && !trace->output.empty()) ||
         std::holds_alternative<config::RenderCommand>(command) ||
         std::holds_alternative<config::ExportCommand>(command) ||
         std::holds_alternative<config::ExploreCommand>(command);
}

/// What was printed has to reach its reader. \param code of a command that has done its work
base::ExitCode finish_output(const config::Command& command, base::ExitCode code) {
  const int lost = base::flush_output();
  if (lost == 0) {
    return code;
  }
  const std::string why = std::generic_category().message(lost);
  if (only_tells(command)) {
    base::say("note: the summary is lost, since standard output cannot be written ({})", why);
    return code;
  }
  if (lost != EPIPE) {  // a reader that leaves, as `head -1` does, has got what it wanted
    base::say("cannot write standard output ({}) Check that the disk has room.", why);
  }
  return base::ExitCode::runtime_failure;
}

/// Waits while another rank may speak: when all ranks fail alike, rank 0 speaks first and its end
/// silences the others. mpirun ends them with SIGTERM, and a second later with SIGKILL, so whoever
/// is told to end waits for that.
void let_others_speak(int rank, const app::StopRequest& stop) {
  using std::chrono::milliseconds;
  if (rank == 0) {
    return;
  }
  constexpr milliseconds step(10);
  milliseconds left(1500 + std::min(200 * rank, 1000));
  for (bool told = stop.signal() != 0; left.count() > 0; left -= step) {
    std::this_thread::sleep_for(step);
    if (!told && stop.signal() != 0) {
      told = true;
      left += std::chrono::seconds(5);
    }
  }
}

/// Prints an error and ends the other ranks, if they are at work.
base::ExitCode fail(const app::Crew& crew, const app::StopRequest& stop, const char* what,
                    base::ExitCode code) {
  let_others_speak(crew.comm().rank(), stop);
  base::flush_output();
  base::say("{}", what);
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
    const config::Command command = config::parse_command(arguments);
    return finish_output(command, std::visit(Runner{crew, stop}, command));
  } catch (const base::Error& error) {
    return fail(crew, stop, error.what(), error.exit_code());
  } catch (const std::exception& error) {
    return fail(crew, stop, error.what(), base::ExitCode::runtime_failure);
  }
}

bool hang_up_was_ignored = false;

/// Sees whether the program was started to outlive its terminal, as nohup does it. That has to
/// happen before the libraries' own start: UCX, which Open MPI 5 brings along, handles SIGHUP.
void see_hang_up() {
  struct sigaction action {};
  hang_up_was_ignored = ::sigaction(SIGHUP, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

[[gnu::section(".preinit_array"), gnu::used]] void (*const first_of_all)() = see_hang_up;

}  // namespace

int main(int argc, char** argv) {
  try {
    base::open_standard_descriptors();
    // A file that grows beyond the user's limit, and a reader that has gone, are errors like
    // others.
    std::signal(SIGXFSZ, SIG_IGN);
    std::signal(SIGPIPE, SIG_IGN);
    app::StopRequest stop(hang_up_was_ignored);
    base::ExitCode code{};
    {
      const comm::MpiSession session(&argc, &argv);
      if (session.world().rank() == 0) {
        stop.speak();
      }
      app::Crew crew(session.world());
      code = run_program({argv + 1, argv + argc}, crew, stop);
    }
    return static_cast<int>(code);
  } catch (const base::Error& error) {
    base::say("{}", error.what());
    return static_cast<int>(error.exit_code());
  }
}
