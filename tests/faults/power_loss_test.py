#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The power fails: recorded writes are replayed with unsynced pages dropped. Whatever is left under
the result file's name opens, and no frame in it is flagged falsely."""
import os
import subprocess
import unittest

import shim
from faults_support import STORE_WRITER, FaultInjection, components, how_many, report
from judge import Reference
from power_loss import Recording
from support import HANG_SECONDS, HEATREEL, MPIEXEC

SWEEP = """\
model = predator-prey
x = G=50:300:12
y = rec=10:50:11
t = assoc_ddg=-1:1:8
metric = P.amplitude
metric = P.period
t-end = 100
no-video = yes
overwrite = yes
"""

# Three frames of which each takes several commits.
SLOW_SWEEP = """\
model = predator-prey
x = G=50:300:40
y = rec=10:50:40
t = assoc_ddg=-1:1:3
metric = P.amplitude
t-end = 100000
integrator = rk4
dt = 1
commit-interval = 0.02
no-video = yes
"""

# Collective writing by several ranks for certain, not by one for all.
WAYS = {
    "vulcan": {"OMPI_MCA_fcoll": "vulcan", "OMPI_MCA_io_ompio_num_aggregators": "2"},
    "individual": {"OMPI_MCA_fcoll": "individual"},
    **{romio: {"OMPI_MCA_io": romio, "ROMIO_HINTS": "../romio-hints"}
       for romio in components("io", "romio")},
}
ROMIO_HINTS = "romio_cb_write disable\nromio_ds_write disable\n"


class PowerLoss(FaultInjection):
    def record(self, words, variables, before=None):
        """(recording, reference) of a run that writes out.nc in the work folder."""
        for path in self.work.iterdir():
            path.unlink()
        for name, content in (before or {}).items():
            (self.work / name).write_bytes(content)
        log = self.folder / "log"
        for part in self.folder.glob("log.*"):
            part.unlink()
        self.write("romio-hints", ROMIO_HINTS)
        settings = self.settings({**variables, **shim.environment(self.work, log)})
        done = subprocess.run(words, capture_output=True, text=True, timeout=HANG_SECONDS, check=False,
                              **{**settings, "cwd": self.work})
        self.assertEqual(done.returncode, 0, done.stderr)
        recording = Recording(self.work, shim.read_calls(log), before)
        self.assertGreater(len(recording.processes()), 1, "one writer only")
        return recording, Reference(self.work / "out.nc")

    def lose_power(self, name, recording, reference, states):
        """Checks that many states; stops at the first that is wrong. How many hold the new file."""
        path = self.folder / "after.nc"
        old = recording.before.get("out.nc")
        present = 0
        for n in range(states):
            files, moment = recording.state(self.random)
            content = files.get("out.nc")
            self.assertFalse(old and content is None, f"{name}, state {n} at {moment}: no file")
            if content in (None, old):
                continue
            present += 1
            path.write_bytes(content)
            complaints = reference.complaints(path)
            self.assertEqual(complaints, [], f"{name}, state {n} at {moment}")
            if n % 100 == 0:
                self.heatreel("info", path)
        return present

    def test_frames_from_several_ranks(self):
        states = how_many(75, 2500)
        total = present = 0
        for way, variables in WAYS.items():
            for owner in ("turns", "scattered"):
                words = [MPIEXEC, "-n", "3", STORE_WRITER, "out=out.nc", "nx=60", "ny=40", "nt=6",
                         "chunk=173", f"owner={owner}"]
                with self.subTest(way=way, owner=owner):
                    recording, reference = self.record(words, variables)
                    found = self.lose_power(f"{way}, {owner}", recording, reference, states)
                    self.assertGreater(found, states // 2)
                    total += states
                    present += found
        report("power loss, frames from three ranks", total,
               f"0 false flags, all files open; {present} have the file")

    def test_a_sweep_that_replaces_another(self):
        """The old file stands until the new one can take its place."""
        states = how_many(100, 5000)
        total = present = 0
        self.write("work/out.ini", SWEEP)
        old = (self.work / "out.ini").read_bytes()
        before = {"out.ini": old, "out.nc": b"what was here before"}
        for way, variables in WAYS.items():
            with self.subTest(way=way):
                recording, reference = self.record(
                    [MPIEXEC, "-n", "2", HEATREEL, "run", "out.ini", "--quiet"], variables, before)
                found = self.lose_power(f"sweep, {way}", recording, reference, states)
                self.assertGreater(found, states // 4)
                total += states
                present += found
        report("power loss, sweep over an older file", total,
               f"0 false flags, old or new file complete; {present} have the new one")

    def test_continuing_from_what_is_left(self):
        """Frames under way are in the journal, which the power failed for as well."""
        states, total, journals = how_many(10, 150), 0, 0
        self.write("work/out.ini", SLOW_SWEEP)
        before = {"out.ini": SLOW_SWEEP.encode()}
        for way, variables in WAYS.items():
            with self.subTest(way=way):
                recording, reference = self.record(
                    [MPIEXEC, "-n", "2", HEATREEL, "run", "out.ini", "--quiet"], variables, before)
                for _ in range(states):
                    files, moment = recording.state(self.random)
                    journals += "out.nc.journal" in files
                    for path in self.work.iterdir():
                        path.unlink()
                    for name, content in files.items():
                        (self.work / name).write_bytes(content)
                        os.utime(self.work / name, (0, 0))  # a machine takes its time to come back
                    self.heatreel("run", "work/out.ini", "--quiet", "--resume-if-exists",
                                  "--output", "work/out.nc")
                    self.assertEqual(reference.complaints(self.work / "out.nc"), [], moment)
                    self.assertEqual(len(reference.flagged(self.work / "out.nc")), 3)
                    total += 1
        self.assertGreater(journals, 0)
        report("power loss, then continued", total,
               f"all bit-identical in the end; {journals} with a journal")


if __name__ == "__main__":
    unittest.main()
