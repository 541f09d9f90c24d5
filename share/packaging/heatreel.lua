-- SPDX-License-Identifier: GPL-3.0-or-later
-- A module for Lmod. `prefix` is where `cmake --install` put heatreel.
help([[Sweeps a simulation over three parameters and shows the result. See: heatreel --help]])
whatis("Name: heatreel")
whatis("Description: three-parameter sweeps by MPI, netCDF-4 files, heat-map movies")

local prefix = "/opt/heatreel"

prepend_path("PATH", pathJoin(prefix, "bin"))
prepend_path("MANPATH", pathJoin(prefix, "share", "man"))
