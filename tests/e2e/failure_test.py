#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs that fail on the way: the whole job ends soon, with one message, and what was committed can
be trusted."""
import os
import resource
import signal
import subprocess
import time
import unittest
import zlib

import h5py
import numpy as np

from support import (HANG_SECONDS, NO_SHARED_FILES, SMALL_SWEEP, EndToEnd, command, is_prompt,
                     messages, on_rank_1_alone)

# About a minute on two cores, in 2,000 small frames.
LONG_SWEEP = """\
model = predator-prey
x = G=50:300:40
y = rec=10:50:40
t = assoc_ddg=-1:1:2000
metric = P.amplitude
metric = P.period
t-end = 10000
size = 320x240
"""


def children(pid):
    with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
        return [int(word) for word in file.read().split()]


def is_alive(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def limit_files(size):
    """For preexec_fn: writing beyond `size` bytes fails as on a full disk."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


class KilledRank(EndToEnd):
    def wait_for_commits(self, process, frames):
        path = self.folder / "long.nc"
        deadline = time.monotonic() + HANG_SECONDS
        while time.monotonic() < deadline:
            self.assertIsNone(process.poll(), "the run ended before its time")
            if path.exists():
                with h5py.File(path) as file:
                    if file["committed"][()].sum() >= frames:
                        return
            time.sleep(0.1)
        self.fail("no frame was committed")

    def wait_until_gone(self, pids):
        """mpirun may end a moment before the ranks that it kills."""
        deadline = time.monotonic() + HANG_SECONDS
        while any(map(is_alive, pids)):
            self.assertLess(time.monotonic(), deadline, "a rank outlives the job")
            time.sleep(0.05)

    def test_killing_a_rank_ends_the_job(self):
        for victim in (0, 1):
            with self.subTest(rank=victim):
                self.write("long.ini", LONG_SWEEP)
                job = self.start("run", "long.ini", "--quiet", ranks=2,
                                 stdout=subprocess.PIPE, stderr=subprocess.PIPE)
                self.wait_for_commits(job, 5)
                ranks = children(job.pid)
                self.assertEqual(len(ranks), 2)
                os.kill(ranks[victim], signal.SIGKILL)
                _, stderr = job.communicate(timeout=HANG_SECONDS)
                self.assertNotEqual(job.returncode, 0)
                self.assertLessEqual(len(messages(stderr)), 1)
                self.wait_until_gone(ranks)
                self.check_what_is_left()
                (self.folder / "long.nc").unlink()

    def check_what_is_left(self):
        """The file opens, and frames that say so are whole."""
        self.assertEqual(self.files(), ["long.ini", "long.nc", "long.nc.lock"])
        stored = self.arrays("long.nc")
        committed = stored["committed"].astype(bool)
        self.assertTrue(committed.any() and not committed.all())
        for name in ("P_amplitude", "P_period", "status"):
            sums = [zlib.crc32(frame.tobytes()) for frame in stored[name][committed]]
            np.testing.assert_array_equal(sums, stored[f"frame_crc/{name}"][committed])
        self.assertTrue((stored["status"][committed] == 1).all())
        text = self.heatreel("info", "long.nc").stdout
        self.assertIn(f"{committed.sum()} of 2000 frames committed, run not finished", text)

    def test_the_committed_part_can_be_drawn(self):
        self.write("long.ini", LONG_SWEEP)
        run = self.start("run", "long.ini", "--quiet")
        self.wait_for_commits(run, 3)
        run.kill()
        run.wait(timeout=HANG_SECONDS)
        self.heatreel("render", "long.nc", "--metric", "P.amplitude", "-o", "part.mp4", "--fps",
                      240, "--size", "320x240", "--preset", "ultrafast")
        self.assertGreater((self.folder / "part.mp4").stat().st_size, 1000)


class FullDisk(EndToEnd):
    """A file size limit stands for a full disk: both make writing fail."""

    def test_serial(self):
        self.write("sweep.ini", SMALL_SWEEP)
        for size in (0, 5_000, 24_000):
            with self.subTest(size=size):
                done = self.heatreel("run", "sweep.ini", code=1, restore_signals=False,
                                     environment=NO_SHARED_FILES,
                                     preexec_fn=lambda limit=size: limit_files(limit))
                self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
                self.assertIn("File too large", done.stderr)
                self.assertEqual(self.files(), ["sweep.ini"])

    def test_no_room_for_the_movie(self):
        """The numbers stay; no half a movie does."""
        self.write("sweep.ini", SMALL_SWEEP)
        self.heatreel("run", "sweep.ini", "--no-video")
        done = self.heatreel("render", "sweep.nc", code=1, restore_signals=False,
                             environment=NO_SHARED_FILES,
                             preexec_fn=lambda: limit_files(1_000))
        self.assertEqual(len(messages(done.stderr)), 1, done.stderr)
        self.assertEqual(self.files(), ["sweep.ini", "sweep.nc"])

    def test_one_rank_of_two(self):
        """Rank 1 alone fails, in the collective write of a commit."""
        self.write("long.ini", LONG_SWEEP)
        # The second metric lies beyond 20 MB; the shared memory of Open MPI 5 takes less.
        limit = 'trap "" XFSZ && ulimit -f 20000'
        words = command(["run", "long.ini", "--dtype", "float64", "--quiet"], ranks=2)
        begin = time.monotonic()
        done = subprocess.run(on_rank_1_alone(limit, words), capture_output=True, text=True,
                              timeout=HANG_SECONDS, check=False, **self.settings())
        self.assertTrue(is_prompt(time.monotonic() - begin, 30))
        self.assertNotEqual(done.returncode, 0)
        self.assertEqual(len(messages(done.stderr)), 1, done.stderr)
        self.assertIn("long.nc", messages(done.stderr)[0])
        self.assertEqual(self.heatreel("info", "long.nc").stderr, "")


if __name__ == "__main__":
    unittest.main()
