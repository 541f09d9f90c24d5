# SPDX-License-Identifier: GPL-3.0-or-later
# heatreel_hdf5: HDF5 with MPI, and its HL library. Found by HDF5's compiler wrapper, as CMake does;
# failing that by pkg-config, since that wrapper compiles nothing in a folder whose path has a space.
set(advice "install libhdf5-openmpi-dev or load a module of parallel HDF5")
set(HDF5_PREFER_PARALLEL TRUE)
find_package(HDF5 QUIET COMPONENTS C HL)
if(HDF5_FOUND)
  if(NOT HDF5_IS_PARALLEL)
    message(FATAL_ERROR "HDF5 without MPI support (found ${HDF5_C_LIBRARIES}); ${advice}")
  endif()
  set(libraries ${HDF5_C_HL_LIBRARIES} ${HDF5_C_LIBRARIES})
  set(hdf5_files ${HDF5_C_LIBRARIES})
else()
  pkg_search_module(HDF5_BY_NAME IMPORTED_TARGET hdf5-openmpi hdf5)
  find_library(HEATREEL_HDF5_HL hdf5_hl HINTS ${HDF5_BY_NAME_LIBRARY_DIRS})
  find_file(HEATREEL_HDF5_CONFIGURATION H5pubconf.h HINTS ${HDF5_BY_NAME_INCLUDE_DIRS})
  if(NOT HDF5_BY_NAME_FOUND OR NOT HEATREEL_HDF5_HL OR NOT HEATREEL_HDF5_CONFIGURATION)
    message(FATAL_ERROR "HDF5 was found neither by h5pcc nor by pkg-config; ${advice}")
  endif()
  file(STRINGS ${HEATREEL_HDF5_CONFIGURATION} parallel REGEX "define H5_HAVE_PARALLEL 1")
  if(NOT parallel)
    message(FATAL_ERROR "HDF5 without MPI support (found ${HEATREEL_HDF5_HL}); ${advice}")
  endif()
  set(HDF5_INCLUDE_DIRS ${HDF5_BY_NAME_INCLUDE_DIRS})
  set(libraries ${HEATREEL_HDF5_HL} PkgConfig::HDF5_BY_NAME)
  set(hdf5_files ${HDF5_BY_NAME_LINK_LIBRARIES})
endif()

# heatreel_mpi_abi(ENTRY FILES OUT): the major versions of the MPI libraries that stand as ENTRY (SONAME, NEEDED) in
# shared libraries. All of Open MPI's libmpi are 40 today, all of MPICH's kin 12, whatever they call them.
function(heatreel_mpi_abi entry files out)
  set(found "")
  foreach(file IN LISTS files)
    if(file MATCHES "\\.so" AND CMAKE_OBJDUMP)
      execute_process(COMMAND ${CMAKE_OBJDUMP} -p ${file} OUTPUT_VARIABLE text ERROR_QUIET)
      string(REGEX MATCHALL "${entry} +libmpi(ch)?(_[a-z_0-9]+)?\\.so\\.[0-9]+" names "${text}")
      list(APPEND found ${names})
    endif()
  endforeach()
  list(TRANSFORM found REPLACE ".*\\." "")
  list(REMOVE_DUPLICATES found)
  set(${out} "${found}" PARENT_SCOPE)
endfunction()

# With two MPIs on a machine, the default HDF5 may belong to the other one: that links, and fails when it runs.
heatreel_mpi_abi(SONAME "${MPI_C_LIBRARIES}" mpi_abi)
heatreel_mpi_abi(NEEDED "${hdf5_files}" hdf5_abi)
if(mpi_abi AND hdf5_abi AND NOT hdf5_abi STREQUAL mpi_abi)
  message(FATAL_ERROR "HDF5 was built with another MPI (${hdf5_files} needs libmpi ${hdf5_abi}, "
                      "${MPI_C_LIBRARIES} is ${mpi_abi}); give HDF5's compiler wrapper of this MPI, such as "
                      "-DHDF5_C_COMPILER_EXECUTABLE=h5pcc.mpich")
endif()

add_library(heatreel_hdf5 INTERFACE)
target_include_directories(heatreel_hdf5 SYSTEM INTERFACE ${HDF5_INCLUDE_DIRS})
target_link_libraries(heatreel_hdf5 INTERFACE ${libraries} MPI::MPI_C)
