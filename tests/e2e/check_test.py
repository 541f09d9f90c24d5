#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""heatreel info --check: names every frame that does not hold what was computed, and no other."""
import unittest

import h5py
import numpy as np

from support import EndToEnd

# Ten frames of 12 cells, each x(1) = a + 10 b; frames of c < 1 have failed cells.
SWEEP = ("--x", "a=0:3:4", "--y", "b=0:2:3", "--t", "c=0:9:10", "--metric", "x.final", "--metric",
         "x.max", "--output", "plane.nc", "--no-video", "--quiet")
MODEL = """\
model plane
time t [s] to 1 step 0.25
state x = 0 [m]
parameter a = 0
parameter b = 0
parameter c = 9
rate x = a + 10*b + 0*sqrt(c - a)
"""


class Check(EndToEnd):
    def setUp(self):
        super().setUp()
        self.write("plane.model", MODEL)
        self.heatreel("run", "--model", "plane.model", *SWEEP)

    def check(self, code):
        return self.heatreel("info", "plane.nc", "--check", code=code).stdout.splitlines()

    def flip(self, dataset, index, bit=0):
        """Flips one bit of an element, in the file's bytes."""
        with h5py.File(self.folder / "plane.nc") as file:
            array = file[dataset]
            start = array.id.get_offset() + array.dtype.itemsize * int(
                np.ravel_multi_index(index, array.shape))
        with open(self.folder / "plane.nc", "r+b") as file:
            file.seek(start)
            byte = file.read(1)[0]
            file.seek(start)
            file.write(bytes([byte ^ 1 << bit]))

    def test_a_sound_file(self):
        self.assertEqual(self.check(0), ["sound          0-9", "not committed  none"])

    def test_each_kind_of_damage_is_found_where_it_is(self):
        cases = (("x_final", (3, 1, 2), "3 (x_final)"), ("x_max", (0, 0, 0), "0 (x_max)"),
                 ("status", (9, 2, 3), "9 (status)"), ("frame_crc/x_max", (4,), "4 (x_max)"),
                 ("frame_crc/status", (5,), "5 (status)"),
                 ("frame_range/x_final", (6, 1), "6 (range of x_final)"))
        for dataset, index, damage in cases:
            with self.subTest(dataset=dataset):
                self.flip(dataset, index)
                lines = self.check(1)
                frame = index[0]
                self.assertEqual([line for line in lines if line.startswith("damaged")],
                                 [f"damaged        {damage}"])
                sound = lines[0].split(maxsplit=1)[1]
                self.assertFalse(covers(sound, frame))
                self.assertTrue(all(covers(sound, k) for k in range(10) if k != frame))
                self.flip(dataset, index)
        self.check(0)

    def test_several_frames_at_once(self):
        for frame in (2, 3, 7):
            self.flip("x_final", (frame, 0, 1), bit=5)
        lines = self.check(1)
        self.assertEqual(lines[0], "sound          0-1, 4-6, 8-9")
        self.assertEqual(len(lines), 5)

    def test_frames_that_are_not_committed_are_not_judged(self):
        self.flip("committed", (8,))
        self.flip("x_final", (8, 0, 0))
        self.assertEqual(self.check(0), ["sound          0-7, 9", "not committed  8"])

    def test_a_flag_without_data_is_found(self):
        with h5py.File(self.folder / "plane.nc", "r+") as file:
            file["status"][1] = 0
            file["frame_crc/status"][1] = 0x7BD5C66F  # CRC-32 of twelve zero bytes
        self.assertIn("damaged        1 (cells that are pending or of unknown status)",
                      self.check(1))

    def test_a_truncated_file(self):
        path = self.folder / "plane.nc"
        path.write_bytes(path.read_bytes()[:-200])
        done = self.heatreel("info", "plane.nc", "--check", code=2)
        self.assertEqual(len(done.stderr.splitlines()), 1)
        self.assertIn("truncated", done.stderr)

    def test_damaged_structure_never_crashes(self):
        """Whatever byte of the description is wrong, the end is a regular one."""
        path = self.folder / "plane.nc"
        good = path.read_bytes()
        random = np.random.default_rng(4)
        for at in random.integers(0, min(len(good), 6000), 20):
            bad = bytearray(good)
            bad[at] ^= 1 << int(random.integers(8))
            path.write_bytes(bad)
            for arguments in (("info", "plane.nc"), ("info", "plane.nc", "--check")):
                done = self.heatreel(*arguments, code=None)
                self.assertIn(done.returncode, (0, 1, 2), f"byte {at}: {done.stderr}")
                self.assertLessEqual(len(done.stderr.splitlines()), 1)


def covers(ranges, frame):
    """Whether "0-3, 5" holds a frame."""
    bounds = (part.split("-") for part in ranges.split(", "))
    return any(int(bound[0]) <= frame <= int(bound[-1]) for bound in bounds)


if __name__ == "__main__":
    unittest.main()
