#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The disk is full: from the start, after the file was laid out, and when its blocks were not really
reserved. On a small tmpfs of this process's own, so as root only."""
import ctypes
import os
import subprocess
import time
import unittest

import shim
from faults_support import STORE_WRITER, FaultInjection, components, how_many, report
from judge import Reference
from support import HANG_SECONDS, HEATREEL, MPIEXEC, is_prompt, messages

# Each way of Open MPI to write together.
WAYS = {
    **{fcoll: {"OMPI_MCA_io": "ompio", "OMPI_MCA_fcoll": fcoll}
       for fcoll in components("fcoll")},
    **{romio: {"OMPI_MCA_io": romio} for romio in components("io", "romio")},
}
DISK_BYTES = 4 << 20
LONGEST_SECONDS = 30
CLONE_NEWNS, MS_PRIVATE_AND_REC = 0x20000, 0x44000

# Two frames of 3.2 MB each: too much for the disk.
LARGE_SWEEP = """\
model = predator-prey
x = G=50:300:600
y = rec=10:50:600
t = assoc_ddg=-1:1:2
metric = P.amplitude
metric = P.period
t-end = 10
"""


def setUpModule():
    """Mounts made from now on are seen by this process and its children alone."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWNS) != 0 or \
            libc.mount(b"none", b"/", None, ctypes.c_ulong(MS_PRIVATE_AND_REC), None) != 0:
        raise unittest.SkipTest(f"no mounts of one's own: {os.strerror(ctypes.get_errno())}")


class DiskFull(FaultInjection):
    def setUp(self):
        super().setUp()
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "none", self.work],
                       check=True)
        self.addCleanup(subprocess.run, ["umount", "-l", self.work], check=True)

    def fill(self):
        with open(self.work / "filler", "wb", buffering=0) as file:
            try:
                while True:
                    file.write(bytes(65536))
            except OSError:
                pass

    def write_known_numbers(self, variables, ranks, **arguments):
        """(finished process, seconds) of a file of known numbers; the disk fills up once the file
        stands complete but empty."""
        go = self.folder / "go"
        for path in [go, *self.work.iterdir()]:
            path.unlink(missing_ok=True)
        words = [STORE_WRITER, "out=out.nc", "nx=100", "ny=100", "nt=12", "frames=2", "chunk=777",
                 "owner=scattered", f"go={go}", *(f"{k}={v}" for k, v in arguments.items())]
        process = subprocess.Popen([MPIEXEC, "-n", str(ranks), *words], text=True,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   **{**self.settings(variables), "cwd": self.work})
        try:
            deadline = time.monotonic() + HANG_SECONDS
            while not (self.work / "out.nc").exists() and time.monotonic() < deadline:
                time.sleep(0.02)
            self.fill()
            go.touch()
            begin = time.monotonic()
            _, stderr = process.communicate(timeout=HANG_SECONDS)
            return process.returncode, stderr, time.monotonic() - begin
        finally:
            if process.poll() is None:
                process.terminate()
                process.communicate()

    def reference(self):
        """Known numbers on a disk with room."""
        roomy = self.folder / "good.nc"
        subprocess.run([STORE_WRITER, f"out={roomy}", "nx=100", "ny=100", "nt=12"], check=True,
                       **self.settings())
        return Reference(roomy)

    def test_too_small_from_the_start(self):
        self.write("work/sweep.ini", LARGE_SWEEP)
        for ranks in (1, 2):
            done = subprocess.run([MPIEXEC, "-n", str(ranks), HEATREEL, "run", "sweep.ini"],
                                  capture_output=True, text=True, timeout=HANG_SECONDS, check=False,
                                  **{**self.settings(), "cwd": self.work})
            self.assertEqual(done.returncode, 1)
            self.assertEqual(len(messages(done.stderr)), 1, done.stderr)
            self.assertRegex(done.stderr, r"does not fit on its disk .it takes \d+ bytes and \d+ are ")
            self.assertEqual({path.name for path in self.work.iterdir()}, {"sweep.ini"})
        report("disk too small from the start", 2, "refused, bytes that are missing are named")

    def test_filled_by_others_after_the_start(self):
        """The file's blocks are its own."""
        reference, runs = self.reference(), 0
        for way, variables in WAYS.items():
            with self.subTest(way=way):
                code, stderr, _ = self.write_known_numbers(variables, 3)
                self.assertEqual(code, 0, stderr)
                self.assertEqual(reference.complaints(self.work / "out.nc"), [])
                self.assertEqual(len(reference.flagged(self.work / "out.nc")), 12)
                runs += 1
        report(f"disk filled by others during the run × {len(WAYS)} ways to write", runs,
               "all frames stored")

    def test_blocks_that_were_not_really_reserved(self):
        reference, runs, slowest = self.reference(), 0, 0.0
        for _ in range(how_many(1, 5)):
            for way, variables in WAYS.items():
                with self.subTest(way=way):
                    defeated = {**variables, **shim.environment(self.work, fail="*:reserve:0+:skip")}
                    code, stderr, seconds = self.write_known_numbers(defeated, 3)
                    self.assertNotEqual(code, 0, stderr)
                    self.assertTrue(is_prompt(seconds, LONGEST_SECONDS))
                    self.assertEqual(reference.complaints(self.work / "out.nc"), [])
                    slowest = max(slowest, seconds)
                    runs += 1
        report(f"disk full in the middle of a commit × {len(WAYS)} ways to write", runs,
               f"0 silent losses, exit ≠ 0 after {slowest:.0f} s at most")


if __name__ == "__main__":
    unittest.main()
