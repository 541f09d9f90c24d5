#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Sets up, builds and runs the whole test suite; stops at the first stage that fails.
#
#   bash jobs/test.sh [STAGE...]      stages in their order:
#     deps      install missing packages
#     checks    layers, callers, licences, shell scripts, formatting (seconds)
#     release   build; all tests: units, MPI at 1, 2 and 4 ranks, the program end to end, install
#     asan      units, MPI at 1 and 2 ranks and the program end to end under AddressSanitizer and UBSan
#     slurm     batch jobs on a Slurm of four virtual nodes
#     tidy      clang-tidy over src/
#
# What the later stages compile begins beside the tests of earlier ones, which wait as much as they
# compute: at idle priority, so it takes only what they leave.
set -euo pipefail
cd "$(dirname "$0")/.."

jobs=$(nproc)
logs=build/test-logs
if command -v ccache >/dev/null; then export CMAKE_CXX_COMPILER_LAUNCHER=ccache; fi
# The tests start more ranks than a small machine has cores, and perhaps as root. The second variable
# is for Open MPI 5.
export OMPI_MCA_rmaps_base_oversubscribe=1 PRTE_MCA_rmaps_default_mapping_policy=:oversubscribe
if ((EUID == 0)); then
  export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
fi
# Debian's Python packages belong to Debian's Python, whatever else PATH offers first.
python=/usr/bin/python3
[[ -x $python ]] || python=python3

# build PRESET
build() {
  cmake --preset "$1" -DHEATREEL_BUILD_TESTS=ON >"$logs/configure-$1.log" ||
    { cat "$logs/configure-$1.log"; return 1; }
  cmake --build --preset "$1" --parallel "$jobs"
}

# begin STAGE: a head start for what a later stage compiles, if it is to be run. In a session of its
# own, which can be ended as a whole, and which the kernel weighs as one ("autogroup").
begin() {
  [[ " ${stages[*]} " == *" $1 "* ]] || return 0
  setsid bash jobs/test.sh --prepare "$1" >"$logs/begin-$1.log" 2>&1 </dev/null &
}

prepare_idly() {
  { echo 19 >/proc/self/autogroup; } 2>/dev/null || true
  chrt --idle --pid 0 $$ || renice -n 19 $$
  "prepare_$1"
}

# prepare STAGE: does what is left of it, at the usual priority.
prepare() {
  end_begun
  "prepare_$1"
}

# Ends what has begun, and waits until it has ended, but not for what nobody reaps.
end_begun() {
  local session _
  for session in $(jobs -pr); do
    for _ in {1..100}; do
      kill -- "-$session" 2>/dev/null || break
      sleep 0.1
    done
  done
}

# run_ctest PRESET [ctest option...]: keeps ctest's closing line for the end. Time limits end what
# hangs; they leave a busy machine its time.
run_ctest() {
  local preset=$1
  shift
  ctest --preset "$preset" --parallel "$jobs" --timeout 900 --no-tests=error "$@" | tee "$logs/ctest-$preset.log"
}

stage_deps() { bash jobs/install-deps.sh --tests; }

stage_checks() {
  local check
  "$python" -B tests/checks/self_test.py
  for check in layers callers sources; do "$python" -B "tests/checks/check_$check.py" .; done
  shellcheck jobs/*.sh jobs/slurm/* tests/slurm/*.sh .ci/run
  check_format
}

# is_ours TOOL: whether it is of the version that the code is written for (Debian 12); another version
# formats the same lines otherwise, and has other checks.
is_ours() {
  "$1" --version | grep -q 'version 14\.' || {
    echo "$1 is left out: it is not version 14"
    return 1
  }
}

check_format() {
  is_ours clang-format || return 0
  local unformatted
  unformatted=$(find include src tests bench -name '*.[ch]pp' -print0 |
    xargs -0 clang-format --dry-run 2>&1 | sed -n 's/:[0-9:]* warning:.*//p' | sort -u)
  [[ -z $unformatted ]] || { printf 'not formatted (clang-format -i FILE):\n%s\n' "$unformatted"; return 1; }
}

stage_release() {
  build release
  begin asan
  run_ctest release
  install_check
}

# The installed program, moved to another folder, runs.
install_check() {
  local installed=$PWD/build/test-install/usr
  rm -rf build/test-install
  DESTDIR=$PWD/build/test-install cmake --install build/release --prefix /usr >"$logs/install.log"
  "$installed/bin/heatreel" --version
  "$installed/bin/heatreel" run "$installed/share/heatreel/examples/predator-prey.ini" --dry-run
  # The library that makes movies is found from there.
  "$installed/bin/heatreel" run --model lotka-volterra --x alpha=1,2 --y beta=1,2 --t delta=1,2 \
    --metric prey.mean --t-end 1 --size 320x240 -o build/test-install/a.nc
  test -x "$installed/share/heatreel/slurm/sweep.sbatch"
}

# Faults and four ranks under the sanitizers take long and find no more.
prepare_asan() { build asan; }

stage_asan() {
  prepare asan
  begin tidy
  run_ctest asan --exclude-regex '^faults|mpi_4$'
}

# tidy FILE: unless that was done in this run. The path-sensitive analyser doubles the time and looks
# for what the sanitizers look for.
tidy() {
  local log=$logs/tidy/${1//\//-}
  [[ ! -e $log.passed ]] || return 0
  clang-tidy --quiet -p build/release --checks='-clang-analyzer-*' "$1" >"$log.log" 2>&1 ||
    { grep -A 4 -E '(error|warning):' "$log.log" || cat "$log.log"; return 1; }
  touch "$log.passed"
}

prepare_tidy() {
  is_ours clang-tidy || return 0
  cmake --preset release -DHEATREEL_BUILD_TESTS=ON >"$logs/configure-tidy.log"
  export logs
  export -f tidy
  find src -name '*.cpp' -print0 | xargs -0 -P "$jobs" -I{} bash -c 'tidy {}'
}

stage_tidy() { prepare tidy; }

stage_slurm() {
  build release
  bash tests/slurm/slurm_test.sh build/release/bin/heatreel
}

if [[ ${1:-} == --prepare ]]; then # by begin()
  prepare_idly "$2"
  exit
fi

all=(deps checks release asan slurm tidy)
stages=("$@")
((${#stages[@]} > 0)) || stages=("${all[@]}")
for stage in "${stages[@]}"; do
  [[ " ${all[*]} " == *" $stage "* ]] || { echo "test.sh: no stage '$stage' (${all[*]})" >&2; exit 2; }
done

rm -rf "$logs"
mkdir -p "$logs/tidy"
times=()
for stage in "${stages[@]}"; do
  echo "=== test.sh: $stage"
  start=$SECONDS
  trap 'end_begun; echo "=== test.sh: stage $stage FAILED after $((SECONDS - start)) s" >&2' EXIT
  "stage_$stage"
  times+=("$stage $((SECONDS - start)) s")
  echo "=== test.sh: ${times[-1]}"
done
trap - EXIT

printf '=== test.sh: all stages passed:'
printf ' %s;' "${times[@]}"
printf ' in total %s s\n' "$SECONDS"
for log in "$logs"/ctest-{asan,release}.log; do
  [[ ! -f $log ]] || grep 'tests passed' "$log"
done
