#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What kind of answer each cell has: stored, told, and true."""
import unittest

import h5py
import numpy as np

from support import EndToEnd

# A damped oscillator x'' = -w²x - 2dx': cycles, slow decay, rest; and few periods where w is small.
MODEL = """\
model focus
time t to 200 step 0.1
state x = 1
state v = 0
parameter w = 1
parameter d = 0
parameter c = 0
rate x = v
rate v = -w^2*x - 2*d*v
"""
REST, CYCLE, FEW, CHANGING = 1, 2, 4, 5


class Focus(EndToEnd):
    def setUp(self):
        super().setUp()
        self.write("focus.model", MODEL)

    def run_sweep(self, *options, ranks=None, output="a.nc"):
        return self.heatreel("run", "--model", "focus.model", "--metric", "x.period", "--no-video",
                             "--output", output, *options, ranks=ranks)


class Verdicts(Focus):
    def test_are_stored_and_told(self):
        done = self.run_sweep("--x", "w=1,1.1", "--y", "d=0,0.01,0.2", "--t", "c=0")
        expected = [[CYCLE, CYCLE], [CHANGING, CHANGING], [REST, REST]]
        self.assertRegex(done.stdout, r"verdicts +2 at rest, 2 periodic, 2 still changing\n")
        self.assertNotIn("too few", done.stdout)
        with h5py.File(self.folder / "a.nc") as file:
            np.testing.assert_array_equal(file["verdict"][0], expected)
            self.assertEqual(file["verdict"].dtype, np.int8)
            meanings = file["verdict"].attrs["flag_meanings"].decode().split()
            self.assertEqual(len(meanings), len(file["verdict"].attrs["flag_values"]))
        self.assertIn("verdicts  2 at rest, 2 periodic, 2 still changing\n",
                      self.heatreel("info", "a.nc").stdout)
        self.assertIn("verdict  periodic (in the file: the same)\n",
                      self.heatreel("trace", "a.nc", "--cell", "1,0,0").stdout)
        self.assertIn("verdict  at_rest\n", self.heatreel("trace", "focus.model", "--set", "d=0.2",
                                                         "--metric", "x.mean").stdout)

    def test_are_the_same_on_any_ranks(self):
        sweep = ["--model", "predator-prey", "--x", "G=50:300:15", "--y", "rec=10:50:13",
                 "--t", "assoc_ddg=-1:1:2", "--metric", "P.period", "--metric", "N.mean",
                 "--t-end", "1500", "--no-video"]
        stored = []
        for ranks in (1, 2, 4):
            self.heatreel("run", *sweep, "--output", f"{ranks}.nc", ranks=ranks)
            with h5py.File(self.folder / f"{ranks}.nc") as file:
                stored.append(file["verdict"][...])
        self.assertGreaterEqual(len(np.unique(stored[0])), 3)
        for verdicts in stored[1:]:
            np.testing.assert_array_equal(verdicts, stored[0])

    def test_a_damaged_verdict_is_found(self):
        self.run_sweep("--x", "w=1,1.1", "--y", "d=0", "--t", "c=0,1")
        with h5py.File(self.folder / "a.nc", "r+") as file:
            file["verdict"][1, 0, 0] = 3
        checked = self.heatreel("info", "a.nc", "--check", code=1)
        self.assertIn("damaged        1 (verdict)\n", checked.stdout)
        self.assertIn("(in the file: irregular)",
                      self.heatreel("trace", "a.nc", "--cell", "0,0,1").stdout)

    def test_too_few_periods_are_counted(self):
        done = self.run_sweep("--x", "w=0.04:0.3:27", "--y", "d=0", "--t", "c=0")
        few = self.arrays("a.nc")["verdict"] == FEW
        self.assertIn(f"{few.sum()} cells: too few periods in the tail;", done.stdout)
        self.assertTrue(3 < few.sum() < 20)
        self.assertTrue(np.isnan(self.arrays("a.nc")["x_period"][few]).all())


if __name__ == "__main__":
    unittest.main()
