# SPDX-License-Identifier: GPL-3.0-or-later
# Finds every library heatreel builds on. jobs/install-deps.sh installs them on Debian and Ubuntu.
find_package(PkgConfig REQUIRED)
find_package(MPI REQUIRED COMPONENTS C)
include(HeatreelHdf5)
find_package(Boost 1.74 REQUIRED COMPONENTS program_options)
find_package(fmt REQUIRED)
find_package(Threads REQUIRED)
find_package(ZLIB REQUIRED)
pkg_check_modules(CAIRO REQUIRED IMPORTED_TARGET cairo cairo-ft freetype2 fontconfig)
pkg_check_modules(X264 REQUIRED IMPORTED_TARGET x264)
pkg_check_modules(LIBAV REQUIRED IMPORTED_TARGET libavformat libavcodec libavutil)
pkg_check_modules(WEBP REQUIRED IMPORTED_TARGET libwebp libwebpmux)
pkg_check_modules(HWY REQUIRED IMPORTED_TARGET libhwy)
pkg_check_modules(SBML REQUIRED IMPORTED_TARGET libsbml)
pkg_check_modules(RAPIDJSON REQUIRED IMPORTED_TARGET RapidJSON)
pkg_check_modules(FFTW REQUIRED IMPORTED_TARGET fftw3)

# Machine code for model kernels is x86-64 only; elsewhere the Highway interpreter runs alone.
if(HEATREEL_JIT AND CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
  find_package(asmjit REQUIRED)
  set(HEATREEL_HAVE_JIT TRUE)
endif()
