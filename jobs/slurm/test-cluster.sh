#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A real Slurm with four virtual nodes on this machine, to try and to test batch jobs without a
# cluster. Everything is in one private folder, talks over the loopback device and accepts nobody
# without the key in that folder; a Slurm that is at work here already is not touched.
#
#   jobs/slurm/test-cluster.sh up        start it; does nothing if it runs
#   eval "$(jobs/slurm/test-cluster.sh env)"     let sbatch, srun, squeue of this shell use it
#   jobs/slurm/test-cluster.sh down      stop it and remove its folder
#
# HEATREEL_CLUSTER_DIR chooses the folder (short: sockets allow 100 characters) and
# HEATREEL_CLUSTER_PORT the first of the ten ports, so that several clusters can run side by side.
set -euo pipefail

dir=${HEATREEL_CLUSTER_DIR:-${TMPDIR:-/tmp}/heatreel-slurm-$(id -u)}
port=${HEATREEL_CLUSTER_PORT:-26817}
nodes=(n1 n2 n3 n4)
user=$(id -un)
export SLURM_CONF=$dir/slurm.conf
PATH=$PATH:/usr/sbin:/sbin # where Debian keeps the daemons; a user's PATH may lack it

fail() {
  echo "test-cluster: $*" >&2
  exit 1
}

# --- pid files: the one way in which processes are found, so that none but ours are stopped -----
pid_files() {
  for name in slurmctld "${nodes[@]/#/slurmd.}" munged; do echo "$dir/$name.pid"; done
}

# runs FILE: whether the process that wrote the pid file is alive and still is that daemon.
runs() {
  local pid
  pid=$(cat "$1" 2>/dev/null) && [[ -n $pid ]] || return 1
  tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline" | grep -Eq '^(\S*/)?(munged|slurmctld|slurmd)(-wlm)? '
}

# --- up ---------------------------------------------------------------------------------------
write_config() {
  # Nothing here uses control groups, but slurmd gives up if it looks for them and finds none, or
  # none that it may change; version 1 does not look.
  echo "CgroupPlugin=cgroup/v1" >"$dir/cgroup.conf"
  # TmpFS needs %n: PMIx steps of nodes that share one temporary folder abort.
  cat >"$SLURM_CONF" <<END
ClusterName=heatreel-test
SlurmctldHost=localhost(127.0.0.1)
SlurmUser=$user
SlurmdUser=$user
AuthType=auth/munge
CryptoType=crypto/munge
AuthInfo=socket=$dir/munge/munge.socket
SlurmctldPort=$port
SlurmctldPidFile=$dir/slurmctld.pid
SlurmdPidFile=$dir/slurmd.%n.pid
SlurmctldLogFile=$dir/log/slurmctld.log
SlurmdLogFile=$dir/log/slurmd.%n.log
StateSaveLocation=$dir/state
SlurmdSpoolDir=$dir/spool/%n
TmpFS=$dir/tmp/%n
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SwitchType=switch/none
MpiDefault=none
ReturnToService=2
SlurmdParameters=config_overrides
SchedulerParameters=sched_interval=1
InactiveLimit=0
KillWait=5
MailProg=/bin/true
NodeName=n[1-4] NodeHostname=localhost NodeAddr=127.0.0.1 Port=[$((port + 4))-$((port + 7))] CPUs=2 Sockets=1 CoresPerSocket=2 ThreadsPerCore=1 RealMemory=1000 State=UNKNOWN
PartitionName=debug Nodes=ALL Default=YES MaxTime=10 State=UP
END
}

write_key() {
  head -c 128 /dev/urandom >"$dir/munge.key"
  chmod 400 "$dir/munge.key"
}

fail_with_logs() {
  tail -n 5 "$dir"/log/* >&2
  fail "$*; logs are in $dir/log"
}

# start NAME COMMAND...: a daemon that stays in the foreground, put into the background with a pid
# file of ours; slurmd writes its own only after it has reached the controller.
start() {
  local name=$1
  shift
  setsid "$@" </dev/null >>"$dir/log/$name.out" 2>&1 &
  echo $! >"$dir/$name.pid"
}

start_daemons() {
  munged --key-file="$dir/munge.key" --socket="$dir/munge/munge.socket" \
    --pid-file="$dir/munged.pid" --log-file="$dir/log/munged.log" \
    --seed-file="$dir/munge.seed" >>"$dir/log/munged.out" 2>&1 || fail_with_logs "munged does not start"
  start slurmctld slurmctld -D -c
  for node in "${nodes[@]}"; do start "slurmd.$node" slurmd -D -N "$node"; done
}

idle_nodes() {
  sinfo --noheader --Node --states=idle --format=%N 2>/dev/null | wc -l
}

wait_until_idle() {
  for _ in $(seq 60); do
    [[ $(idle_nodes) -eq ${#nodes[@]} ]] && return
    sleep 0.5
  done
  fail_with_logs "the nodes did not get idle within 30 s"
}

up() {
  if runs "$dir/slurmctld.pid" && sinfo >/dev/null 2>&1; then
    echo "test-cluster: runs already, in $dir"
    return
  fi
  for command in munged slurmctld slurmd sinfo; do
    command -v "$command" >/dev/null ||
      fail "$command not found; run: bash jobs/install-deps.sh --tests"
  done
  ((${#dir} <= 75)) || fail "the folder's name is too long for sockets ($dir); set HEATREEL_CLUSTER_DIR"
  down >/dev/null # what an interrupted start left behind
  mkdir -p "$dir"/{munge,state,log}
  mkdir -p "${nodes[@]/#/$dir/spool/}" "${nodes[@]/#/$dir/tmp/}"
  chmod -R u=rwX,go=rX "$dir"
  write_config
  write_key
  start_daemons
  wait_until_idle
  echo "test-cluster: ${#nodes[@]} nodes idle, in $dir"
}

# --- down -------------------------------------------------------------------------------------
end_jobs() {
  scancel --user="$user" 2>/dev/null || true
  for _ in $(seq 100); do
    [[ -n $(squeue --noheader 2>/dev/null) ]] || return 0
    sleep 0.1
  done
}

down() {
  local file
  [[ -d $dir ]] || return 0
  [[ -f $SLURM_CONF ]] || fail "$dir is not a test cluster (it holds no slurm.conf); remove it yourself"
  runs "$dir/slurmctld.pid" && end_jobs
  for file in $(pid_files); do
    if runs "$file"; then kill "$(cat "$file")" 2>/dev/null || true; fi
  done
  for file in $(pid_files); do
    for _ in $(seq 100); do
      runs "$file" || continue 2
      sleep 0.1
    done
    kill -KILL "$(cat "$file")" || true # slurmd without a controller ignores the polite signal
  done
  rm -rf "$dir"
  echo "test-cluster: stopped"
}

# --- env --------------------------------------------------------------------------------------
# What a shell needs to use this cluster. The virtual nodes share /dev/shm, so ranks on different
# nodes must not take it for memory they have in common: TCP over loopback alone.
print_env() {
  echo "export SLURM_CONF='$SLURM_CONF'"
  echo "export OMPI_MCA_btl=self,tcp OMPI_MCA_btl_tcp_if_include=lo OMPI_MCA_oob_tcp_if_include=lo"
  if ((EUID == 0)); then
    echo "export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1"
  fi
}

umask 022
case ${1-} in
  up) up ;;
  down) down ;;
  env) print_env ;;
  *) fail "expected up, down or env; see the head of $0" ;;
esac
