# SPDX-License-Identifier: GPL-3.0-or-later
"""heatreel for Spack."""
from spack.package import *


class Heatreel(CMakePackage):
    """Sweep a simulation over three parameters by MPI, store each frame as netCDF-4, and see the
    result as an H.264 heat-map movie."""

    license("GPL-3.0-or-later")

    version("main", branch="main")

    variant("jit", default=False, description="Run models as machine code on x86-64 (needs AsmJit)")

    depends_on("c", type="build")
    depends_on("cxx", type="build")
    depends_on("cmake@3.22:", type="build")
    depends_on("pkgconfig", type="build")
    depends_on("mpi@3:")
    depends_on("hdf5@1.10: +mpi +hl")
    depends_on("boost@1.74: +program_options")
    depends_on("fmt")
    depends_on("zlib-api")
    depends_on("cairo +ft +fc")
    depends_on("freetype")
    depends_on("fontconfig")
    depends_on("libx264")
    depends_on("ffmpeg +libx264")
    depends_on("libwebp +libwebpmux")
    depends_on("highway")
    depends_on("fftw")
    depends_on("libsbml")
    depends_on("rapidjson")
    depends_on("asmjit", when="+jit")

    def cmake_args(self):
        return [self.define("HEATREEL_BUILD_TESTS", False),
                self.define_from_variant("HEATREEL_JIT", "jit")]
