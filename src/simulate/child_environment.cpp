// SPDX-License-Identifier: GPL-3.0-or-later
#include "child_environment.hpp"

#include "guard.hpp"

#include <algorithm>
#include <array>

#include <unistd.h>

namespace heatreel::simulate {

namespace {

/// Open MPI and PRRTE, PMIx and PMI, MPICH and Intel MPI, MVAPICH, PALS, and steps of Slurm.
constexpr std::array<std::string_view, 17> prefixes = {
    "OMPI_",       "OPAL_",       "ORTE_",      "PRTE_",     "PMIX_",        "PMI_",
    "PMI2_",       "HYDRA_",      "HYDI_",      "MPI_LOCAL", "MV2_COMM_",    "PALS_",
    "SLURM_STEP_", "SLURM_SRUN_", "SLURM_MPI_", "SLURM_PMI", "SLURM_LAUNCH_"};

constexpr std::array<std::string_view, 12> names = {
    "SLURM_STEPID",   "SLURM_PROCID", "SLURM_LOCALID", "SLURM_NODEID",
    "SLURM_TASK_PID", "SLURM_GTIDS",  "SLURM_NTASKS",  "SLURM_NPROCS",
    "SLURM_UMASK",    "MPI_RANKID",   "MPIEXEC_RANK",  "SLURM_TASKS_PER_NODE"};

}  // namespace

bool is_of_mpi_job(std::string_view name) {
  return std::ranges::find(names, name) != names.end() ||
         std::ranges::any_of(prefixes,
                             [&](std::string_view prefix) { return name.starts_with(prefix); });
}

std::vector<std::string> child_environment(MpiEnvironment mpi) {
  std::vector<std::string> all;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    const std::string_view text = *variable;
    const std::string_view name = text.substr(0, text.find('='));
    if (mpi == MpiEnvironment::keep || !is_of_mpi_job(name)) {
      all.emplace_back(text);
    }
  }
  all.push_back(guard_mark());
  return all;
}

}  // namespace heatreel::simulate
