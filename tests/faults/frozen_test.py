#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A rank that is frozen (SIGSTOP) at a random moment: the job ends with one message that names it,
and can be continued. One that thaws in time goes on as if nothing had happened."""
import collections
import os
import pathlib
import re
import signal
import socket
import tempfile
import time
import unittest

import shim
from harness import Case, FaultTest, demand, messages, processes_of, rounds
from support import HANG_SECONDS

# Seconds; the shortest that the program takes.
RANK_TIMEOUT = 5
# After it, ranks other than 0 wait up to 15 s longer, MPI_Abort may take 5 s, and the launcher its time.
SILENCE = re.compile(r"heatreel: rank (\d+)(?: on (\S+))? has given no sign of life for 5\.0 s ")
STOPPED_MOVIE = "heatreel: stopped by SIGTERM while making the movie"
# Rank 0 says it first; others, where it is rank 0 that is frozen, 10 s later.
MPI_END = re.compile(r"heatreel: MPI did not end within (5|15)\.0 s ")


def rank_of(pid):
    """Its number in the job, or None once it is gone."""
    try:
        variables = pathlib.Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    except OSError:
        return None
    numbers = [int(v.partition(b"=")[2]) for v in variables if v.startswith(b"OMPI_COMM_WORLD_RANK=")]
    return numbers[0] if numbers else None


class Frozen(FaultTest):
    def freeze(self, case, *options):
        """A run on some ranks, one of which is stopped at a random moment. The run, the rank's
        process and its number; None if the run was over by then."""
        process = case.start(case.random.choice((2, 3, 4)), "--rank-timeout", RANK_TIMEOUT, *options)
        demand(case.wait_until_begun(process), "it ended at once")
        time.sleep(case.random.uniform(0.0, self.seconds))
        ranks = processes_of(process.pid)
        if not ranks:
            return process, None, None
        victim = case.random.choice(ranks)
        number = rank_of(victim)
        try:
            os.kill(victim, signal.SIGSTOP)
        except ProcessLookupError:
            return process, None, None
        return process, victim, number

    @staticmethod
    def wait_for_the_end(process):
        """The launcher may end before the ranks that it has killed."""
        deadline = time.monotonic() + HANG_SECONDS
        while ranks := processes_of(process.pid):
            demand(time.monotonic() < deadline, f"ranks {ranks} are left")
            time.sleep(0.1)

    def ends(self, case):
        process, victim, number = self.freeze(case)
        code, stderr = case.wait(process, f"after freezing rank {number}")
        lines = messages(stderr)
        if number == 0 and len(lines) == 2 and lines[1].startswith(STOPPED_MOVIE):
            lines.pop()  # mpirun wakes it to end it, and it tells what it was making
        if victim is None or code == 0:
            outcome = "over before"
        else:
            demand(code == 1 and len(lines) == 1, f"exit code {code}, {lines}")
            named = SILENCE.match(lines[0])
            demand(named or MPI_END.match(lines[0]), f"rank {number}: {lines}")
            demand(not named or int(named[1]) == number, f"rank {number} was frozen: {lines}")
            demand(not named or named[2] in (None, socket.gethostname()), f"{lines}")
            outcome = "rank 0" if number == 0 else "another rank"
        self.wait_for_the_end(process)
        frames = case.check_file()
        case.check_movies()
        case.finish()
        return outcome, frames

    def thaws(self, case):
        process, victim, number = self.freeze(case)
        if victim is not None:
            time.sleep(0.4 * RANK_TIMEOUT)
            os.kill(victim, signal.SIGCONT)
        code, stderr = case.wait(process, f"after thawing rank {number}")
        demand(code == 0, f"exit code {code}, {messages(stderr)}")
        case.finish()

    def test_a_frozen_rank_ends_the_job(self):
        results = self.run_cases(rounds(short=4, long=100), self.ends)
        outcomes = collections.Counter(outcome for outcome, _ in results)
        some = sum(1 for _, frames in results if 0 < frames < 60)
        print(f"{len(results)} frozen ranks: {dict(outcomes)}; {some} files held some of the frames")
        self.assertGreater(len(results), outcomes["over before"])

    def test_rank_0_that_is_frozen_before_the_sweep_ends_the_job(self):
        """The others know --rank-timeout before they have a sweep to work on: here, while rank 0
        looks at what a file holds, and each reading takes 20 ms more."""
        with tempfile.TemporaryDirectory(prefix="heatreel-faults-") as folder:
            case = Case(0, folder, self.reference)
            code, stderr = case.wait(case.start(None, "--no-video"), "the first run")
            self.assertEqual(code, 0, stderr)
            case.variables = shim.environment(case.folder, fail="0:read:0+:slow")
            process = case.start(2, "--resume", "--rank-timeout", RANK_TIMEOUT)
            self.assertTrue(case.wait_until_begun(process))
            victim = next(pid for pid in processes_of(process.pid) if rank_of(pid) == 0)
            os.kill(victim, signal.SIGSTOP)
            code, stderr = case.wait(process, "after freezing rank 0")
            self.wait_for_the_end(process)
            lines = messages(stderr)
            self.assertEqual((code, len(lines)), (1, 1), lines)
            self.assertTrue(SILENCE.match(lines[0]), lines)

    def test_a_rank_that_thaws_goes_on(self):
        self.run_cases(rounds(short=2, long=30), self.thaws)


if __name__ == "__main__":
    unittest.main()
