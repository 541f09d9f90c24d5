# SPDX-License-Identifier: GPL-3.0-or-later
# Finds every library heatreel builds on. jobs/install-deps.sh installs them on Debian and Ubuntu.
set(HDF5_PREFER_PARALLEL TRUE)
find_package(MPI REQUIRED COMPONENTS C)
find_package(HDF5 REQUIRED COMPONENTS C HL)
if(NOT HDF5_IS_PARALLEL)
  message(FATAL_ERROR "HDF5 without MPI support (found ${HDF5_C_LIBRARIES}); install libhdf5-openmpi-dev or load a parallel HDF5 module")
endif()
find_package(Boost 1.74 REQUIRED COMPONENTS program_options)
find_package(fmt REQUIRED)
find_package(Threads REQUIRED)
find_package(ZLIB REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(CAIRO REQUIRED IMPORTED_TARGET cairo cairo-ft freetype2)
pkg_check_modules(X264 REQUIRED IMPORTED_TARGET x264)
pkg_check_modules(LIBAV REQUIRED IMPORTED_TARGET libavformat libavcodec libavutil)
pkg_check_modules(WEBP REQUIRED IMPORTED_TARGET libwebp libwebpmux)
pkg_check_modules(HWY REQUIRED IMPORTED_TARGET libhwy)
pkg_check_modules(FFTW REQUIRED IMPORTED_TARGET fftw3)

add_library(heatreel_hdf5 INTERFACE)
target_include_directories(heatreel_hdf5 SYSTEM INTERFACE ${HDF5_INCLUDE_DIRS})
target_link_libraries(heatreel_hdf5 INTERFACE ${HDF5_C_HL_LIBRARIES} ${HDF5_C_LIBRARIES} MPI::MPI_C)

# Machine code for model kernels is x86-64 only; elsewhere the Highway interpreter runs alone.
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
  find_package(asmjit REQUIRED)
  set(HEATREEL_HAVE_JIT TRUE)
endif()
