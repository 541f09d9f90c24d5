#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Numbers that are not defined, and numbers that the file's type cannot hold: they cost no other
number, and are said at the end."""
import unittest

import h5py
import numpy as np

from support import EndToEnd

# x stays 0, so that a metric of an expression is the expression's value.
FLAT_MODEL = """\
model flat
time t to 1 step 0.5
state x = 0
parameter a = 0
parameter b = 0
parameter c = 0
rate x = 0
"""
SMALL = ("--size", "320x240", "--preset", "ultrafast")


class LostNumbers(EndToEnd):
    def setUp(self):
        super().setUp()
        self.write("flat.model", FLAT_MODEL)

    def sweep(self, *arguments, axes=("c=0:0.9:10", "b=0:8:9", "a=0"), **options):
        """Standard output of a sweep of 90 cells."""
        x, y, t = axes
        return self.heatreel("run", "--model", "flat.model", "--x", x, "--y", y, "--t", t,
                             "--output", "flat.nc", *arguments, **options).stdout


class Exponents(LostNumbers):
    def said(self, iterations, *options):
        return self.heatreel(
            "run", "--model", "henon", "--x", "a=1.2,1.4", "--y", "b=0.3", "--t", "x(0)=0.1", "--no-video",
            "--t-end", iterations, "--metric", "lyapunov", "--metric", "lyapunov_spread", "--output", "henon.nc",
            "--overwrite", *options).stdout

    def test_it_is_said_where_they_have_not_converged(self):
        self.assertIn("lyapunov: not converged in 2 of 2 cells (lyapunov_spread is above 2 % of the largest "
                      "exponent); a longer tail helps\n", self.said(1000))
        self.assertNotIn("not converged", self.said(1000000))


class Undefined(LostNumbers):
    def check(self, *options):
        said = self.sweep("--metric", "sqrt(0.5-c).final", "--metric", "c.final", "--metric",
                          "x.period", "--no-video", *options)
        stored = self.arrays("flat.nc")
        beyond = np.broadcast_to(stored["c"] > 0.5, stored["status"].shape)
        self.assertTrue((stored["status"] == 1).all())
        np.testing.assert_array_equal(np.isnan(stored["sqrt_0p5_minus_c_final"]), beyond)
        np.testing.assert_array_equal(stored["c_final"][0, 0], stored["c"].astype(np.float32))
        self.assertIn("\n            sqrt(0.5-c).final: 36 of 90 cells have no value\n", said)
        self.assertIn("cells       90 (0 failed)\n", said)
        self.assertNotIn("period", said, "a period is missing as a matter of course")

    def test_a_metric_is_missing_in_itself(self):
        self.check()

    def test_also_with_a_fixed_step(self):
        self.check("--dt", 0.5)

    def test_it_is_counted_on_all_ranks(self):
        said = self.sweep("--metric", "1/(c-0.4).mean", "--no-video", "--quiet")
        self.assertEqual(said, "")
        said = self.sweep("--metric", "log(c-0.4).mean", "--no-video", "--overwrite", ranks=2)
        self.assertIn("log(c-0.4).mean: 45 of 90 cells have no value\n", said)

    def test_an_infinite_metric_is_missing_too(self):
        said = self.sweep("--metric", "(1/c).final", "--metric", "c.final", "--no-video")
        self.assertIn("(1/c).final: 9 of 90 cells have no value\n", said)
        stored = self.arrays("flat.nc")
        self.assertTrue(np.isnan(stored["q_1_over_c_final"][0, :, 0]).all())
        self.assertTrue((stored["status"] == 1).all())

    def test_what_an_earlier_run_stored_is_counted_too(self):
        """The second run computes nothing, and finds the same."""
        run = ("--metric", "sqrt(0.5-c).final", "--no-video")
        first = self.sweep(*run)
        second = self.sweep(*run, "--resume")
        line = "sqrt(0.5-c).final: 36 of 90 cells have no value\n"
        self.assertIn(line, first)
        self.assertIn("nothing was left to do", second)
        self.assertIn(line, second)

    def test_it_is_drawn_as_no_value(self):
        self.sweep("--metric", "sqrt(0.5-c).final", *SMALL)
        self.assertIn("flat.sqrt_0p5_minus_c_final.png", self.files())

    def test_a_missing_metric_has_no_error_and_is_trusted(self):
        self.sweep("--metric", "sqrt(0.5-c).final", "--trust", "--no-video", code=0)
        stored = self.arrays("flat.nc")
        self.assertTrue((stored["status"] == 1).all())
        np.testing.assert_array_equal(np.isnan(stored["sqrt_0p5_minus_c_final_error"]),
                                      np.isnan(stored["sqrt_0p5_minus_c_final"]))

    def test_a_solution_that_is_not_finite_still_fails(self):
        self.write("grow.model", FLAT_MODEL.replace("state x = 0", "state x = 1 nonnegative")
                   .replace("rate x = 0", "rate x = c*x"))
        for options in ((), ("--dt", 0.5)):
            said = self.heatreel("run", "--model", "grow.model", "--x", "c=0,2000", "--y", "b=1",
                                 "--t", "a=1", "--metric", "b.final", "--metric", "x.mean",
                                 "--t-end", 400, "--no-video", "--output", "grow.nc",
                                 "--overwrite", *options, code=None).stdout
            self.assertEqual(self.arrays("grow.nc")["status"].ravel().tolist(), [1, 2], options)
            self.assertIn("1 failed: 1 not finite", said)
            self.assertTrue(np.isnan(self.arrays("grow.nc")["b_final"][0, 0, 1]))


class Float32(LostNumbers):
    def test_an_overflow_is_no_success(self):
        """Five of nine numbers are beyond 3.4e38; the cells' other metric stays."""
        axes = ("c=35:43:9", "b=0", "a=0")
        run = ("--metric", "(10^c).final", "--metric", "c.final")
        said = self.sweep(*run, *SMALL, axes=axes, code=None)
        stored = self.arrays("flat.nc")
        self.assertEqual(stored["status"].ravel().tolist(), [1] * 4 + [7] * 5)
        values = stored["q_10_to_the_c_final"].ravel()
        np.testing.assert_allclose(values[:4], [1e35, 1e36, 1e37, 1e38], rtol=1e-6)
        self.assertTrue(np.isnan(values[4:]).all())
        np.testing.assert_array_equal(stored["c_final"].ravel(), np.arange(35, 44))
        self.assertIn("cells       9 (5 failed: 5 overflow)\n", said)
        self.assertIn("c = 39, b = 0, a = 0: overflow\n", said)
        self.assertIn("5 of them have a number beyond 3.4e38, the largest of float32; --dtype "
                      "float64 holds it\n", said)
        with h5py.File(self.folder / "flat.nc") as file:
            self.assertEqual(file["status"].attrs["flag_meanings"].decode().split()[7], "overflow")
            self.assertEqual(file["status"].attrs["flag_values"].tolist(), list(range(9)))
        self.assertIn("5 overflow", self.heatreel("info", "flat.nc").stdout)
        self.assertIn("sound          0\n", self.heatreel("info", "flat.nc", "--check").stdout)
        table = self.heatreel("export", "flat.nc", "--frame", 0, "--csv", "-o", "-").stdout
        self.assertRegex(table, r"\n39,0,0,nan,39,overflow,at_rest\n")

        said = self.sweep(*run, "--dtype", "float64", "--no-video", "--overwrite", axes=axes)
        self.assertTrue((self.arrays("flat.nc")["status"] == 1).all())
        self.assertIn("(0 failed)", said)
        self.assertNotIn("float", said)

    def test_overflows_count_as_failed(self):
        done = self.heatreel("run", "--model", "flat.model", "--x", "c=35:43:9", "--y", "b=0",
                             "--t", "a=0", "--metric", "(10^c).final", "--no-video",
                             "--max-failed", 4, code=1)
        self.assertIn("float64 holds it", done.stdout)

    def test_colours_that_collapse_are_said(self):
        axes = ("a=0:89:90", "b=0", "c=0")
        run = ("--metric", "(123456.789 + 0.001*a).mean", "--no-video")
        said = self.sweep(*run, axes=axes)
        kept = np.unique(self.arrays("flat.nc")["q_123456p789_plus_0p001_times_a_mean"]).size
        self.assertLess(kept, 15)
        self.assertIn(f"(123456.789 + 0.001*a).mean: float32 has no more than {kept} numbers from",
                      said)
        self.assertIn("; --dtype float64 keeps them apart\n", said)
        said = self.sweep(*run, "--dtype", "float64", "--overwrite", axes=axes)
        self.assertNotIn("float", said)

    def test_all_numbers_made_one(self):
        run = ("--metric", "(1 + 1e-9*c).final", "--no-video")
        said = self.sweep(*run, ranks=2)
        self.assertEqual(np.unique(self.arrays("flat.nc")["q_1_plus_1e_minus_9_times_c_final"]), [1])
        self.assertIn("(1 + 1e-9*c).final: float32 made all numbers from 1 to 1.0000000009 the same; "
                      "--dtype float64 keeps them\n", said)

    def test_numbers_too_small(self):
        said = self.sweep("--metric", "(1e-50*(1+c)).final", "--no-video")
        self.assertIn("float32 made all numbers from 1e-50 to 1.9e-50 the same", said)
        run = ("--metric", "(10^(-60*c)).final", "--overwrite", "--no-video")
        self.assertNotIn("float", self.sweep(*run))
        self.assertIn("float32 turned numbers as small as 1e-54 into 0", self.sweep(*run, "--scale", "log"))

    def test_colours_of_a_range_that_was_asked_for(self):
        run = ("--metric", "(123456 + c + 1000*b).final", *SMALL)
        self.assertNotIn("float", self.sweep(*run))
        said = self.sweep(*run, "--range", "123456:123457", "--overwrite")
        self.assertIn("float32 has no more than 129 numbers from 123456 to 123457", said)

    def test_nothing_is_said_where_nothing_is_lost(self):
        said = self.sweep("--metric", "x.final", "--metric", "b.final", "--metric", "x.peaks",
                          "--metric", "(7+0*c).final", "--metric", "(0.1+0*c).final", "--no-video")
        self.assertNotIn("float", said)
        self.assertNotIn("no value", said)


if __name__ == "__main__":
    unittest.main()
