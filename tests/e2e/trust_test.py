#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""How far cells are trusted: --trust, limits of a cell, and the same numbers on any ranks."""
import unittest

import numpy

from support import EndToEnd

# Cells that run through cycles for long enough to be stopped early, and others that rest.
CYCLES = ["run", "--model", "brusselator", "--x", "A=0.5:1.5:9", "--y", "B=1:4:9",
          "--t", "X_0=1,2", "--t-end", "1500", "--tail", "10%", "--metric", "X.amplitude",
          "--metric", "X.period", "--dtype", "float64"]

# x(t) = a/(1 - a t) explodes for a = 1 at t = 1; where b = 1, x turns fast forever.
MIXED_MODEL = """\
model mixed
time t to 2 step 0.01
state x = 0
state u = 1
state v = 0
parameter a = 0
parameter b = 0
parameter c = 0
rate x = (x + a)^2*a
rate u = 1e9*b*v
rate v = -1e9*b*u
"""


class Trust(EndToEnd):
    def test_differences_are_stored_and_judged(self):
        strict = ["--x", "A=0.8:1.2:3", "--y", "B=2.5:3.5:3", "--rtol", "1e-3",
                  "--trust-tolerance", "1e-9", "--size", "320x240"]
        done = self.heatreel(*CYCLES[:3], "--t", "X_0=1", "--t-end", "100",
                             "--metric", "X.amplitude", "--metric", "X.mean", "--trust", *strict,
                             "--output", "a.nc")
        self.assertRegex(done.stdout, r"0 failed; 9 untrusted")
        arrays = self.arrays("a.nc")
        self.assertTrue((arrays["status"] == 6).all())
        for name in ("X_amplitude", "X_mean"):
            self.assertTrue(numpy.isfinite(arrays[name]).all())
            error = arrays[name + "_error"]
            self.assertTrue(((error > 0) & (error < 0.1)).all(), error)
        self.assertEqual([name for name in self.files() if name.endswith(".png")],
                         ["a.X_amplitude.png", "a.X_mean.png"])
        self.assertIn("estimated error of amplitude of X", self.heatreel("info", "a.nc").stdout)
        self.assertIn("untrusted", self.heatreel("info", "a.nc").stdout)
        self.heatreel("render", "a.nc", "--metric", "X.amplitude_error", code=2)

    def test_cells_are_untrusted_where_solutions_differ(self):
        self.heatreel(*CYCLES, "--trust", "--no-video", "--output", "a.nc")
        arrays = self.arrays("a.nc")
        differs = numpy.zeros(arrays["status"].shape, dtype=bool)
        for name in ("X_amplitude", "X_period"):
            value, error = arrays[name], arrays[name + "_error"]
            near = error <= 1e-3 * numpy.maximum(abs(value), 1e-9 / 1e-6)
            differs |= ~(near | (numpy.isnan(value) & numpy.isnan(error)))
        numpy.testing.assert_array_equal(arrays["status"], numpy.where(differs, 6, 1))
        # Only oscillations that have almost died away are hard.
        self.assertLess(differs.mean(), 0.1)
        self.assertLess(numpy.nanmax(arrays["X_amplitude_error"]), 1e-3)

    def test_kinds_of_failure_are_told_apart(self):
        self.write("mixed.model", MIXED_MODEL)
        common = ["run", "--model", "mixed.model", "--x", "a=0,1", "--y", "b=0,1", "--t", "c=0",
                  "--metric", "x.max", "--integrator", "dopri5", "--no-video"]
        self.heatreel(*common, "--max-steps", "1000", "--output", "steps.nc")
        self.heatreel(*common, "--max-steps", "2000000000", "--cell-timeout", "0.2",
                      "--output", "time.nc")
        for name, status in (("steps.nc", 3), ("time.nc", 4)):
            arrays = self.arrays(name)
            numpy.testing.assert_array_equal(arrays["status"][0, 0], [1, 2])
            self.assertEqual(arrays["status"][0, 1, 0], status)
            self.assertTrue(numpy.isnan(arrays["x_max"][arrays["status"] > 1]).all())
            self.assertEqual(arrays["x_max"][0, 0, 0], 0.0)


class Reproducible(EndToEnd):
    def test_ranks_and_threads_change_no_bit(self):
        self.heatreel(*CYCLES, "--no-video", "--output", "a.nc", ranks=1)
        one = self.arrays("a.nc")
        self.heatreel(*CYCLES, "--no-video", "--no-early-stop", "--output", "b.nc")
        whole = self.arrays("b.nc")
        self.assertTrue((one["X_amplitude"] != whole["X_amplitude"]).any())  # some stopped early
        numpy.testing.assert_allclose(one["X_amplitude"], whole["X_amplitude"], 1e-4, 1e-4)
        for ranks, threads in ((1, 2), (2, 1), (2, 2), (4, 1), (4, 2)):
            with self.subTest(ranks=ranks, threads=threads):
                self.heatreel(*CYCLES, "--no-video", "--output", "c.nc", "--overwrite",
                              "--threads", threads, ranks=ranks)
                self.assert_same_bits(one, self.arrays("c.nc"))


if __name__ == "__main__":
    unittest.main()
