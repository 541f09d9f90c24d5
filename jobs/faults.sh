#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs the long sets of the fault tests (hours) and prints the rows of the table in
# docs/reliability.md. As root, because the disk that fills up is a file system of its own.
#
#   bash jobs/faults.sh [TEST...]     names of tests/faults/TEST_test.py or fuzz_TEST; all by default
set -euo pipefail
cd "$(dirname "$0")/.."

cmake --preset release -DHEATREEL_BUILD_TESTS=ON >/dev/null
cmake --build --preset release --parallel "$(nproc)"
bin=$PWD/build/release/bin
python=/usr/bin/python3
[[ -x $python ]] || python=python3
if ((EUID == 0)); then export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1; fi
export HEATREEL=$bin/heatreel HEATREEL_STORE_WRITER=$bin/store_writer HEATREEL_FUZZERS=$bin
HEATREEL_IO_SHIM=$(echo "$PWD"/build/release/tests/faults/*io_shim.so)
export HEATREEL_IO_SHIM HEATREEL_FAULTS=long PYTHONDONTWRITEBYTECODE=1

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
  "$python" "tests/faults/${test}_test.py" || failed+=("$test")
done
((${#failed[@]} == 0)) || { echo "failed: ${failed[*]}" >&2; exit 1; }
