#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs the Debian or Ubuntu packages that are missing; elsewhere says what to load.
#
#   bash jobs/install-deps.sh [--tests] [--bench]
#
# without options: what building and running heatreel needs; --tests: also what jobs/test.sh needs;
# --bench: also what the benchmarks need. Does nothing if all is there. Becomes root with sudo.
set -euo pipefail

build=(g++ cmake ninja-build pkg-config libopenmpi-dev openmpi-bin libhdf5-openmpi-dev
  libboost-dev libboost-program-options-dev libx264-dev libcairo2-dev libfreetype-dev libfontconfig-dev
  libhwy-dev libavformat-dev libavcodec-dev libavutil-dev libwebp-dev libfmt-dev libfftw3-dev
  libsbml5-dev libxml2-dev rapidjson-dev zlib1g-dev)
tests=(libgtest-dev libgmock-dev ffmpeg hdf5-tools netcdf-bin python3 python3-numpy
  python3-h5py python3-h5netcdf python3-netcdf4 python3-xarray python3-pandas python3-pip python3-setuptools
  python3-wheel mypy python3-nbclient python3-ipykernel chromium nodejs clang-format clang-tidy shellcheck
  slurm-wlm munge iproute2)
bench=(libbenchmark-dev libeigen3-dev python3 python3-numpy python3-h5py python3-matplotlib x264 ffmpeg)

say_what_to_load() {
  cat >&2 <<'END'
install-deps: this is not Debian or Ubuntu, so nothing is installed.
Load these modules or install these libraries with their headers:
  a C++20 compiler (g++ 12 or later), CMake 3.22 or later, ninja, pkg-config
  Open MPI 4 or 5, and an HDF5 1.10 or later that was built with it (parallel HDF5, with its HL library)
  Boost 1.74 or later with Program_options; x264; libavformat, libavcodec and libavutil (FFmpeg); libwebp
  Cairo, FreeType and fontconfig; Highway; AsmJit (on x86-64 only); FFTW 3; fmt; libsbml 5 with its package comp; RapidJSON; zlib
For the tests also: GoogleTest, ffmpeg, h5diff, ncdump, python3 with numpy, h5py, h5netcdf, netCDF4
and xarray, Chromium and Node.js, clang-format and clang-tidy, shellcheck, Slurm with munge
Then build: cmake --preset release && cmake --build --preset release
END
}

# missing PACKAGE...: those that are not installed.
missing() {
  local package
  for package in "$@"; do
    [[ $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) == installed ]] || echo "$package"
  done
}

as_root() {
  local environment=(env DEBIAN_FRONTEND=noninteractive)
  if ((EUID == 0)); then
    "${environment[@]}" "$@"
  elif command -v sudo >/dev/null; then
    sudo "${environment[@]}" "$@"
  else
    echo "install-deps: packages are missing and this is neither root nor is there sudo. As root run:" >&2
    echo "  apt-get update && apt-get install ${needed[*]}" >&2
    exit 1
  fi
}

# Another installation that is under way is waited for.
install() {
  as_root apt-get -q -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 update ||
    echo "install-deps: the package lists could not be renewed; trying with those at hand" >&2
  as_root apt-get -q -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 install --yes --no-install-recommends "$@"
}

packages=("${build[@]}")
for option in "$@"; do
  case $option in
    --tests) packages+=("${tests[@]}") ;;
    --bench) packages+=("${bench[@]}") ;;
    *)
      echo "install-deps: unknown option '$option' (there are --tests and --bench)" >&2
      exit 2
      ;;
  esac
done

if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
  say_what_to_load
  exit 0
fi
# Machine code for models is made on x86-64 only.
[[ $(dpkg --print-architecture) == amd64 ]] && packages+=(libasmjit-dev)

mapfile -t needed < <(missing "${packages[@]}")
if ((${#needed[@]} == 0)); then
  echo "install-deps: all ${#packages[@]} packages are installed"
  exit 0
fi
echo "install-deps: installing ${needed[*]}"
install "${needed[@]}" || {
  echo "install-deps: that failed; once more in 10 s" >&2
  sleep 10
  install "${needed[@]}"
}
