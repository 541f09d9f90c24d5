#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The package is installed by pip without a network, and its types are right."""
import importlib.util
import os
import shutil
import subprocess
import sys
import unittest

from sweeps import PACKAGE, PackageTest

has_pip = all(importlib.util.find_spec(name) for name in ("pip", "setuptools"))

CLIENT = """\
import heatreel
import pandas
import xarray
data: xarray.Dataset = heatreel.run(model="m", x=("G", [1.0]), ranks=2, t_end=1)
table: pandas.DataFrame = heatreel.trace(data, cell=(1, 2, 3))
page: heatreel.Page = heatreel.explore("a.nc", every=2)
page.save(4)  # wrong
"""


class Package(PackageTest):
    @unittest.skipUnless(has_pip, "there is no pip with setuptools")
    def test_pip_installs_it(self):
        shutil.copytree(PACKAGE, self.folder / "python")  # setuptools builds in its source's folder
        self.tool(sys.executable, "-m", "pip", "install", "--quiet", "--no-build-isolation", "--no-deps", "--no-index",
                  "--target", "installed", "./python")
        names = {path.name for path in (self.folder / "installed/heatreel").iterdir()}
        self.assertLessEqual({"__init__.py", "_commands.py", "py.typed"}, names)
        there = subprocess.run([sys.executable, "-c", "import heatreel; print(heatreel.__file__, heatreel.run.__name__)"],
                               env={**os.environ, "PYTHONPATH": "installed"}, capture_output=True, text=True, check=True)
        self.assertIn("installed/heatreel/__init__.py run", there.stdout)

    @unittest.skipUnless(shutil.which("mypy"), "there is no mypy")
    def test_types(self):
        (self.folder / "client.py").write_text(CLIENT)
        done = subprocess.run(["mypy", "--config-file", PACKAGE / "pyproject.toml", "--cache-dir", self.folder / "cache",
                               "--python-executable", sys.executable, "--strict", PACKAGE / "src/heatreel", "client.py"],
                              env={**os.environ, "MYPYPATH": str(PACKAGE / "src")}, capture_output=True, text=True, check=False)
        errors = [line for line in done.stdout.splitlines() if ": error:" in line]
        self.assertEqual(len(errors), 1, done.stdout + done.stderr)
        self.assertIn('client.py:7: error: Argument 1 to "save"', errors[0])


if __name__ == "__main__":
    unittest.main()
