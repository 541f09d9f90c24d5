# SPDX-License-Identifier: GPL-3.0-or-later
find_package(GTest REQUIRED)
include(GoogleTest)

# Compiling the tests is most of a build: they share GoogleTest's headers as they were read once, and
# are not optimised.
add_library(heatreel_mpi_main OBJECT ${PROJECT_SOURCE_DIR}/tests/support/mpi_main.cpp)
target_link_libraries(heatreel_mpi_main PRIVATE heatreel::comm GTest::gmock MPI::MPI_C)
target_precompile_headers(heatreel_mpi_main PRIVATE <gmock/gmock.h> <gtest/gtest.h>)
target_compile_options(heatreel_mpi_main PRIVATE -O0)

# heatreel_test(MODULE [RANKS n...] [SOURCES s...] [LIBRARIES l...]): one test binary from
# tests/MODULE/*_test.cpp and sources.
# With RANKS the same binary runs under mpirun at each of these rank counts, with tests/support/mpi_main.cpp.
function(heatreel_test module)
  cmake_parse_arguments(ARG "" "" "RANKS;SOURCES;LIBRARIES" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/${module}/*_test.cpp)
  if(NOT sources)
    return()
  endif()
  set(target ${module}_test)
  add_executable(${target} ${sources} ${ARG_SOURCES})
  target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR}/tests)
  target_link_libraries(${target} PRIVATE heatreel::${module} ${ARG_LIBRARIES} GTest::gmock)
  target_compile_definitions(${target} PRIVATE HEATREEL_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  target_compile_options(${target} PRIVATE -O0)
  target_precompile_headers(${target} REUSE_FROM heatreel_mpi_main)
  if(NOT ARG_RANKS)
    target_link_libraries(${target} PRIVATE GTest::gtest_main)
    if(HEATREEL_SANITIZE)
      # All in one process: there, starting it takes longer than most tests.
      add_test(NAME ${module}.all COMMAND ${target} --gtest_brief=1)
      set_tests_properties(${module}.all PROPERTIES TIMEOUT 3600)
    else()
      gtest_discover_tests(${target} TEST_PREFIX ${module}. DISCOVERY_TIMEOUT 300)
    endif()
    return()
  endif()
  target_link_libraries(${target} PRIVATE heatreel_mpi_main heatreel::comm GTest::gtest MPI::MPI_C)
  foreach(ranks IN LISTS ARG_RANKS)
    add_test(NAME ${module}.mpi_${ranks}
             COMMAND ${MPIEXEC_EXECUTABLE} -n ${ranks} $<TARGET_FILE:${target}>)
    set_tests_properties(${module}.mpi_${ranks} PROPERTIES
      PROCESSORS ${ranks}
      # Open MPI keeps allocations of its own until exit, so leaks are not looked for under it.
      ENVIRONMENT "MPIEXEC_TIMEOUT=600;OMPI_ALLOW_RUN_AS_ROOT=1;OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1;OMPI_MCA_rmaps_base_oversubscribe=1;PRTE_MCA_rmaps_default_mapping_policy=:oversubscribe;ASAN_OPTIONS=detect_leaks=0")
  endforeach()
endfunction()

# heatreel_python_tests(LABEL l PROCESSORS n [ENVIRONMENT v=x...]): each *_test.py of the current
# folder as the test LABEL.NAME of the built program. Each command in it has a time limit of its own
# (HANG_SECONDS in tests/e2e/support.py).
function(heatreel_python_tests)
  cmake_parse_arguments(ARG "" "LABEL;PROCESSORS" "ENVIRONMENT" ${ARGN})
  file(GLOB tests CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*_test.py)
  foreach(test IN LISTS tests)
    get_filename_component(name ${test} NAME_WE)
    string(REGEX REPLACE "_test$" "" name ${name})
    add_test(NAME ${ARG_LABEL}.${name} COMMAND ${HEATREEL_PYTHON} ${test})
    set_tests_properties(${ARG_LABEL}.${name} PROPERTIES
      LABELS ${ARG_LABEL}
      PROCESSORS ${ARG_PROCESSORS}
      TIMEOUT 3600
      ENVIRONMENT "HEATREEL=$<TARGET_FILE:heatreel>;HEATREEL_MPIEXEC=${MPIEXEC_EXECUTABLE};PYTHONDONTWRITEBYTECODE=1;${ARG_ENVIRONMENT}")
  endforeach()
endfunction()
