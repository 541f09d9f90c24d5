#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The points of axes, as they stand in the file: what people type is found there, and they are
those of numpy.linspace and numpy.geomspace wherever those are exact."""
import decimal
import random
import unittest
from fractions import Fraction

import h5py
import numpy as np
import xarray

from support import EndToEnd

FLAT_MODEL = """\
model flat
time t to 1 step 1
state x = 0
parameter a = 0
parameter b = 0
parameter c = 0
rate x = 0
"""

# Axes as people type them, and some of their points.
TYPED = [
    ("0:0.9:10", ["0.1", "0.2", "0.3", "0.6", "0.7"]),
    ("0:1:11", ["0.1", "0.3", "0.7"]),
    ("0:1:101", ["0.07", "0.29", "0.58"]),
    ("-1:1:21", ["-0.9", "-0.3", "0", "0.1"]),
    ("-0.9:0.9:19", ["0", "0.3"]),
    ("1.1:0.7:5", ["1", "0.9", "0.8"]),
    ("50:300:51", ["55", "295"]),
    ("1:1000:4:log", ["10", "100"]),
    ("0.001:1000:7:log", ["0.01", "0.1", "1", "10", "100"]),
    ("1e-9:1e-3:7:log", ["1e-8", "1e-7", "1e-6", "1e-5", "1e-4"]),
    ("5e3:5e-3:7:log", ["500", "50", "5", "0.5", "0.05"]),
    ("-1:-1000:4:log", ["-10", "-100"]),
    ("1:1024:11:log", ["2", "4", "512"]),
    ("1e300:1e-300:4:log", ["1e100", "1e-100"]),
    ("-1e308:1e308:5", ["-5e307", "0", "5e307"]),
]


def exact(low, high, count, log):
    """The doubles nearest to the points between two decimal numbers."""
    if not log:
        low, high = Fraction(low), Fraction(high)
        return [float(low + (high - low) * i / (count - 1)) for i in range(count)]
    with decimal.localcontext(decimal.Context(prec=60, Emin=-99999, Emax=99999)):
        low, high = decimal.Decimal(low), decimal.Decimal(high)
        step = (high / low).ln() / (count - 1)
        inner = [float(low * (step * i).exp()) for i in range(1, count - 1)]
        return [float(low), *inner, float(high)]


def random_axes(rng, count):
    """Pairs of ends as short decimal numbers, and of any magnitude."""
    for _ in range(count):
        log = rng.random() < 0.5
        scale = rng.choice([0, -1, -2, 3, rng.randint(-280, 280)])
        digits = 10 ** rng.randint(1, 6)
        low = rng.randint(1, digits) if log else rng.randint(-digits, digits - 1)
        high = rng.randint(low + 1, low + 2 * digits)
        low, high = f"{low}e{scale}", f"{high}e{scale + (rng.randint(0, 9) if log else 0)}"
        low, high = rng.choice([(low, high), (high, low)])
        yield f"{low}:{high}:{rng.randint(3, 60)}{':log' if log else ''}"


class AxisPoints(EndToEnd):
    def points(self, axes):
        """The file's coordinates of three axes."""
        self.write("flat.model", FLAT_MODEL)
        words = [word for name, role, axis in zip("abc", "xyt", axes)
                 for word in (f"--{role}", f"{name}={axis}")]
        self.heatreel("run", "--model", "flat.model", *words, "--metric", "x.final", "--no-video",
                      "--overwrite", "--output", "flat.nc")
        stored = self.arrays("flat.nc")
        return [stored[name] for name in "abc"]

    def test_points_that_people_type(self):
        for axis, typed in TYPED:
            with self.subTest(axis=axis):
                points, _, _ = self.points([axis, "0", "0"])
                for text in typed:
                    self.assertIn(float(text), points)
                dataset = xarray.open_dataset(self.folder / "flat.nc")
                for text in typed:
                    self.assertEqual(dataset.x_final.sel(a=float(text)).size, 1)
                dataset.close()

    def test_all_points_are_the_nearest_numbers(self):
        """Of random axes; where numpy's points are the nearest ones, ours are numpy's."""
        rng = random.Random(10)
        numpy_points = all_points = 0
        for _ in range(20):
            axes = list(random_axes(rng, 3))
            for axis, points in zip(axes, self.points(axes)):
                low, high, count, *log = axis.split(":")
                expected = exact(low, high, int(count), bool(log))
                np.testing.assert_array_equal(points, expected, axis)
                space = np.geomspace if log else np.linspace
                numpy_points += (space(float(low), float(high), int(count)) == expected).sum()
                all_points += len(expected)
        self.assertGreater(all_points, 1000)
        self.assertGreater(numpy_points, all_points / 5)

    def test_points_that_coincide_are_refused(self):
        self.write("flat.model", FLAT_MODEL)
        for axis in ("1:1.0000000000000002:10", "1:1.0000000000000002:10:log",
                     "1e16:10000000000000004:4", "0:5e-324:3"):
            done = self.heatreel("run", "--model", "flat.model", "--x", f"a={axis}", "--y", "b=0",
                                 "--t", "c=0", "--metric", "x.final", code=2)
            self.assertRegex(done.stderr, r"axis a cannot be used \(some of its \d+ points .+ are "
                                          r"the same number")

    def test_a_file_with_other_last_digits(self):
        """As earlier versions wrote them: it is read, drawn and said to be, but not continued."""
        self.write("flat.model", FLAT_MODEL)
        run = ("run", "--model", "flat.model", "--x", "a=1:1000:4:log", "--y", "b=0:0.9:10", "--t",
               "c=0:1:3", "--metric", "b.final", "--size", "320x240")
        self.heatreel(*run, "--no-video")
        self.heatreel(*run, "--no-video", "--output", "new.nc")
        with h5py.File(self.folder / "flat.nc", "r+") as file:
            file["a"][1] = 9.999999999999998
            file["b"][1] = 0.09999999999999999
        self.heatreel("info", "flat.nc")
        table = self.heatreel("export", "flat.nc", "--frame", 0, "--csv", "-o", "-").stdout
        self.assertIn("\n9.999999999999998,0.09999999999999999,0,", table)
        for name in ("flat", "new"):
            self.heatreel("render", f"{name}.nc", "-o", f"{name}.mp4", "--size", "320x240",
                          "--deterministic")
        self.assertEqual((self.folder / "flat.mp4").read_bytes(),
                         (self.folder / "new.mp4").read_bytes(), "axes are drawn alike")
        self.heatreel("render", "flat.nc", "--difference", "new.nc", "-o", "d.mp4", "--size",
                      "320x240")
        self.heatreel(*run, "--resume", "--no-video")  # nothing is left to compute
        with h5py.File(self.folder / "flat.nc", "r+") as file:
            file["committed"][2] = 0
        done = self.heatreel(*run, "--resume", "--no-video", code=2)
        self.assertIn("its points along a differ in their last digits", done.stderr)


if __name__ == "__main__":
    unittest.main()
