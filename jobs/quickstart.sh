#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# From a fresh checkout to the first movie: installs what is missing, builds heatreel and runs the
# reference sweep, examples/predator-prey.ini, on all cores. Results go to results/; running it
# again builds what changed and replaces them.
#
#   bash jobs/quickstart.sh
set -euo pipefail
cd "$(dirname "$0")/.."

step() { echo "== quickstart: $*"; }

# Cores, not hardware threads: that is what Open MPI has places for.
cores() {
  local physical
  physical=$(lscpu --parse=CORE,SOCKET 2>/dev/null | grep -v '^#' | sort -u | wc -l) || physical=0
  local usable
  usable=$(nproc)
  echo $((physical > 0 && physical < usable ? physical : usable))
}

step "installing what is missing"
bash jobs/install-deps.sh

step "building build/release/bin/heatreel"
if command -v ccache >/dev/null; then export CMAKE_CXX_COMPILER_LAUNCHER=ccache; fi
cmake --preset release -DHEATREEL_BUILD_TESTS=OFF
cmake --build --preset release --target heatreel --parallel "$(nproc)"

ranks=$(cores)
step "running examples/predator-prey.ini on $ranks ranks"
if ((EUID == 0)); then # Open MPI refuses to run as root unless told twice
  export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
fi
# Containers may count fewer places than cores. The second variable is for Open MPI 5.
export OMPI_MCA_rmaps_base_oversubscribe=1 PRTE_MCA_rmaps_default_mapping_policy=:oversubscribe
mkdir -p results
start=$SECONDS
mpirun -n "$ranks" build/release/bin/heatreel run examples/predator-prey.ini --overwrite \
  --output results/predator-prey.nc --video results/predator-prey.mp4

build/release/bin/heatreel explore results/predator-prey.nc -o results/predator-prey.html --overwrite --quiet

step "done in $((SECONDS - start)) s on $ranks ranks; results:"
ls -1 "$PWD"/results/predator-prey.html # for any browser: look inside
ls -1 "$PWD"/results/predator-prey.nc "$PWD"/results/predator-prey.*.mp4
