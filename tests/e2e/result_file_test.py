#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The result file of a run, opened by its users' programs: xarray, ncdump, heatreel info."""
import re
import unittest
import zlib

import numpy as np
import xarray as xr

from support import PLANE_MODEL, EndToEnd, messages

# x(1) = a + 10 b, a number where a <= c: of 4 x 3 cells a frame, the last column fails in frame 0.
PLANE_SWEEP = ("--model", "plane.model", "--x", "a=0:3:4", "--y", "b=0:2:3", "--t", "c=2.5,3.5",
               "--metric", "x.final", "--metric", "x.period", "--no-video", "--output", "plane.nc")
PLANE = np.arange(4) + 10 * np.arange(3)[:, None]


class ResultFile(EndToEnd):
    def setUp(self):
        super().setUp()
        self.write("plane.model", PLANE_MODEL)
        done = self.heatreel("run", *PLANE_SWEEP)
        self.assertIn("24 (3 failed: 3 not finite)", done.stdout)

    def expected(self):
        values = np.array([PLANE, PLANE], dtype=np.float32)
        values[0, :, 3] = np.nan
        return values

    def test_xarray(self):
        for engine in ("netcdf4", "h5netcdf"):
            with self.subTest(engine=engine), \
                    xr.open_dataset(self.folder / "plane.nc", engine=engine) as data:
                final = data["x_final"]
                self.assertEqual(final.dims, ("c", "b", "a"))
                self.assertEqual(final.dtype, np.float32)
                np.testing.assert_array_equal(final.values, self.expected())
                self.assertEqual(final.attrs["units"], "m")
                self.assertEqual(data["x_period"].attrs["units"], "s")
                self.assertIn("height", final.attrs["long_name"])
                for name, values, text in (("a", [0, 1, 2, 3], "east"), ("b", [0, 1, 2], "north"),
                                           ("c", [2.5, 3.5], "border")):
                    np.testing.assert_array_equal(data[name].values, values)
                    self.assertEqual(data[name].attrs["units"], "m")
                    self.assertEqual(data[name].attrs["long_name"], text)
                cell = final.sel(a=1.8, b=1.1, c=3.0, method="nearest")
                self.assertEqual(float(cell), 12.0)

                np.testing.assert_array_equal(data["status"].values,
                                              np.where(np.isnan(self.expected()), 2, 1))
                meanings = data["status"].attrs["flag_meanings"].split()
                self.assertEqual(meanings[1:3], ["ok", "not_finite"])
                np.testing.assert_array_equal(data["committed"].values, [1, 1])
                self.assertEqual(data.attrs["Conventions"], "CF-1.10")
                self.assertEqual(data.attrs["title"], "A plane")
                self.assertIn("heatreel", data.attrs["source"])
                self.assertIn("heatreel run", data.attrs["history"])

    def test_metrics_of_expressions(self):
        self.heatreel("run", *PLANE_SWEEP[:8], "--metric", "x+a.max", "--metric", "x*b.final",
                      "--metric", "x.time_above:0.5", "--metric", "x.peaks", "--metric", "x.std",
                      "--no-video", "--output", "more.nc")
        with xr.open_dataset(self.folder / "more.nc") as data:
            a, b = np.meshgrid(np.arange(3), np.arange(3))
            x = (a + 10 * b).astype(float)
            for name, expected, unit, words in (
                    ("x_plus_a_max", x + a, "m", "maximum of x+a"),
                    ("x_times_b_final", x * b, "", "final value of x*b"),
                    # x(t) = x(1) t; the tail begins at 0.7.
                    ("x_time_above_0p5", np.where(x < 0.5, 0, np.minimum(0.3, 1 - 0.5 / (x + 1e-9))),
                     "s", "time that x is above 0.5 m"),
                    ("x_peaks", 0 * x, "1", "number of maxima of x"),
                    ("x_std", 0.3 * x / np.sqrt(12), "m", "standard deviation of x")):
                with self.subTest(name=name):
                    np.testing.assert_allclose(data[name].values[0, :, :3], expected, rtol=1e-6,
                                               atol=1e-6)
                    self.assertEqual(data[name].attrs.get("units", ""), unit)
                    self.assertTrue(data[name].attrs["long_name"].startswith(words))

    def test_ranges_and_checksums(self):
        stored = self.arrays("plane.nc")
        np.testing.assert_array_equal(stored["frame_range/x_final"], [[0, 22], [0, 23]])
        self.assertTrue(np.isnan(stored["frame_range/x_period"]).all())
        for name in ("x_final", "x_period", "status"):
            for frame in range(2):
                self.assertEqual(stored[f"frame_crc/{name}"][frame],
                                 zlib.crc32(stored[name][frame].tobytes()))

    def test_ncdump(self):
        header = self.tool("ncdump", "-h", "plane.nc").decode()
        for line in ("c = 2 ;", "b = 3 ;", "a = 4 ;", "double a(a) ;", "float x_final(c, b, a) ;",
                     "x_final:_FillValue = NaNf ;", 'x_final:units = "m" ;',
                     "byte status(c, b, a) ;", "byte committed(c) ;", "group: provenance {"):
            self.assertIn(line, header)
        self.assertNotIn("phony", header)

    def test_info(self):
        text = self.heatreel("info", "plane.nc").stdout
        for words in (r"title +A plane", r"x +a = 0 \.\.\. 3 m, 4 points \(east\)",
                      r"y +b = 0 \.\.\. 2 m, 3 points \(north\)",
                      r"t +c = 2\.5 \.\.\. 3\.5 m, 2 points from a list \(border\)",
                      r"x_final \[m\]: 0 \.\.\. 23", r"x_period \[s\]: no finite value",
                      r"2 of 2 frames committed, run finished", r"model = plane",
                      r"x = a=0:3:4", r"rate x = a \+ 10\*b", r"heatreel_version = \d",
                      r"git_revision = \w", r"mpi_version = \S.*\d", r"hdf5_version = 1\.\d+",
                      r"x264_version = 0\.\d+", r"ranks = 1", r"hosts = \S", r"restarts = 0",
                      r"started = 20\d\d-\d\d-\d\dT", r"finished = 20\d\d-\d\d-\d\dT"):
            self.assertRegex(text, re.compile(words, re.MULTILINE))

    def test_the_file_repeats_itself(self):
        """The configuration and the model that the file holds make the same numbers again."""
        with xr.open_dataset(self.folder / "plane.nc", group="provenance", engine="h5netcdf") as p:
            texts = {name: p[name].values[()] for name in ("configuration", "model")}
        decoded = {name: text.decode() if isinstance(text, bytes) else str(text)
                   for name, text in texts.items()}
        before = self.arrays("plane.nc")
        self.write("again.model", decoded["model"])
        self.write("again.ini", decoded["configuration"].replace("model = plane",
                                                                 "model = again.model"))
        self.heatreel("run", "again.ini", "--no-video")
        self.assert_same_bits(before, self.arrays("again.nc"))


class FailedCells(EndToEnd):
    def test_cells_that_blow_up(self):
        """dx/dt = a x^2 - b x^2 reaches infinity before t = 2 where a > b."""
        self.write("blow.model", "model blow\ntime t to 2 step 0.01\nstate x = 1\n"
                   "parameter a = 1\nparameter b = 1\nparameter c = 1\n"
                   "rate x = a*x*x - b*x*x\n")
        sweep = ("--model", "blow.model", "--x", "a=0:4:5", "--y", "b=0:4:5", "--t", "c=1:7:7",
                 "--metric", "x.final", "--metric", "x.max", "--size", "320x240")
        fails = np.arange(5) > np.arange(5)[:, None]  # [b, a]
        for name, ranks in (("serial", None), ("two", 2)):
            with self.subTest(ranks=ranks):
                done = self.heatreel("run", *sweep, "--output", f"{name}.nc", ranks=ranks)
                self.assertRegex(done.stdout, r"cells +175 \(70 failed: 70 not finite\)")
                self.assertEqual(done.stdout.splitlines()[-1],
                                 "marked      70 of 175 cells: 70 not finite")
                self.assertEqual(done.stderr, "")
                stored = self.arrays(f"{name}.nc")
                for frame in range(7):
                    np.testing.assert_array_equal(stored["status"][frame], np.where(fails, 2, 1))
                    for metric in ("x_final", "x_max"):
                        np.testing.assert_array_equal(np.isnan(stored[metric][frame]), fails)
                self.assertTrue((stored["committed"] == 1).all())
                self.assertIn(f"{name}.x_final.mp4", self.files())
        self.assert_same_bits(self.arrays("serial.nc"), self.arrays("two.nc"))

    def test_strict_tells_by_the_exit_code(self):
        """Also when nothing is printed, and when an earlier run has done all."""
        self.write("plane.model", PLANE_MODEL)
        sweep = ("--model", "plane.model", "--x", "a=0:3:4", "--y", "b=0,1", "--metric", "x.final",
                 "--no-video", "--output", "plane.nc", "--quiet", "--strict")
        marked = ("--t", "c=2.5,3.5")
        for ranks, how in ((None, "--overwrite"), (None, "--resume"), (2, "--overwrite")):
            with self.subTest(ranks=ranks, how=how):
                done = self.heatreel("run", *sweep, *marked, how, ranks=ranks, code=3)
                self.assertEqual(done.stdout, "")
                self.assertEqual(messages(done.stderr), [])
        self.heatreel("run", *sweep, "--t", "c=4,5", "--overwrite")

    def test_no_cell_succeeds(self):
        self.write("none.model", "model none\ntime t to 1 step 0.1\nstate x = 1\nparameter a = 1\n"
                   "parameter b = 1\nparameter c = 1\nrate x = log(-a)\n")
        self.heatreel("run", "--model", "none.model", "--x", "a=1:2:2", "--y", "b=1:2:2", "--t",
                      "c=1:2:2", "--metric", "x.mean", "--size", "320x240")
        self.assertEqual(self.files(), ["none.model", "none.nc", "none.x_mean.mp4"])
        self.assertIn("no finite value", self.heatreel("info", "none.nc").stdout)


if __name__ == "__main__":
    unittest.main()
