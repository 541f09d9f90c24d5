# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of the Python package share: the package of this tree, and sweeps."""
import os
import pathlib
import sys

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
PACKAGE = REPOSITORY / "python"
sys.path[:0] = [str(PACKAGE / "src"), str(REPOSITORY / "tests/e2e")]

from support import EndToEnd, MPI_ENVIRONMENT, PLANE_MODEL  # noqa: E402

os.environ.update(MPI_ENVIRONMENT)

# 24 cells in a few milliseconds.
SMALL = {"model": "predator-prey", "x": "G=50:300:4", "y": "rec=10:50:3", "t": "assoc_ddg=-1:1:2",
         "metric": "P.amplitude", "t_end": 100}

# Minutes.
LONG = {**SMALL, "x": "G=50:300:40", "y": "rec=10:50:40", "t": "assoc_ddg=-1:1:40", "t_end": 1000000,
        "no_early_stop": True}

# With a unit that xarray would take for a time.
PLANE = PLANE_MODEL.replace("a = 0 [m]", "a = 0 [days]")


class PackageTest(EndToEnd):
    """In a folder of its own, which is also the current one."""

    def setUp(self):
        super().setUp()
        here = os.getcwd()
        self.addCleanup(os.chdir, here)
        os.chdir(self.folder)
