#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The batch script under a real Slurm (jobs/slurm/test-cluster.sh): a small sweep by mpirun and by
# srun, over two and four nodes, leaves the numbers of a serial run and its movies, and the job's
# exit code is heatreel's. A rank that is lost together with its node's daemon ends the job.
#
#   bash tests/slurm/slurm_test.sh HEATREEL
set -euo pipefail

HEATREEL=$(realpath "${1:?usage: slurm_test.sh HEATREEL}")
export HEATREEL
repository=$(realpath "$(dirname "$0")/../..")
cluster=$repository/jobs/slurm/test-cluster.sh
batch=$repository/jobs/slurm/sweep.sbatch

work=$(mktemp -d)
chmod 755 "$work" # munge wants a path that all can enter
# A cluster of its own, beside one that somebody may be trying out.
export HEATREEL_CLUSTER_DIR=$work/cluster HEATREEL_CLUSTER_PORT=28817
clean_up() {
  bash "$cluster" down || true
  rm -rf "$work"
}
trap clean_up EXIT

fail() {
  echo "slurm_test: FAILED: $*" >&2
  [[ ! -f $work/job.log ]] || sed 's/^/  | /' "$work/job.log" >&2
  exit 1
}

# submit EXPECTED_EXIT_CODE LAUNCHER SBATCH_OPTIONS -- HEATREEL_OPTIONS
submit() {
  local expected=$1 code=0 options=()
  export HEATREEL_LAUNCHER=$2
  shift 2
  while [[ $1 != -- ]]; do
    options+=("$1")
    shift
  done
  shift
  sbatch --wait --quiet --time=10 --output=job.log "${options[@]}" "$batch" sweep.ini "$@" || code=$?
  ((code == expected)) || fail "$HEATREEL_LAUNCHER ${options[*]}: exit code $code, not $expected"
}

# sweep LAUNCHER NAME SBATCH_OPTION...: a run that has to succeed, compared with the serial one.
sweep() {
  local launcher=$1 name=$2
  submit 0 "$launcher" "${@:3}" -- --output "$name.nc" --video "$name.mp4"
  for metric in P_amplitude P_period status; do
    h5diff serial.nc "$name.nc" "/$metric" "/$metric" || fail "$name: $metric differs from a serial run"
  done
  for metric in P_amplitude P_period; do
    [[ -s $name.$metric.mp4 ]] || fail "$name: no movie $name.$metric.mp4"
  done
  echo "slurm_test: passed: $launcher ${*:3}"
}

cd "$work"
cat >sweep.ini <<'END'
model = predator-prey
x = G=50:300:9
y = rec=10:50:7
t = assoc_ddg=-1:1:6
metric = P.amplitude
metric = P.period
size = 640x360
END
"$HEATREEL" run sweep.ini --quiet --output serial.nc --no-video || fail "the serial run"

unset "${!SLURM_@}" # of a job that this test may itself run in
bash "$cluster" up
eval "$(bash "$cluster" env)"
sweep mpirun mpirun4 --nodes=4 --ntasks-per-node=1
sweep mpirun mpirun2 --nodes=2 --ntasks=2 --cpus-per-task=2
sweep srun srun4 --nodes=4 --ntasks-per-node=1
sweep srun srun2 --nodes=2 --ntasks=2 --cpus-per-task=2

submit 2 mpirun --ntasks=2 -- --no-such-option
grep -q 'no-such-option' job.log || fail "the job's output does not name the wrong option"
submit 2 srun --ntasks=2 -- --output mpirun4.nc # exists already
[[ -f mpirun4.nc ]] || fail "a refused job removed an older result"
echo "slurm_test: passed: exit codes"

# process_of_rank N: the id of the process that is rank N of the job step at work.
process_of_rank() {
  local folder
  for folder in /proc/[0-9]*; do
    if [[ $(readlink "$folder/exe") == "$HEATREEL" ]] &&
      tr '\0' '\n' <"$folder/environ" | grep -qx "SLURM_PROCID=$1" &&
      tr '\0' '\n' <"$folder/environ" | grep -qx "SLURM_CONF=$SLURM_CONF"; then
      basename "$folder"
      return
    fi
  done
}

# Without signs of life the other ranks would wait until the partition's limit.
lose_rank_and_daemon() {
  local step lost code=0 tries=0
  srun --mpi=pmix --nodes=2 --ntasks=2 --time=5 "$HEATREEL" run sweep.ini --output lost.nc --no-video \
    --t-end 10000000 --rank-timeout 5 >job.log 2>&1 &
  step=$!
  while [[ ! -e lost.nc.lock ]]; do
    kill -0 "$step" || fail "the run that is to lose a rank ended at once"
    sleep 0.1
  done
  sleep 2
  lost=$(process_of_rank 1)
  kill -KILL "$(awk '/^PPid/ { print $2 }' "/proc/$lost/status")" "$lost"
  while kill -0 "$step" 2>/dev/null; do
    ((++tries <= 120)) || fail "two minutes after a rank was lost, the job is still there"
    sleep 1
  done
  wait "$step" || code=$?
  ((code != 0)) || fail "a job that lost a rank ended with 0"
  tries=0
  while [[ -n $(process_of_rank 0) ]]; do # srun may end a moment before the ranks that it kills
    ((++tries <= 60)) || fail "rank 0 is still there"
    sleep 1
  done
  grep -q '^heatreel: rank 1 on .* has given no sign of life for 5.0 s' job.log ||
    fail "no message names the rank that was lost"
  echo "slurm_test: passed: a rank that is lost with its daemon"
}
lose_rank_and_daemon
