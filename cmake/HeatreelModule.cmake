# SPDX-License-Identifier: GPL-3.0-or-later

# What every target of the project is compiled with.
add_library(heatreel_flags INTERFACE)
target_compile_features(heatreel_flags INTERFACE cxx_std_20)
target_compile_options(heatreel_flags INTERFACE -Wall -Wextra -Werror
  # False alarms on std::string in g++ 12 (GCC bug 105651); clang-tidy does not know that warning.
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict;-Wno-unknown-warning-option>
  # No contraction behind our back: which operations are fused is decided by the program, so that
  # numbers do not depend on the compiler's mood.
  -ffp-contract=off)
target_include_directories(heatreel_flags INTERFACE ${PROJECT_SOURCE_DIR}/include)
target_compile_definitions(heatreel_flags INTERFACE $<$<CONFIG:Debug>:HEATREEL_DEBUG_CONTRACTS>
  # mpi.h without MPI's abandoned C++ bindings, which would want a library of their own.
  OMPI_SKIP_MPICXX MPICH_SKIP_MPICXX)
if(HEATREEL_SANITIZE)
  # The sanitizers' own code makes g++ warn of uninitialised members where there are none.
  target_compile_options(heatreel_flags INTERFACE -fsanitize=address,undefined -fno-sanitize-recover=undefined
                         -fno-omit-frame-pointer -Wno-maybe-uninitialized)
  target_link_options(heatreel_flags INTERFACE -fsanitize=address,undefined)
endif()

# Lets a module read the headers that most files include once for all modules, which saves a sixth
# of the time of compiling. Only where the sanitizers make that long: the other builds notice a
# missing #include.
function(heatreel_share_headers target)
  if(NOT HEATREEL_SANITIZE)
    return()
  endif()
  if(target STREQUAL heatreel_base)
    target_precompile_headers(${target} PRIVATE <fmt/format.h> <algorithm> <array> <cmath> <cstdint> <filesystem>
      <fstream> <functional> <map> <memory> <optional> <span> <string> <thread> <utility> <variant> <vector>)
  else()
    target_precompile_headers(${target} REUSE_FROM heatreel_base)
  endif()
endfunction()

# heatreel_module(NAME MODULES m... LIBRARIES l...): one folder, one namespace, one library.
# MODULES is the module's row in the layer table of docs/architecture.md: what it may include.
function(heatreel_module name)
  cmake_parse_arguments(ARG "" "" "MODULES;LIBRARIES" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/${name}/*.cpp)
  add_library(heatreel_${name} STATIC ${sources})
  add_library(heatreel::${name} ALIAS heatreel_${name})
  list(TRANSFORM ARG_MODULES PREPEND heatreel_)
  target_link_libraries(heatreel_${name} PUBLIC heatreel_flags ${ARG_MODULES} PRIVATE ${ARG_LIBRARIES})
  set_target_properties(heatreel_${name} PROPERTIES POSITION_INDEPENDENT_CODE ON)
  heatreel_share_headers(heatreel_${name})
endfunction()

# Sets library_folder to the folder of libraries as it is seen from the program.
macro(heatreel_find_library_folder)
  cmake_path(ABSOLUTE_PATH CMAKE_INSTALL_BINDIR BASE_DIRECTORY /prefix OUTPUT_VARIABLE program_folder)
  cmake_path(ABSOLUTE_PATH CMAKE_INSTALL_LIBDIR BASE_DIRECTORY /prefix OUTPUT_VARIABLE library_folder)
  cmake_path(RELATIVE_PATH library_folder BASE_DIRECTORY ${program_folder})
endmacro()

# heatreel_loaded_library(NAME MODULE): the module NAME as a library that the program loads when it needs it
# (see base/loaded_library.hpp), libheatreel_NAME.so. It exports heatreel_NAME_library alone. MODULE loads it,
# by the file's name in HEATREEL_NAME_LIBRARY. The path from the program to it is the same in the build folder
# and where both are installed.
function(heatreel_loaded_library name module)
  heatreel_find_library_folder()
  set(HEATREEL_LIBRARY_FOLDER ${library_folder}/heatreel PARENT_SCOPE)

  set(target heatreel_${name}_library)
  set(exports ${PROJECT_BINARY_DIR}/generated/${target}.map)
  file(CONFIGURE OUTPUT ${exports} CONTENT "{ global: @target@; local: *; };\n" @ONLY)
  add_library(${target} MODULE $<TARGET_OBJECTS:heatreel_${name}>)
  target_link_libraries(${target} PRIVATE heatreel_${name})
  set_target_properties(${target} PROPERTIES
    OUTPUT_NAME heatreel_${name}
    LIBRARY_OUTPUT_DIRECTORY ${CMAKE_RUNTIME_OUTPUT_DIRECTORY}/${library_folder}/heatreel
    LINK_DEPENDS ${exports})
  target_link_options(${target} PRIVATE -Wl,--as-needed -Wl,--version-script=${exports})
  install(TARGETS ${target} LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}/heatreel)
  string(TOUPPER ${name} upper)
  target_compile_definitions(heatreel_${module} PRIVATE HEATREEL_${upper}_LIBRARY="$<TARGET_FILE_NAME:${target}>")
endfunction()

# heatreel_helper_program(NAME MODULE): src/MODULE/NAME/main.cpp as the program heatreel_NAME beside the libraries above.
# MODULE starts it, by the path from the program to it in HEATREEL_NAME. It links nothing, so that it starts at once.
function(heatreel_helper_program name module)
  heatreel_find_library_folder()
  set(target heatreel_${name})
  add_executable(${target} ${PROJECT_SOURCE_DIR}/src/${module}/${name}/main.cpp)
  target_link_libraries(${target} PRIVATE heatreel_flags)
  target_link_options(${target} PRIVATE -static-libstdc++ -static-libgcc)
  set_target_properties(${target} PROPERTIES
    RUNTIME_OUTPUT_DIRECTORY ${CMAKE_RUNTIME_OUTPUT_DIRECTORY}/${library_folder}/heatreel)
  install(TARGETS ${target} RUNTIME DESTINATION ${CMAKE_INSTALL_LIBDIR}/heatreel)
  string(TOUPPER ${name} upper)
  target_compile_definitions(heatreel_${module} PRIVATE
    HEATREEL_${upper}="${library_folder}/heatreel/$<TARGET_FILE_NAME:${target}>")
  add_dependencies(heatreel_${module} ${target})
endfunction()
