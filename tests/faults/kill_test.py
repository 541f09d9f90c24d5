#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""SIGKILL at random moments, from the launch to the last movie: to one rank, to all, to mpirun. No
frame is flagged that is not whole, the file opens, and the sweep ends as if nothing had happened."""
import collections
import signal
import time
import unittest

from harness import FaultTest, processes_of, rounds, send

# Kills of each case, one after the other on the same file.
KILLS = 3


class Kill(FaultTest):
    def victims(self, case, process):
        ranks = processes_of(process.pid)
        kind = case.random.choice(("a rank", "all ranks", "mpirun"))
        if kind == "mpirun" or not ranks:  # before any rank is there
            return "mpirun", [process.pid]
        return kind, ranks if kind == "all ranks" else [case.random.choice(ranks)]

    def kill(self, case):
        """One run that is killed. What was killed, and how many frames are in the file after it."""
        process = case.random_start()
        time.sleep(case.random.uniform(0.0, self.seconds))
        kind, pids = self.victims(case, process)
        ended = process.poll() is not None
        send(pids, signal.SIGKILL)
        case.wait(process, f"after killing {kind}")
        case.wait_for_ranks(process)
        frames = case.check_file()
        case.check_movies()
        return "nothing, it had ended" if ended else kind, frames

    def disturb(self, case):
        killed = [self.kill(case) for _ in range(KILLS)]
        case.finish()
        return killed, case.mpirun_hung

    def test_kill_at_random_moments(self):
        seeds = rounds(short=20, long=334)
        results = self.run_cases(seeds, self.disturb)
        killed = [kill for kills, _ in results for kill in kills]
        kinds = collections.Counter(kind for kind, _ in killed)
        left = collections.Counter("some" if 0 < frames < 60 else f"{frames} of 60"
                                   for _, frames in killed)
        print(f"{len(killed)} kills of {dict(kinds)}; frames in the file after them: "
              f"{dict(left)}; mpirun alone hung {sum(hung for _, hung in results)} times")
        self.assertTrue(len(killed) < 9 or any(0 < frames < 60 for _, frames in killed),
                        "no kill met a sweep under way: the moments are badly chosen")


if __name__ == "__main__":
    unittest.main()
