#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each call of a small run that touches its files fails in turn. The run says so once and ends soon,
or does its work all the same; no flag is false, and no half movie bears its final name."""
import errno
import signal
import subprocess
import time
import unittest

import shim
from faults_support import FOUR_FRAMES, FaultInjection, how_many, report
from judge import Reference
from support import HANG_SECONDS, HEATREEL, MPIEXEC, is_prompt, messages

MOVIES = ("out.P_amplitude.mp4", "out.P_period.mp4")
# Far above the second that a run takes and the three that mpirun needs to end a job.
LONGEST_SECONDS = 30

# What may come of a call of each kind.
FAULTS = {
    "open": [errno.EIO, errno.ENOSPC],
    "write": [errno.EIO, errno.ENOSPC, "short"],
    "sync": [errno.EIO],
    "reserve": [errno.EIO, errno.ENOSPC],
    "truncate": [errno.EIO],
    "rename": [errno.EIO],
    "link": [errno.EIO, errno.EPERM],  # the latter where a file system has no hard links
    "unlink": [errno.EIO],
    "read": [errno.EIO],
}


class InjectedErrors(FaultInjection):
    def run_once(self, ranks, fail=None):
        """(finished process, recorded calls) of a run in an empty work folder."""
        for path in [*self.work.iterdir(), *self.folder.glob("log.*")]:
            path.unlink()
        self.write("work/out.ini", FOUR_FRAMES)
        log = self.folder / "log"
        words = [HEATREEL, "run", "out.ini", "--quiet", "--io-timeout", "10"]
        if ranks > 1:
            words = [MPIEXEC, "-n", str(ranks), *words]
        variables = {"OMPI_MCA_fcoll": "individual", **shim.environment(self.work, log, fail)}
        begin = time.monotonic()
        done = subprocess.run(words, capture_output=True, text=True, timeout=HANG_SECONDS,
                              check=False, **{**self.settings(variables), "cwd": self.work})
        self.assertTrue(is_prompt(time.monotonic() - begin, LONGEST_SECONDS))
        return done, shim.read_calls(log)

    def cases(self, calls, kinds):
        """RANK:KIND:N:ACTION for every call of these kinds in a run without fault."""
        return [f"{call.rank}:{call.kind}:{call.number}:{fault}" for call in calls
                if call.kind in kinds for fault in FAULTS[call.kind]
                # A byte cannot be half written.
                if not (fault == "short" and len(call.data) < 2)]

    def check(self, done, calls, reference, movies, ranks):
        """What must hold whatever failed."""
        if any(call.injected and call.kind == "sync" and call.path != self.work for call in calls):
            self.assertNotEqual(done.returncode, 0, "a failing sync went unnoticed")
        present = {path.name for path in self.work.iterdir()}
        if "out.nc" in present:
            self.assertEqual(reference.complaints(self.work / "out.nc"), [])
        for name in MOVIES:
            if name in present:
                self.assertEqual((self.work / name).read_bytes(), movies[name], f"half a {name}")
        if done.returncode == 0:
            self.assertEqual(messages(done.stderr), [])
            self.assertLessEqual({"out.nc", *MOVIES}, present)
            self.assertEqual(reference.shortcomings(self.work / "out.nc"), [])
        else:
            self.assertEqual(len(messages(done.stderr)), 1, done.stderr)
            if ranks == 1:
                self.assertLessEqual(present, {"out.ini", "out.nc", *MOVIES}, "something is left")

    def fail_each(self, ranks, kinds, most, what):
        done, calls = self.run_once(ranks)
        self.assertEqual(done.returncode, 0, done.stderr)
        reference = Reference(self.work / "out.nc")
        movies = {name: (self.work / name).read_bytes() for name in MOVIES}
        cases = self.cases(calls, kinds)
        self.assertGreater(len(cases), 5)
        if len(cases) > most:
            cases = self.random.sample(cases, most)
        hit = harmless = 0
        for case in cases:
            with self.subTest(case=case, ranks=ranks):
                done, calls = self.run_once(ranks, fail=case)
                hit += any(call.injected for call in calls)
                harmless += done.returncode == 0
                self.check(done, calls, reference, movies, ranks)
        self.assertGreater(hit, len(cases) * 0.8, "the faults did not happen")
        report(f"{what}, {ranks} rank{'s' * (ranks > 1)}", len(cases),
               f"0 false flags, 0 hangs; {harmless} runs came out right all the same")

    def test_writing_serially(self):
        self.fail_each(1, FAULTS.keys() - {"read"}, how_many(60, 10**6),
                       "EIO, ENOSPC, short write, failing sync, rename, …")

    def test_writing_on_two_ranks(self):
        self.fail_each(2, FAULTS.keys() - {"read"}, how_many(20, 10**6),
                       "EIO, ENOSPC, short write, failing sync, rename, …")

    def test_reading(self):
        self.fail_each(1, {"read"}, how_many(20, 10**6), "EIO on reading")

    def test_a_kill_before_each_call(self):
        """Whatever was last done, the next run goes on at once and leaves nothing beside its files."""
        _, calls = self.run_once(1)
        reference = Reference(self.work / "out.nc")
        early = calls[:20]  # the lock, and the layout up to its first writes
        chosen = [*early, *self.random.sample(calls[20:], min(len(calls) - 20, how_many(20, 10**6)))]
        for call in chosen:
            case = f"{call.rank}:{call.kind}:{call.number}:kill"
            with self.subTest(case=case, file=call.path.name):
                done, _ = self.run_once(1, fail=case)
                self.assertEqual(done.returncode, -signal.SIGKILL, done.stderr)
                if (self.work / "out.nc").exists():
                    self.assertEqual(reference.complaints(self.work / "out.nc"), [])
                self.heatreel("run", "work/out.ini", "--quiet", "--resume-if-exists",
                              "--output", "work/out.nc")
                self.assertEqual(reference.shortcomings(self.work / "out.nc"), [])
                left = {path.name for path in self.work.iterdir() if ".mp4.part-" not in path.name}
                self.assertEqual(left, {"out.ini", "out.nc", *MOVIES})
        report("SIGKILL before a call, serial run, then continued", len(chosen),
               "0 false flags, all right in the end")

    def test_a_used_up_quota_is_named(self):
        """Whichever file it was that could not grow; beside a movie, by the system's words alone."""
        _, calls = self.run_once(1)
        writes = [call for call in calls if call.kind == "write"]
        chosen = self.random.sample(writes, min(len(writes), how_many(12, 10**6)))
        movie = next(call for call in writes if ".mp4" in call.path.name)
        reserving = next(call for call in calls if call.kind == "reserve")
        refused = 0
        for call in [reserving, movie, *chosen]:
            case = f"{call.rank}:{call.kind}:{call.number}:{errno.EDQUOT}"
            with self.subTest(case=case, file=call.path.name):
                done, _ = self.run_once(1, fail=case)
                if done.returncode != 0:
                    refused += 1
                    words = "quota" if ".mp4" in call.path.name else "[Yy]our quota"
                    self.assertRegex(done.stderr, words)
        self.assertGreater(refused, len(chosen) // 2)
        report("quota used up, serial run", 2 + len(chosen), f"{refused} runs ended, all said why")


if __name__ == "__main__":
    unittest.main()
