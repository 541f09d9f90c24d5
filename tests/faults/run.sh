#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs the fault tests: kills, signals and second runs at random moments.
#
#   tests/faults/run.sh [--long] [HEATREEL]
#
# --long is the set whose figures docs/reliability.md shows (hours); without it, a few minutes.
set -euo pipefail

if [[ ${1-} == --long ]]; then
  export HEATREEL_FAULTS=long
  shift
fi
here=$(dirname "$0")
HEATREEL=$(realpath "${1:-$here/../../build/release/bin/heatreel}")
export HEATREEL PYTHONDONTWRITEBYTECODE=1
python=/usr/bin/python3
[[ -x $python ]] || python=python3
for test in kill signal lock; do
  echo "=== $test"
  "$python" "$here/${test}_test.py"
done
