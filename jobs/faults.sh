#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs the long sets of the fault tests (hours) and prints the rows of the table in
# docs/reliability.md. As root, because the disk that fills up is a file system of its own.
#
#   bash jobs/faults.sh [TEST...]                names of tests/faults/TEST_test.py; all by default
#   bash jobs/faults.sh --sanitize [TEST...]     the short sets under AddressSanitizer and UBSan; of
#                                                fuzz, which limits memory, the fuzzers alone
set -euo pipefail
cd "$(dirname "$0")/.."

preset=release
export HEATREEL_FAULTS=long
reports=$(mktemp -d)
trap 'rm -rf "$reports"' EXIT
if [[ ${1:-} == --sanitize ]]; then
  shift
  preset=asan
  export HEATREEL_FAULTS=short ASAN_OPTIONS="detect_leaks=0:log_path=$reports/report"
  # AddressSanitizer comes before other preloaded libraries, and its dlopen() has to be told where
  # the library that makes movies is.
  HEATREEL_PRELOAD_FIRST=$(c++ -print-file-name=libasan.so)
  export HEATREEL_PRELOAD_FIRST LD_LIBRARY_PATH="$PWD/build/asan/lib/heatreel"
fi
cmake --preset "$preset" -DHEATREEL_BUILD_TESTS=ON >/dev/null
cmake --build --preset "$preset" --parallel "$(nproc)"
bin=$PWD/build/$preset/bin
python=/usr/bin/python3
[[ -x $python ]] || python=python3
if ((EUID == 0)); then export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1; fi
export HEATREEL=$bin/heatreel HEATREEL_STORE_WRITER=$bin/store_writer HEATREEL_FUZZERS=$bin
HEATREEL_IO_SHIM=$(echo "$PWD/build/$preset"/tests/faults/*io_shim.so)
export HEATREEL_IO_SHIM PYTHONDONTWRITEBYTECODE=1

tests=("$@")
if ((${#tests[@]} == 0)); then
  for path in tests/faults/*_test.py; do
    name=${path##*/}
    tests+=("${name%_test.py}")
  done
fi
failed=()
for test in "${tests[@]}"; do
  echo "=== $test"
  if [[ $preset == asan && $test == fuzz ]]; then
    for fuzzer in "$bin"/fuzz_*; do "$fuzzer" --seconds 60 || failed+=("$fuzzer"); done
  else
    "$python" "tests/faults/${test}_test.py" || failed+=("$test")
  fi
done
# Open MPI's mpirun has reports of its own.
mapfile -t ours < <(grep -lE 'heatreel::|bin/heatreel|bin/store_writer' "$reports"/* 2>/dev/null)
((${#ours[@]} == 0)) || { cat "${ours[@]}"; failed+=(sanitizers); }
((${#failed[@]} == 0)) || { echo "failed: ${failed[*]}" >&2; exit 1; }
