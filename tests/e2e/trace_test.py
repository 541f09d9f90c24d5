#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""heatreel trace: one cell over time, as a table and beside what a file holds of it; and heatreel
verify, which computes some of a file's cells again."""
import csv
import io
import json
import re
import unittest

import h5py
import numpy as np
import xarray

from support import LONGER_SWEEP, PLANE_MODEL, EndToEnd, messages

MODEL = """\
model parts
time t [s] to 10 step 0.01
parameter k = 0.5 [1/s]
state A = 8 [mM]
state `B, "bound"` = 0 [mM]
derived both = A + `B, "bound"`
rate A = -k*A
rate `B, "bound"` = k*A
event refill at 5 set A = 8
"""

SWEEP = ("run", "--model", "plane.model", "--x", "a=0:3:4", "--y", "b=0:2:3", "--t", "c=0:9:10",
         "--metric", "x.final", "--metric", "x.max", "--output", "plane.nc", "--no-video", "--quiet")


def rows(text):
    table = list(csv.reader(io.StringIO(text)))
    return table[0], np.array(table[1:], dtype=float)


class Model(EndToEnd):
    def setUp(self):
        super().setUp()
        self.write("parts.model", MODEL)

    def test_the_table_has_all_that_the_model_names_at_equal_distances(self):
        done = self.heatreel("trace", "parts.model", "--set", "k=0.25", "--points", "21", "-o", "-")
        self.assertEqual(done.stderr, "")
        names, numbers = rows(done.stdout)
        self.assertEqual(names, ["time", "A", 'B, "bound"', "both"])
        time, a, _, both = numbers.T
        np.testing.assert_array_equal(time, np.arange(21) * 0.5)
        np.testing.assert_allclose(a, 8 * np.exp(-0.25 * (time % 5)) * (time < 10)
                                   + 8 * np.exp(-0.25 * 5) * (time == 10), rtol=1e-4)
        np.testing.assert_array_equal(both, numbers[:, 1] + numbers[:, 2])

    def test_a_file_holds_the_same_table_and_is_not_replaced_unasked(self):
        text = self.heatreel("trace", "parts.model", "-o", "-").stdout
        words = ("trace", "parts.model", "--output", "a.csv")
        summary = self.heatreel(*words).stdout
        self.assertIn("file  a.csv (1,001 points in time, ", summary)
        self.assertEqual((self.folder / "a.csv").read_text(encoding="utf-8"), text)
        self.assertIn("--overwrite", self.heatreel(*words, code=2).stderr)
        self.assertEqual(self.heatreel(*words, "--overwrite", "--quiet").stdout, "")
        self.assertEqual(self.files(), ["a.csv", "parts.model"])
        self.assertIn("are one file",
                      self.heatreel("trace", "parts.model", "-o", "parts.model", code=2).stderr)

    def test_without_a_file_it_tells_parameters_metrics_and_extremes(self):
        text = self.heatreel("trace", "parts.model", "--set", "k=0.25", "--metric",
                             "A.max").stdout.splitlines()
        for line in ("  k                    0.25 1/s", "  A                       8      2.29204"
                     "      2.29204            8 mM", "status   ok"):
            self.assertIn(line, text)
        self.assertTrue(any(line.startswith("  A.max ") and line.endswith(" mM") for line in text))

    def test_a_simulation_that_fails_is_told_by_the_exit_code(self):
        self.write("burst.model", "model burst\ntime t to 2 step 0.01\nstate y = 1\nrate y = y*y\n")
        done = self.heatreel("trace", "burst.model", "--points", "5", "-o", "-", code=3)
        self.assertIn("the simulation failed (", done.stderr)
        _, numbers = rows(done.stdout)
        np.testing.assert_allclose(numbers[:2, 1], [1, 2], rtol=1e-4)
        self.assertTrue(np.isnan(numbers[3:, 1]).all())


class Data(EndToEnd):
    """The same numbers in other formats."""

    def setUp(self):
        super().setUp()
        self.write("parts.model", MODEL)
        self.words = ("trace", "parts.model", "--metric", "A.max", "--points", "21")
        _, self.numbers = rows(self.heatreel(*self.words, "-o", "-").stdout)

    def test_json(self):
        self.heatreel(*self.words, "-o", "a.json", "--quiet")
        found = json.loads((self.folder / "a.json").read_text(encoding="utf-8"))
        columns = [found["time"], *found["states"], *found["derived"]]
        self.assertEqual([(one["name"], one["unit"]) for one in columns],
                         [("t", "s"), ("A", "mM"), ('B, "bound"', "mM"), ("both", "")])
        np.testing.assert_array_equal([one["values"] for one in columns], self.numbers.T)
        self.assertEqual([(one["name"], one["unit"]) for one in found["metrics"]], [("A.max", "mM")])
        self.assertEqual((found["model"], found["status"]), ("parts", "ok"))

    def test_what_is_not_a_number_is_null(self):
        self.write("burst.model", "model burst\ntime t to 2 step 0.01\nstate y = 1\nrate y = y*y\n")
        self.heatreel("trace", "burst.model", "--points", "5", "-o", "a.json", code=3)
        found = json.loads((self.folder / "a.json").read_text(encoding="utf-8"))
        self.assertEqual(found["states"][0]["values"][3:], [None, None])

    def test_netcdf(self):
        self.heatreel(*self.words, "--set", "k=0.5", "-o", "a.nc", "--quiet")
        with xarray.open_dataset(self.folder / "a.nc") as data:
            names = ["time", "A", 'B, "bound"', "both"]
            for name, numbers in zip(names, self.numbers.T):
                np.testing.assert_array_equal(data[name], numbers)
                self.assertEqual(data[name].dims, ("time",))
            self.assertEqual(data["A"].attrs["units"], "mM")
            self.assertAlmostEqual(data["A_max"].item(), 8 * np.exp(-1), places=3)
            self.assertEqual(data["k"].item(), 0.5)
            self.assertEqual(data.attrs["status"], "ok")

    def test_netcdf_gives_each_its_own_name(self):
        self.write("names.model", "model names\ntime t to 1 step 0.1\nstate time = 1\n"
                   "state `a/b` = 2\nrate time = 0\nrate `a/b` = 0\n")
        self.heatreel("trace", "names.model", "-o", "a.nc", "--quiet")
        with h5py.File(self.folder / "a.nc") as file:
            self.assertEqual((file["time"][-1], file["time_2"][-1], file["a_b"][-1]), (1, 1, 2))


class Picture(EndToEnd):
    """What a picture shows is seen in the colours of its SVG."""

    BLUE, ORANGE, GREEN = ("0%,44.705882%,69.803922%", "83.529412%,36.862745%,0%",
                           "0%,61.960784%,45.098039%")

    def count(self, file, what, color):
        """How often a picture fills or strokes with a color; versions of Cairo write it
        differently."""
        text = (self.folder / file).read_text(encoding="utf-8").replace(" ", "")
        return len(re.findall(rf'{what}(?::|=")rgb\({re.escape(color)}\)', text))

    def trace(self, *words, code=0):
        return self.heatreel("trace", *words, code=code)

    def test_each_format_is_what_its_name_says(self):
        for ending, start in (("png", b"\x89PNG\r\n"), ("pdf", b"%PDF-"), ("svg", b"<?xml")):
            done = self.trace("predator-prey", "-o", f"a.{ending}")
            self.assertIn(f"picture  a.{ending} (", done.stdout)
            self.assertTrue((self.folder / f"a.{ending}").read_bytes().startswith(start))
        self.assertIn("--overwrite", self.trace("predator-prey", "-o", "a.pdf", code=2).stderr)

    def test_maxima_are_marked_that_a_metric_counts(self):
        done = self.trace("predator-prey", "--set", "G=150", "--metric", "P.peaks", "-o", "a.svg")
        peaks = int(re.search(r"P\.peaks +(\d+)", done.stdout)[1])
        self.assertEqual(self.count("a.svg", "fill", self.ORANGE), peaks)
        self.assertGreater(self.count("a.svg", "stroke", self.ORANGE), 0)
        self.trace("predator-prey", "--set", "G=150", "-o", "b.svg")
        self.assertEqual(self.count("b.svg", "fill", self.ORANGE), 0)

    def test_quantities_are_chosen(self):
        self.trace("hodgkin-huxley", "--show", "h,V", "-o", "a.svg")
        for color, there in ((self.BLUE, True), (self.ORANGE, True), (self.GREEN, False)):
            self.assertEqual(self.count("a.svg", "stroke", color) > 0, there)
        wrong = self.trace("hodgkin-huxley", "--show", "h,W", "-o", "b.svg", code=2)
        self.assertIn("no state or derived value 'W'", wrong.stderr)

    def test_states_that_are_left_out_are_told(self):
        done = self.trace("kuramoto", "-o", "a.png")
        self.assertIn("note: the picture shows 6 of ", done.stderr)

    def test_cells_are_drawn_over_each_other(self):
        self.write("plane.model", PLANE_MODEL)
        self.heatreel(*SWEEP)
        self.trace("plane.nc", "--cell", "0,0,1", "--compare", "2,0,1", "--compare", "a=1,b=2,c=1",
                   "-o", "a.svg")
        for color in (self.BLUE, self.ORANGE, self.GREEN):
            self.assertGreater(self.count("a.svg", "stroke", color), 0)
        self.assertIn("no picture is drawn",
                      self.trace("plane.nc", "--cell", "0,0,1", "--compare", "2,0,1", code=2).stderr)


class Cell(EndToEnd):
    def setUp(self):
        super().setUp()
        self.write("plane.model", PLANE_MODEL)
        self.heatreel(*SWEEP)

    def trace(self, *words, code=0):
        return self.heatreel("trace", "plane.nc", *words, code=code)

    def test_a_stored_cell_is_the_same_to_the_last_bit(self):
        text = self.trace("--cell", "3,2,9").stdout
        self.assertIn("cell 3,2,9 of the sweep\n", text)
        self.assertEqual(text.count("(in the file: the same)"), 4)  # two metrics, status, verdict
        _, numbers = rows(self.trace("--cell", "3,2,9", "-o", "-").stdout)
        np.testing.assert_allclose(numbers[-1], [1, 23], rtol=1e-12)

    def test_a_stored_number_that_is_another_is_told(self):
        with h5py.File(self.folder / "plane.nc", "r+") as file:
            file["x_max"][9, 2, 3] = np.nextafter(np.float32(23), np.float32(24))
        text = self.trace("--cell", "3,2,9").stdout
        self.assertEqual(text.count("(in the file: the same)"), 3)
        self.assertIn("(in the file: 23.000001", text)

    def test_the_nearest_cell_is_said_and_exact_values_are_taken(self):
        near = self.trace("--at", "a=1.2,b=1,c=9")
        self.assertEqual(len(messages(near.stderr)), 1)
        self.assertIn("the nearest one, 1,1,9, is at a=1,b=1,c=9", near.stderr)
        exact = self.trace("--at", "a=1.2,b=1,c=9", "--exact", "-o", "-")
        self.assertEqual(exact.stderr, "")
        np.testing.assert_allclose(rows(exact.stdout)[1][-1], [1, 11.2], rtol=1e-12)

    def test_a_failed_cell_is_the_same_too(self):
        done = self.trace("--cell", "3,0,0", code=3)
        self.assertEqual(done.stdout.count("(in the file: the same)"), 4)

    def test_a_file_says_how_its_cells_are_computed(self):
        self.assertIn("--t-end cannot be used with plane.nc",
                      self.trace("--cell", "0,0,0", "--t-end", "3", code=2).stderr)

    def test_a_frame_that_is_not_there_yet_is_told(self):
        with h5py.File(self.folder / "plane.nc", "r+") as file:
            file["committed"][4] = 0
        done = self.trace("--cell", "0,0,4")
        self.assertIn("note: plane.nc does not hold this cell's frame yet", done.stderr)
        self.assertNotIn("in the file", done.stdout)

    def test_a_sweep_file_gives_the_numbers_of_the_sweep(self):
        self.write("long.ini", LONGER_SWEEP)
        text = self.heatreel("trace", "long.ini", "--cell", "1,2,0", "--t-end", "100").stdout
        self.assertIn("cell 1,2,0 of the sweep\n", text)


class Verify(EndToEnd):
    def setUp(self):
        super().setUp()
        self.write("plane.model", PLANE_MODEL)
        self.heatreel(*SWEEP)

    def verify(self, *words, code=0):
        return self.heatreel("verify", "plane.nc", *words, code=code).stdout.splitlines()

    def test_what_was_computed_is_found_again(self):
        self.assertEqual(self.verify("--sample", "1000"), ["same     120 of 120 cells"])
        self.assertEqual(self.verify("--sample", "7", "--threads", "3"), ["same     7 of 7 cells"])

    def test_a_cell_that_differs_is_named(self):
        with h5py.File(self.folder / "plane.nc", "r+") as file:
            file["x_final"][9, 2, 3] = np.nextafter(np.float32(23), np.float32(24))
            file["status"][5, 1, 0] = 3
        self.assertEqual(self.verify("--sample", "1000", code=1),
                         ["differs  0,1,5 (status)", "differs  3,2,9 (x_final)",
                          "same     118 of 120 cells"])

    def test_frames_that_are_not_committed_are_left_out(self):
        with h5py.File(self.folder / "plane.nc", "r+") as file:
            file["committed"][3:] = 0
            file["x_final"][3:] = 0
        self.assertEqual(self.verify("--sample", "1000"), ["same     36 of 36 cells"])

    def test_a_sweep_that_solved_everything_twice_is_solved_twice(self):
        self.heatreel(*SWEEP, "--trust", "--overwrite")
        self.assertEqual(self.verify("--sample", "1000"), ["same     120 of 120 cells"])


if __name__ == "__main__":
    unittest.main()
