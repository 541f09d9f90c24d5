# SPDX-License-Identifier: GPL-3.0-or-later
# Manual pages, made from the program's own --help where help2man is there, and the Debian package (`cpack`).
find_program(HELP2MAN help2man)

# heatreel_manual(NAME OPTION SUMMARY): NAME.1 from what the program prints with OPTION.
function(heatreel_manual name option summary)
  set(page ${PROJECT_BINARY_DIR}/man/${name}.1)
  string(TOUPPER ${name} title)
  add_custom_command(OUTPUT ${page}.gz
    COMMAND ${HELP2MAN} --no-info --no-discard-stderr "--name=${summary}" "--help-option=${option}"
            --version-string=${PROJECT_VERSION} --output=${page} $<TARGET_FILE:heatreel>
    # help2man names a page after the program.
    COMMAND sed -i -e "s/^\\.TH HEATREEL /.TH ${title} /" -e "s/^heatreel \\\\- /${name} \\\\- /" ${page}
    COMMAND gzip --best --no-name --force ${page}
    DEPENDS heatreel VERBATIM)
  set_property(GLOBAL APPEND PROPERTY HEATREEL_MANUAL ${page}.gz)
  install(FILES ${page}.gz DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
endfunction()

if(HELP2MAN AND NOT CMAKE_CROSSCOMPILING)
  heatreel_manual(heatreel --help "sweep a simulation over three parameters and see the result")
  heatreel_manual(heatreel-run "run --help" "sweep a model over three parameters")
  heatreel_manual(heatreel-render "render --help" "draw movies and figures of a sweep")
  heatreel_manual(heatreel-export "export --help" "export a sweep for other programs")
  heatreel_manual(heatreel-explore "explore --help" "make one page of a sweep for any browser")
  heatreel_manual(heatreel-trace "trace --help" "show one cell of a sweep over time")
  heatreel_manual(heatreel-verify "verify --help" "compute cells of a sweep again and compare")
  heatreel_manual(heatreel-info "info --help" "tell what a result file holds")
  heatreel_manual(heatreel-models "models --help" "list the shipped models, or show one")
  get_property(manual GLOBAL PROPERTY HEATREEL_MANUAL)
  add_custom_target(heatreel_manual ALL DEPENDS ${manual})
endif()

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_VENDOR "heatreel")
set(CPACK_PACKAGE_CONTACT "The heatreel developers <heatreel@localhost.invalid>")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS ${CMAKE_RUNTIME_OUTPUT_DIRECTORY}/../lib/heatreel)
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS openmpi-bin)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "sweep a simulation over three parameters and see the result")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION "${CPACK_PACKAGE_DESCRIPTION_SUMMARY}
 heatreel runs a model (text, SBML, or any program) at all points of a grid of
 three parameters, on one machine or by MPI on a cluster, stores every finished
 frame in one netCDF-4 file, and draws the sweep as an H.264 heat-map movie,
 figures, or a page for any browser.")
include(CPack)
