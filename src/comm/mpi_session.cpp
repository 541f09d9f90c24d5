// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/comm/mpi_session.hpp"

#include "mpi_call.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <string_view>
#include <thread>

#include <fmt/format.h>
#include <mpi.h>

#include "heatreel/base/end_timer.hpp"
#include "heatreel/base/error.hpp"
#include "heatreel/base/text.hpp"

namespace heatreel::comm {

namespace {

/// Launchers tell their processes where they stand through the environment: mpirun of Open MPI,
/// PMIx (srun --mpi=pmix, PRRTE), PMI-1 and PMI-2 (MPICH's hydra, srun --mpi=pmi2).
bool started_by_launcher() {
  for (const char* name : {"OMPI_COMM_WORLD_SIZE", "PMIX_RANK", "PMI_RANK", "PMI_FD"}) {
    if (std::getenv(name) != nullptr) {
      return true;
    }
  }
  return false;
}

/// What a launcher tells its processes of themselves: Open MPI's, MPICH's and its kin's, Slurm's.
struct Launch {
  const char* size;
  const char* rank;
};
constexpr std::array<Launch, 3> launches = {{{"OMPI_COMM_WORLD_SIZE", "OMPI_COMM_WORLD_RANK"},
                                             {"PMI_SIZE", "PMI_RANK"},
                                             {"SLURM_STEP_NUM_TASKS", "SLURM_PROCID"}}};

/// Processes that do not know each other would all write the same file. The innermost launcher
/// counts: Slurm's variables reach the processes that mpirun starts inside a job.
/// \param size how many this process knows, itself included
void refuse_strangers(std::int64_t size) {
  for (const Launch& launch : launches) {
    const char* started = std::getenv(launch.size);
    const char* rank = std::getenv(launch.rank);
    if (started == nullptr || rank == nullptr) {
      continue;
    }
    if (base::parse_int(started).value_or(1) <= size) {
      return;
    }
    if (base::parse_int(rank).value_or(0) > 0) {  // one message is enough
      std::this_thread::sleep_for(std::chrono::seconds(2));
      std::_Exit(static_cast<int>(base::ExitCode::usage));
    }
    throw base::UsageError(
        {fmt::format("the launcher started {} processes, which do not know each other", started),
         fmt::format("{}={}, but MPI ({}) sees {}", launch.size, started, mpi_library_version(),
                     size),
         "Use the mpirun that belongs to this MPI, or srun --mpi=pmix."});
  }
}

/// Open MPI before 4.1.7 fills the gaps between a rank's pieces by reading and writing them again
/// (data sieving), on local file systems without a lock. Where two ranks write for the others, as
/// on two nodes, one may then undo what the other wrote (ompi#12718). A setting of the user's
/// stands; other MPIs do not look at it.
void write_no_gaps() { ::setenv("OMPI_MCA_fbtl_posix_write_datasieving", "0", 0); }

/// Where ranks are on several hosts, Open MPI makes files beside the result for a pointer that all
/// ranks share, which is not used here; a killed run leaves them. Without these two ways to keep it
/// no file is made there, and the third makes it on one host alone, elsewhere. One must be left, or
/// no file can be opened.
void share_no_pointer() { ::setenv("OMPI_MCA_sharedfp", "^lockedfile,individual", 0); }

/// Large jobs take minutes to start.
constexpr double longest_start = 900.0;
constexpr double others_wait = 10.0;

/// Ends a process that MPI keeps for too long, at its start or end: another rank may be lost.
/// \param phase "did not start"
/// \param results what has become of them
base::EndTimer watch_mpi(double seconds, const char* phase, const char* results) {
  return {seconds,
          [=] {
            return base::Complaint{
                fmt::format("MPI {} within {}", phase, base::format_seconds(seconds)),
                "a rank, a host or the launcher is frozen, lost or cut off", results};
          },
          base::ExitCode::runtime_failure};
}

}  // namespace

MpiSession::MpiSession(int* argc, char*** argv) {
  if (!started_by_launcher()) {
    refuse_strangers(1);
    return;
  }
  write_no_gaps();
  share_no_pointer();
  const base::EndTimer timer = watch_mpi(longest_start, "did not start", "No file was changed.");
  int provided = MPI_THREAD_SINGLE;
  // One thread does the work, another gives signs of life (see Pulse) where MPI lets it.
  if (MPI_Init_thread(argc, argv, MPI_THREAD_MULTIPLE, &provided) != MPI_SUCCESS ||
      provided < MPI_THREAD_FUNNELED) {
    throw base::MpiError({"MPI_Init_thread failed", "no MPI with MPI_THREAD_FUNNELED", ""});
  }
  initialised_ = true;
  world_ = Communicator::world();
  refuse_strangers(world_.size());
}

MpiSession::~MpiSession() {
  if (initialised_ && std::uncaught_exceptions() == 0) {
    const double later = world_.rank() == 0 ? 0.0 : others_wait;  // rank 0 speaks first
    const base::EndTimer timer = watch_mpi(world_.silence_limit() + later, "did not end",
                                           "The work was done before, and what it wrote is there.");
    world_.barrier();  // asleep, so that early ranks do not spin in MPI_Finalize
    MPI_Finalize();
  }
}

std::string mpi_library_version() {
  char text[MPI_MAX_LIBRARY_VERSION_STRING] = "";
  int length = 0;
  MPI_Get_library_version(text, &length);
  const std::string_view whole(text, static_cast<std::size_t>(length));
  // Open MPI: "Open MPI v4.1.4, package: …"; others put one fact a line.
  return std::string(base::trim(whole.substr(0, whole.find_first_of(",\n"))));
}

void sync_file(void* native_file, const std::string& path) {
  check_mpi(MPI_File_sync(*static_cast<MPI_File*>(native_file)),
            ("MPI_File_sync of '" + path + "'").c_str());
}

}  // namespace heatreel::comm
