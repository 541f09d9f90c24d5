#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""run, open, explore and trace of the Python package."""
import contextlib
import gc
import io
import pathlib
import re
import unittest

from sweeps import PACKAGE, PLANE, SMALL, PackageTest

import numpy as np
import xarray as xr

import heatreel
from heatreel._options import words


class Options(unittest.TestCase):
    def test_kinds_of_values(self):
        for options, expected in [
                ({"t_end": 0.1, "threads": 2, "title": "a b"}, ["--t-end=0.1", "--threads=2", "--title=a b"]),
                ({"strict": True, "resume": False, "overwrite": None, "trust": np.True_}, ["--strict", "--trust"]),
                ({"metric": ["P.mean", "N.mean"]}, ["--metric=P.mean", "--metric=N.mean"]),
                ({"set": {"pol": 4, "k2": "0.5*k1"}}, ["--set=pol=4", "--set=k2=0.5*k1"]),
                ({"x": ("G", [50, 100.5])}, ["--x=G=50,100.5"]),
                ({"x": ("G", np.array([0.1, 1e-300]))}, ["--x=G=0.1,1e-300"]),
                ({"x": {"G": range(3)}}, ["--x=G=0,1,2"]),
                ({"rtol": np.float64(0.1) * 3}, ["--rtol=0.30000000000000004"]),
                ({"range": "-1:1"}, ["--range=-1:1"]),
                ({"output": pathlib.Path("a b.nc")}, ["--output=a b.nc"])]:
            with self.subTest(options=options):
                self.assertEqual(list(words(options)), expected)

    def test_a_value_of_no_kind(self):
        with self.assertRaisesRegex(TypeError, "of type object"):
            list(words({"x": object()}))


class Run(PackageTest):
    def test_dataset(self):
        data = heatreel.run(**SMALL, set={"pol": 4}, output="a.nc", no_video=True)
        self.assertEqual(data.P_amplitude.dims, ("assoc_ddg", "rec", "G"))
        self.assertEqual(data.P_amplitude.attrs["units"], "nM")
        np.testing.assert_allclose(data.G, np.linspace(50, 300, 4), rtol=1e-15)
        self.assertTrue((data.status == 1).all())
        self.assertEqual(data.verdict.attrs["flag_meanings"].split()[1], "at_rest")
        self.assertEqual(self.files(), ["a.nc"])
        self.assertIn("--set pol=4", self.heatreel("info", "a.nc").stdout.replace("set = ", "--set "))

    def test_movies_beside_a_named_file(self):
        heatreel.run(**SMALL, output="a.nc", size="320x240")
        self.assertEqual(self.files(), ["a.P_amplitude.mp4", "a.nc"])

    def test_sweep_file(self):
        self.write("sweep.ini", "model = predator-prey\nx = G=50:300:9\ny = rec=10:50:3\nmetric = P.mean\nt-end = 10\n")
        data = heatreel.run("sweep.ini", x=("G", [60, 70]))
        np.testing.assert_array_equal(data.G, [60, 70])
        self.assertEqual(data.rec.size, 3)

    def test_ranks(self):
        alone, together = heatreel.run(**SMALL), heatreel.run(**SMALL, ranks=2)
        np.testing.assert_array_equal(alone.P_amplitude, together.P_amplitude)

    def test_temporary_file_lives_as_long_as_what_reads_it(self):
        data = heatreel.run(**SMALL)
        path = pathlib.Path(data.encoding["source"])
        frame = data.P_amplitude.isel(assoc_ddg=1)
        expected = heatreel.open(path).P_amplitude.values[1]
        del data
        gc.collect()
        self.assertTrue(path.exists())
        np.testing.assert_array_equal(frame, expected)
        del frame
        gc.collect()
        self.assertFalse(path.parent.exists())

    def test_quiet_unless_somebody_watches(self):
        for quiet, expected in ((None, ""), (True, ""), (False, r"cells +24 \(0 failed\)")):
            shown = io.StringIO()
            with contextlib.redirect_stdout(shown):
                heatreel.run(**SMALL, quiet=quiet)
            self.assertRegex(shown.getvalue(), f"^{expected}")

    def test_same_file_again(self):
        first = heatreel.run(**SMALL, output="a.nc", no_video=True)
        first.P_amplitude[0].load()
        second = heatreel.run(**{**SMALL, "t_end": 50}, output="a.nc", no_video=True, overwrite=True)
        self.assertFalse(np.array_equal(first.P_amplitude, second.P_amplitude))


class Failures(PackageTest):
    def test_usage(self):
        with self.assertRaises(heatreel.UsageError) as caught:
            heatreel.run(**SMALL, foo_bar=3)
        self.assertEqual(str(caught.exception), "unknown option --foo-bar=3 ('heatreel run' does not have it) Try "
                                                "'heatreel run --help'.")
        self.assertEqual(caught.exception.returncode, 2)
        self.assertIsNone(caught.exception.result)

    def test_refused_file_is_no_result(self):
        heatreel.run(**SMALL, output="a.nc", no_video=True)
        with self.assertRaisesRegex(heatreel.UsageError, "a.nc") as caught:
            heatreel.run(**SMALL, output="a.nc", no_video=True)
        self.assertIsNone(caught.exception.result)

    def test_no_program(self):
        with self.assertRaisesRegex(FileNotFoundError, "heatreel: there is no program 'nowhere'"):
            heatreel.run(**SMALL, binary="nowhere")

    def test_failed_cells(self):
        with self.assertRaises(heatreel.CellsFailed) as caught:
            heatreel.run(**SMALL, max_steps=3, strict=True)
        self.assertEqual(caught.exception.returncode, 3)
        self.assertTrue((caught.exception.result.status == 3).all())
        self.assertTrue(caught.exception.result.P_amplitude.isnull().all())

    def test_given_up(self):
        with self.assertRaises(heatreel.Error) as caught:
            heatreel.run(**SMALL, max_steps=3, max_failed=2)
        self.assertIs(type(caught.exception), heatreel.Error)
        self.assertEqual(caught.exception.returncode, 1)
        self.assertIn("max-failed", str(caught.exception))

    def test_nothing_for_a_dry_run(self):
        with self.assertRaisesRegex(ValueError, "dry_run"):
            heatreel.run(**SMALL, dry_run=True)


class Trace(PackageTest):
    def test_model(self):
        table = heatreel.trace("predator-prey", set={"G": 150}, t_end=10, points=6)
        self.assertEqual(table.index.name, "time")
        self.assertEqual(list(table.index), [0, 2, 4, 6, 8, 10])
        self.assertEqual(list(table.columns[:2]), ["N", "P"])

    def test_cell_of_a_dataset(self):
        data = heatreel.run(**{**SMALL, "metric": "P.final"}, dtype="float64")
        by_index = heatreel.trace(data, cell=(1, 2, 0), points=3)
        by_value = heatreel.trace(data, at={"G": 130, "rec": 50, "assoc_ddg": -1}, points=3)
        self.assertTrue(by_index.equals(by_value))
        self.assertAlmostEqual(by_index.P.iloc[-1], float(data.P_final[0, 2, 1]), delta=1e-12)

    def test_failed_simulation(self):
        self.write("plane.model", PLANE)
        with self.assertRaises(heatreel.CellsFailed) as caught:
            heatreel.trace("plane.model", set={"a": 10}, points=3)
        self.assertTrue(caught.exception.result.x.isnull().any())

    def test_dataset_without_a_file(self):
        with self.assertRaisesRegex(ValueError, "not that of a result file"):
            heatreel.trace(xr.Dataset(), cell=(0, 0, 0))


class Open(PackageTest):
    def test_times_stay_numbers(self):
        self.write("plane.model", PLANE)
        data = heatreel.run(model="plane.model", x=("b", [0, 1]), y=("c", [9, 10]), t=("a", [1, 2.5]), metric="x.final")
        self.assertEqual(data.a.attrs["units"], "days")
        self.assertAlmostEqual(float(data.x_final.sel(a=2.5, b=1, c=9)), 12.5, places=5)

    def test_version(self):
        version = self.heatreel("--version").stdout.split()[1]
        self.assertEqual(re.search(r'^version = "(.*)"', (PACKAGE / "pyproject.toml").read_text(), re.M)[1], version)


if __name__ == "__main__":
    unittest.main()
