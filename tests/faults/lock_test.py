#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A second run on the file of a run that is at work is refused and disturbs nothing: also in a
container of its own, which has the same host's name, and where flock is missing or lies."""
import os
import signal
import subprocess
import time
import unittest

import shim
from faults_support import FaultInjection, report
from harness import FaultTest, demand, messages, processes_of, rounds
from support import HANG_SECONDS, LONGER_SWEEP, MPI_ENVIRONMENT, command

CONTAINER = ["unshare", "--pid", "--fork", "--mount-proc", "--kill-child"]
# Minutes if nobody ends it.
ENDLESS_SWEEP = LONGER_SWEEP.replace("t-end = 10000", "t-end = 1000000")


class TwoRuns(FaultTest):
    def disturb(self, case):
        first = case.random_start()
        demand(case.wait_until_begun(first), "the first run ended at once")
        refused = 0
        for option in ("--resume", "--overwrite", "--resume-if-exists", None):
            second = case.start(case.random.choice((None, 2)), *([option] if option else []))
            code, stderr = case.wait(second, "the second run")
            if first.poll() is None:
                lines = messages(stderr)
                demand(code == 1 and len(lines) == 1 and "written by another run" in lines[0] and
                       "process" in lines[0], f"{option}: exit code {code}, {lines}")
                refused += 1
            else:
                break
        code, stderr = case.wait(first, "the first run")
        demand(code == 0, f"the first run ended with {code}: {messages(stderr)}")
        case.check_file()
        case.finish()
        return refused

    def test_two_runs_on_one_file(self):
        refused = sum(self.run_cases(rounds(short=4, long=50), self.disturb))
        print(f"{refused} runs refused")
        self.assertGreater(refused, 0)


class Containers(FaultInjection):
    """Two process-number namespaces with one host's name and one folder."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        tried = subprocess.run([*CONTAINER, "true"], capture_output=True, text=True, check=False)
        if tried.returncode != 0:
            raise unittest.SkipTest(f"no process-number namespace can be made here: {tried.stderr}")

    def setUp(self):
        super().setUp()
        self.result = self.work / "sweep.nc"
        self.lock = self.work / "sweep.nc.lock"
        (self.work / "sweep.ini").write_text(ENDLESS_SWEEP, encoding="utf-8")

    def run_in(self, place, flock, *options, ranks=None):
        """A run in a container, or in none (place ""), started with a flock of this kind."""
        variables = {"LD_PRELOAD": shim.PRELOAD, "HEATREEL_SHIM_FLOCK": flock} if flock else {}
        words = command(["run", "sweep.ini", "--quiet", *options], ranks)
        process = subprocess.Popen([*place, *words], cwd=self.work, start_new_session=True,
                                   text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   env={**os.environ, **MPI_ENVIRONMENT, **variables})
        self.addCleanup(self.end, process)
        return process

    def end(self, process):
        """Kills all of a run, and waits until it is gone."""
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        self.wait_until(lambda: not processes_of(process.pid), "it does not die")

    def wait_until(self, condition, what):
        deadline = time.monotonic() + HANG_SECONDS
        while not condition():
            self.assertLess(time.monotonic(), deadline, what)
            time.sleep(0.02)

    def begin(self, place, flock, ranks=None):
        process = self.run_in(place, flock, ranks=ranks)
        self.wait_until(lambda: process.poll() is not None or self.result.exists(), "it is idle")
        self.assertIsNone(process.poll(), process.stderr)
        return process

    def refuse(self, place, flock, first, words="written by another run"):
        """Every kind of second run is turned away, and the first one still runs."""
        for option in ("--resume", "--overwrite", "--resume-if-exists"):
            second = self.run_in(place, flock, option)
            _, stderr = second.communicate(timeout=HANG_SECONDS)
            self.assertEqual(second.returncode, 1, stderr)
            self.assertEqual(len(messages(stderr)), 1, stderr)
            self.assertIn(words, stderr)
            if first is not None:
                self.assertIsNone(first.poll(), "the first run was disturbed")
        return 3

    def stop(self, process, place):
        """Ends a run in good order."""
        if place:
            ranks = processes_of(process.pid)
            os.kill(ranks[-1], signal.SIGUSR1)
        else:
            process.send_signal(signal.SIGUSR1)
        _, stderr = process.communicate(timeout=HANG_SECONDS)
        self.assertEqual(process.returncode, 75, stderr)
        self.assertFalse(self.lock.exists(), "the lock is left behind")

    def test_a_living_run_is_respected(self):
        refused = 0
        cases = [(first, second, flock) for first in (CONTAINER, []) for second in (CONTAINER, [])
                 for flock in (None, "missing", "lies")]
        for first, second, flock in cases:
            with self.subTest(first=first, second=second, flock=flock):
                process = self.begin(first, flock)
                refused += self.refuse(second, flock, process)
                self.stop(process, first)
                self.result.unlink()
        report("a second run in a container of the same host name, flock right, missing, lying",
               refused, "all refused; the first run went on")

    def test_a_job_of_two_ranks_is_respected(self):
        process = self.begin([], "lies", ranks=2)
        self.refuse(CONTAINER, "lies", process)
        self.stop(process, [])

    def test_a_killed_run_of_another_container_is_waited_for(self):
        for flock in (None, "missing", "lies"):
            with self.subTest(flock=flock):
                process = self.begin(CONTAINER, flock)
                # While it is open, no other namespace gets its number.
                namespace = open(f"/proc/{processes_of(process.pid)[0]}/ns/pid", "rb")
                self.addCleanup(namespace.close)
                self.end(process)
                self.refuse(CONTAINER, flock, None, "can be taken over in")
                text, silent = self.lock.read_text(), time.time() - 130
                os.utime(self.lock, (silent, silent))
                process = self.run_in(CONTAINER, flock, "--resume")
                self.wait_until(lambda: self.lock.read_text() != text, "it is not taken over")
                self.stop(process, CONTAINER)
                self.result.unlink()

    def test_a_killed_run_of_the_same_container_is_not_waited_for(self):
        for flock in (None, "missing", "lies"):
            with self.subTest(flock=flock):
                self.end(self.begin([], flock))
                process = self.run_in([], flock, "--resume")
                self.wait_until(lambda: f"\n{process.pid}\n" in self.lock.read_text(),
                                "it is not taken over")
                self.stop(process, [])
                self.result.unlink()

    def test_a_deleted_lock_is_made_again(self):
        process = self.begin([], None)
        text = self.lock.read_text()
        self.lock.unlink()
        self.wait_until(self.lock.exists, "it is not made again")
        self.assertEqual(self.lock.read_text(), text)
        self.refuse([], None, process)
        self.stop(process, [])


if __name__ == "__main__":
    unittest.main()
