#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What kind of answer each cell has: stored, told, and true."""
import re
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

    def test_a_damaged_verdict_is_found(self):
        self.run_sweep("--x", "w=1,1.1", "--y", "d=0", "--t", "c=0,1")
        with h5py.File(self.folder / "a.nc", "r+") as file:
            file["verdict"][1, 0, 0] = 3
        checked = self.heatreel("info", "a.nc", "--check", code=1)
        self.assertIn("damaged        1 (verdict)\n", checked.stdout)
        self.assertIn("(in the file: irregular)",
                      self.heatreel("trace", "a.nc", "--cell", "0,0,1").stdout)

    def test_the_proposed_time_is_long_enough(self):
        axes = ("--x", "w=0.04:0.3:27", "--y", "d=0", "--t", "c=0")
        done = self.run_sweep(*axes)
        few = self.arrays("a.nc")["verdict"] == FEW
        proposal = re.search(r"(\d+) cells: too few periods in the tail; --t-end (\S+) would do"
                             r"( for all but (\d+),)?", done.stdout)
        self.assertEqual(int(proposal[1]), few.sum())
        unknown = int(proposal[4] or 0)
        self.assertLess(unknown, few.sum())
        self.run_sweep(*axes, "--t-end", proposal[2], output="b.nc")
        self.assertLessEqual((self.arrays("b.nc")["verdict"] == FEW).sum(), unknown)


if __name__ == "__main__":
    unittest.main()
