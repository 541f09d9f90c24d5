#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Makes a Debian root of another suite and runs the README's two commands in it, on the committed
# tree. By hand, as root, on Debian with debootstrap and git; takes an hour or more on two cores.
#
#   bash jobs/in-root.sh [--root DIR] SUITE [COMMAND...]
#
# SUITE is Debian's name, such as trixie; the packages come from where this machine's apt gets its
# own. DIR keeps the root and is used again, with what was built in it; without --root the root is
# made in /var/tmp and removed at the end. With COMMAND only that runs, in the root's copy of the tree.
set -euo pipefail
cd "$(dirname "$0")/.."

usage() { echo "usage: bash jobs/in-root.sh [--root DIR] SUITE [COMMAND...]" >&2; exit 2; }
step() { echo "== in-root: $* (after $SECONDS s)"; }
fail() { echo "in-root: $*" >&2; exit 1; }

# sources SUITE: where this machine's apt gets Debian's packages, for another suite than the machine's:
# a line ADDRESS SUITE COMPONENT each, that of the suite itself (not of its updates) first.
sources() {
  local here
  # shellcheck source=/dev/null
  here=$(. /etc/os-release && echo "$VERSION_CODENAME")
  # shellcheck disable=SC2016 # for apt to expand
  apt-get indextargets --format '$(SITE) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' 'Origin: Debian' |
    sed -n "s/ $here\b/ $1/p" | sort -u -k 2,2 -k 3,3
}

# in_root DIR COMMAND...: with a clean environment, but for proxies.
in_root() {
  local root=$1
  shift
  local proxies=()
  mapfile -t proxies < <(env | grep -i '^[a-z]*_proxy=' || true)
  env -i "${proxies[@]}" HOME=/root TERM="${TERM:-dumb}" LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive \
    PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin chroot "$root" "$@"
}

# make_root DIR SUITE: here and later dpkg does not wait for the disk.
make_root() {
  local root=$1 suite=$2 mirror
  mirror=$(sources "$suite" | sed -n "s/ $suite main\$//p")
  [[ -n $mirror ]] || fail "apt knows no source of Debian here; run apt-get update first"
  step "first stage of debootstrap"
  debootstrap --foreign --variant=minbase --include=ca-certificates,eatmydata,git "$suite" "$root" "$mirror"
  dpkg-deb --extract "$root"/var/cache/apt/archives/libeatmydata1_*.deb "$root"
  step "second stage of debootstrap"
  in_root "$root" env LD_PRELOAD=libeatmydata.so /debootstrap/debootstrap --second-stage
  printf '#!/bin/sh\nexec eatmydata dpkg "$@"\n' >"$root/usr/local/sbin/quick-dpkg"
  chmod +x "$root/usr/local/sbin/quick-dpkg"
  echo 'Dir::Bin::dpkg "/usr/local/sbin/quick-dpkg";' >"$root/etc/apt/apt.conf.d/quick-dpkg"
}

# carry_apt DIR SUITE: the machine's sources with the other suite, its proxies, passwords, certificates.
carry_apt() {
  local root=$1 suite=$2
  sources "$suite" | sed 's/^/deb /' >"$root/etc/apt/sources.list"
  apt-config dump Acquire >"$root/etc/apt/apt.conf.d/acquire-as-outside"
  cp -rL /etc/resolv.conf /etc/hosts "$root/etc/"
  [[ ! -f /etc/apt/auth.conf ]] || cp -p /etc/apt/auth.conf "$root/etc/apt/"
  [[ ! -d /etc/apt/auth.conf.d ]] || cp -rp /etc/apt/auth.conf.d "$root/etc/apt/"
  [[ ! -d /usr/local/share/ca-certificates ]] || cp -r /usr/local/share/ca-certificates "$root/usr/local/share/"
  in_root "$root" update-ca-certificates >/dev/null
}

# lay_tree DIR: the committed tree; a build that is there already stays.
lay_tree() {
  local tree=$1/heatreel
  if [[ ! -d $tree ]]; then
    git clone --quiet --depth 1 "file://$PWD" "$tree"
  else
    git -C "$tree" fetch --quiet --depth 1 "file://$PWD" HEAD
    git -C "$tree" reset --quiet --hard FETCH_HEAD
  fi
}

# In a mount and process namespace of its own: what is mounted or still runs at the end goes with it.
inside() {
  local root=$1 suite=$2
  shift 2
  if [[ ! -f $root/made ]]; then
    [[ -z $(ls -A "$root") ]] || fail "'$root' is neither empty nor a root that was made here"
    make_root "$root" "$suite"
    carry_apt "$root" "$suite"
    touch "$root/made"
  fi
  lay_tree "$root"
  mount --bind "$root" "$root" # tests make mounts of their own, for which / has to be one
  mount -t proc proc "$root/proc"
  mount --rbind /sys "$root/sys"
  mount --rbind /dev "$root/dev"
  mount -t tmpfs tmpfs "$root/dev/shm"
  # Open MPI 5 names its folders by process ids, which begin again in each process namespace.
  mount -t tmpfs tmpfs "$root/tmp"
  if (($# == 0)); then
    step "bash jobs/quickstart.sh"
    in_root "$root" sh -c 'cd /heatreel && exec bash jobs/quickstart.sh'
    step "bash jobs/test.sh"
    in_root "$root" sh -c 'cd /heatreel && exec bash jobs/test.sh'
  else
    step "$*"
    in_root "$root" sh -c 'cd /heatreel && exec "$@"' sh "$@"
  fi
  step "done"
}

if [[ ${1:-} == --inside ]]; then
  shift
  inside "$@"
  exit
fi
root=
if [[ ${1:-} == --root ]]; then
  root=${2:-}
  [[ -n $root ]] || usage
  shift 2
fi
[[ $# -ge 1 && $1 != -* ]] || usage
((EUID == 0)) || fail "needs root, to mount and to chroot"
command -v debootstrap >/dev/null || fail "debootstrap is missing; apt-get install debootstrap"
remove=
if [[ -z $root ]]; then
  root=$(mktemp -d /var/tmp/heatreel-root.XXXXXX)
  remove=$root
fi
mkdir -p "$root"
root=$(realpath "$root")
unshare --mount --pid --fork --kill-child --mount-proc --propagation private \
  bash "$PWD/jobs/in-root.sh" --inside "$root" "$@" <&0 &
clean_up() {
  kill -KILL "$!" 2>/dev/null || true
  wait || true
  [[ -z $remove ]] || rm -rf --one-file-system "$remove"
}
trap clean_up EXIT
trap 'exit 130' INT TERM HUP
wait "$!"
