#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""heatreel info: axes in full, and who goes on with a run that is not finished; and what export and
render say of frames that are not there yet."""
import time
import unittest

import h5py

from support import LONGER_SWEEP, PLANE_MODEL, EndToEnd, messages

ADVICE = "give the run's command again with --resume"
AT_WORK = "a run is at work on it"


class Axes(EndToEnd):
    def test_units_and_spacing(self):
        self.write("plane.model", PLANE_MODEL.replace('parameter a = 0 [m]', 'parameter a = 0'))
        self.heatreel("run", "--model", "plane.model", "--x", "a=1:1000:4:log", "--y", "b=0:2:3",
                      "--t", "c=2000,1000", "--metric", "x.final", "--no-video", "--quiet", "-o",
                      "plane.nc", code=None)
        text = self.heatreel("info", "plane.nc").stdout
        for line in ("x         a = 1 ... 1000, 4 points on a log scale (east)",
                     "y         b = 0 ... 2 m, 3 points (north)",
                     "t         c = 2000 ... 1000 m, 2 points from a list (border)"):
            self.assertIn(line + "\n", text)


class DuringARun(EndToEnd):
    def wait_for(self, condition):
        end = time.monotonic() + 60
        while not condition():
            self.assertLess(time.monotonic(), end, "the run does not begin")
            time.sleep(0.02)

    def test_a_run_at_work_is_named_and_one_that_is_gone_is_not(self):
        self.write("long.ini", LONGER_SWEEP.replace("t-end = 10000", "t-end = 100000000"))
        run = self.start("run", "long.ini", "--no-video", "--quiet", "-o", "a.nc")
        self.wait_for((self.folder / "a.nc").exists)
        text = self.heatreel("info", "a.nc").stdout
        self.assertIn(f"{AT_WORK}: process {run.pid} on ", text)
        self.assertNotIn(ADVICE, text)
        run.kill()
        run.wait()
        self.assertTrue((self.folder / "a.nc.lock").exists())
        text = self.heatreel("info", "a.nc").stdout
        self.assertIn(ADVICE, text)
        self.assertNotIn(AT_WORK, text)


class BeforeTheFirstFrame(EndToEnd):
    def test_there_is_no_last_frame(self):
        self.write("plane.model", PLANE_MODEL)
        self.heatreel("run", "--model", "plane.model", "--x", "a=0:3:4", "--y", "b=0:2:3", "--t",
                      "c=4:5:2", "--metric", "x.final", "--no-video", "--quiet", "-o", "plane.nc")
        with h5py.File(self.folder / "plane.nc", "r+") as file:
            file["committed"][:] = 0
        files = self.files()
        for words in (["export", "plane.nc", "--csv", "--frame", "last"],
                      ["export", "plane.nc", "--npy", "--frame", "0,last", "-o", "x.npy"],
                      ["render", "plane.nc", "--frames", "last"]):
            with self.subTest(words=words):
                done = self.heatreel(*words, code=2)
                self.assertIn("last: there is no such frame yet", done.stderr)
                self.assertEqual(len(messages(done.stderr)), 1)
                self.assertEqual((done.stdout, self.files()), ("", files))
        # A frame by its number is what was asked for, with a note.
        done = self.heatreel("export", "plane.nc", "--csv", "--frame", "0", "-o", "-")
        self.assertIn("note: not complete", done.stderr)
        with h5py.File(self.folder / "plane.nc", "r+") as file:
            file["committed"][0] = 1
        done = self.heatreel("export", "plane.nc", "--csv", "--frame", "last", "-o", "-")
        self.assertEqual(done.stdout,
                         self.heatreel("export", "plane.nc", "--csv", "--frame", "0", "-o", "-").stdout)


if __name__ == "__main__":
    unittest.main()
