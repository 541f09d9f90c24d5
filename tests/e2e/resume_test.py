#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs that end before they are done, and runs that continue them."""
import shlex
import signal
import subprocess
import time
import unittest

from support import (HANG_SECONDS, HEATREEL, LONGER_SWEEP, PLANE_MODEL, SMALL_SWEEP, EndToEnd,
                     messages)

# A third of the cells have no finite result.
HALF_BAD = """\
model = plane.model
x = a=1:12:12
y = b=0:1:4
t = c=6,8,10
metric = x.final
no-video = yes
"""


class Resume(EndToEnd):
    def setUp(self):
        super().setUp()
        self.write("sweep.ini", LONGER_SWEEP)

    def wait_for(self, process, condition):
        deadline = time.monotonic() + HANG_SECONDS
        while not condition():
            self.assertIsNone(process.poll(), "the run ended before its time")
            self.assertLess(time.monotonic(), deadline, "it does not happen")
            time.sleep(0.01)

    def interrupt(self, number, *arguments, ranks=None):
        """Sends a signal to a run that has just begun; its exit code and its only message."""
        run = self.start("run", "sweep.ini", "--quiet", *arguments, ranks=ranks,
                         stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.wait_for(run, lambda: (self.folder / "sweep.nc").exists())
        time.sleep(0.3)
        run.send_signal(number)
        _, stderr = run.communicate(timeout=HANG_SECONDS)
        lines = messages(stderr)
        self.assertEqual(len(lines), 1, stderr)
        return run.returncode, lines[0]

    def assert_continues(self, *arguments, ranks=None):
        """Another run ends what the first has begun; the numbers are those of an undisturbed run."""
        self.heatreel("run", "sweep.ini", "--quiet", *arguments, ranks=ranks)
        self.heatreel("run", "sweep.ini", "--quiet", "--no-video", "-o", "whole.nc")
        self.assert_same_bits(self.arrays("whole.nc"), self.arrays("sweep.nc"))
        self.assertTrue((self.folder / "sweep.P_period.mp4").exists())
        self.assertEqual([name for name in self.files() if name.endswith(("lock", "journal"))], [])

    def test_the_message_holds_the_command_that_continues(self):
        code, line = self.interrupt(signal.SIGTERM, "--no-video", "--overwrite")
        self.assertEqual(code, 75)
        self.assertRegex(line, r"^heatreel: stopped by SIGTERM after \d+ of 60 frames \(.+\) "
                               "Continue with: heatreel run sweep.ini --quiet --no-video --resume$")
        text = self.heatreel("info", "sweep.nc").stdout
        self.assertIn("run not finished", text)
        self.assertIn("--resume", text)
        words = shlex.split(line.partition("Continue with: ")[2])
        subprocess.run([HEATREEL, *words[1:]], check=True, timeout=HANG_SECONDS,
                       **self.settings())
        self.assert_continues("--resume")

    def test_under_mpirun_with_other_ranks(self):
        code, line = self.interrupt(signal.SIGUSR1, ranks=3)
        self.assertEqual(code, 75)
        self.assertIn("stopped by SIGUSR1", line)
        self.assert_continues("--resume-if-exists", "--threads", "2", ranks=2)

    def test_time_limit(self):
        done = self.heatreel("run", "sweep.ini", "--max-walltime", "0.6", "--t-end", "100000",
                             "--no-video", code=75)
        self.assertIn("heatreel: stopped at the time limit after ", done.stderr)

    def test_movies_that_were_interrupted(self):
        self.heatreel("run", "sweep.ini", "--no-video", "--quiet")
        run = self.start("run", "sweep.ini", "--quiet", "--resume", "--size", "3840x2160",
                         "--preset", "medium", stderr=subprocess.PIPE)
        self.wait_for(run, lambda: any(".part-" in name for name in self.files()))
        run.send_signal(signal.SIGTERM)
        _, stderr = run.communicate(timeout=HANG_SECONDS)
        self.assertEqual(run.returncode, 75)
        self.assertRegex(stderr, r"^heatreel: stopped by SIGTERM while making the movie "
                                 r"sweep\.P_amplitude\.mp4 \(.+\) .*--resume.*heatreel render")
        self.assertEqual(self.files(), ["sweep.ini", "sweep.nc"])
        done = self.heatreel("run", "sweep.ini", "--resume")
        self.assertIn("nothing was left to do, all 60 frames are committed", done.stdout)
        self.assertIn("sweep.P_period.mp4", self.files())
        done = self.heatreel("run", "sweep.ini", "--resume")
        self.assertNotIn("mp4", done.stdout)

    def test_movies_of_an_earlier_sweep_are_replaced(self):
        self.heatreel("run", "sweep.ini", "--quiet")
        old = (self.folder / "sweep.P_amplitude.mp4").read_bytes()
        other = ("run", "sweep.ini", "--set", "b=3e-5")
        self.heatreel(*other, "--overwrite", "--no-video", "--quiet")  # as if stopped before them
        self.heatreel(*other, "--resume", "--quiet")
        self.assertNotEqual((self.folder / "sweep.P_amplitude.mp4").read_bytes(), old)
        self.heatreel(*other, "--resume", "--quiet", "--poster", "still.png")
        self.assertIn("still.P_amplitude.png", self.files())

    def test_a_killed_run_leaves_a_lock_that_is_taken_over(self):
        run = self.start("run", "sweep.ini", "--quiet")
        self.wait_for(run, lambda: (self.folder / "sweep.nc").exists())
        run.kill()
        run.wait()
        self.assertIn("sweep.nc.lock", self.files())
        done = self.heatreel("run", "sweep.ini", "--resume", "--quiet")
        self.assertRegex(done.stderr, rf"^heatreel: note: the lock of process {run.pid} on .*\n$")


class Refusals(EndToEnd):
    def setUp(self):
        super().setUp()
        self.write("sweep.ini", SMALL_SWEEP)
        self.heatreel("run", "sweep.ini", "--quiet", "--no-video")

    def refusal(self, *arguments):
        lines = messages(self.heatreel("run", "sweep.ini", *arguments, code=2).stderr)
        self.assertEqual(len(lines), 1)
        return lines[0]

    def test_another_sweep(self):
        before = self.arrays("sweep.nc")
        line = self.refusal("--resume", "--t", "assoc_ddg=-1:1:3", "--dtype", "float64")
        self.assertIn("t is assoc_ddg=-1:1:2 there and assoc_ddg=-1:1:3 here", line)
        self.assertIn("dtype is float32 there and float64 here", line)
        self.assertNotIn("metric", line)
        self.assert_same_bits(before, self.arrays("sweep.nc"))

    def test_another_model_text(self):
        self.write("plane.model", PLANE_MODEL)
        self.write("plane.ini", HALF_BAD)
        self.heatreel("run", "plane.ini", "--quiet")
        self.write("plane.model", PLANE_MODEL.replace("10*b", "11*b"))
        done = self.heatreel("run", "plane.ini", "--resume", code=2)
        self.assertIn("the model's text differs from line 8 on", done.stderr)

    def test_a_file_that_is_there_or_not(self):
        line = self.refusal()
        self.assertIn("--resume", line)
        self.assertIn("--overwrite", line)
        self.assertIn("nothing to continue (new.nc does not exist)",
                      self.refusal("--resume", "-o", "new.nc"))
        self.assertIn("cannot be combined with", self.refusal("--resume", "--overwrite"))

    def test_a_file_that_is_none(self):
        self.write("sweep.nc", "something else")
        self.refusal("--resume")
        self.assertEqual((self.folder / "sweep.nc").read_text(encoding="utf-8"), "something else")

    def test_resume_if_exists_begins_and_goes_on(self):
        (self.folder / "sweep.nc").unlink()
        for _ in range(2):
            self.heatreel("run", "sweep.ini", "--resume-if-exists", "--no-video")


class BadCells(EndToEnd):
    def setUp(self):
        super().setUp()
        self.write("plane.model", PLANE_MODEL)
        self.write("bad.ini", HALF_BAD)

    def test_are_counted_and_listed(self):
        done = self.heatreel("run", "bad.ini")
        # a > c: 6, 4 and 2 of 12 values, in 4 rows each.
        self.assertRegex(done.stdout, r"cells +144 \(48 failed: 48 not finite\)\n"
                                      r" +cell 6,0,0 at a = 7, b = 0, c = 6: not finite\n")
        self.assertRegex(done.stdout, r"\n +and 43 more\n")
        text = self.heatreel("info", "bad.nc").stdout
        self.assertRegex(text, r"cells +144 committed, 48 failed: 48 not finite\n +cell 6,0,0 at ")

    def test_resuming_a_complete_run_tells_them_again(self):
        self.heatreel("run", "bad.ini")
        done = self.heatreel("run", "bad.ini", "--resume")
        self.assertIn("48 failed", done.stdout)

    def test_too_many_end_the_run(self):
        for limit, code in (("10", 1), ("33%", 1), ("34%", 0), ("48", 0)):
            with self.subTest(limit=limit):
                done = self.heatreel("run", "bad.ini", "--max-failed", limit, "--overwrite",
                                     code=code)
                given_up = [line for line in messages(done.stderr) if "given up" in line]
                self.assertEqual(len(given_up), 1 if code == 1 else 0, done.stderr)
                self.assertIn("not finite", done.stdout)

    def test_the_advice_after_too_many_leads_on(self):
        """Wherever the limit was given: the command line, or the sweep file."""
        text = (self.folder / "bad.ini").read_text(encoding="utf-8")
        for ini, options in ((text, ("--max-failed", "5")), (text + "max-failed = 5\n", ())):
            with self.subTest(options=options):
                self.write("bad.ini", ini)
                done = self.heatreel("run", "bad.ini", *options, "--overwrite", code=1)
                given_up = next(line for line in messages(done.stderr) if "given up" in line)
                self.assertNotIn("--max-failed 5", given_up)
                advice = shlex.split(given_up[given_up.index("heatreel run "):])
                done = self.heatreel(*advice[1:], code=None)
                self.assertIn("48 failed", done.stdout)
                self.assertNotIn("given up", done.stderr)


if __name__ == "__main__":
    unittest.main()
