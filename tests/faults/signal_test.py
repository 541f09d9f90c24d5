#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""SIGUSR1, SIGTERM, SIGINT and SIGHUP at random moments of a run, to mpirun, to one rank or to a run without
mpirun: it stops soon, keeps what is finished, says how to go on, and can be continued."""
import os
import signal
import tempfile
import time
import unittest

from harness import Case, FaultTest, demand, messages, processes_of, rounds
from support import is_prompt

# A chunk is half a second at most; ending MPI takes the rest.
STOP_SECONDS = 10.0


class Signals(FaultTest):
    def target(self, case, process):
        """To whom the signal goes, and whether mpirun then ends the job by force."""
        ranks = processes_of(process.pid)
        if process.args[0].endswith("heatreel"):
            return process.pid, False
        if ranks and case.random.random() < 0.5:
            return case.random.choice(ranks), False
        return process.pid, True

    def disturb(self, case):
        process = case.random_start()
        if not case.wait_until_begun(process):
            demand(False, f"it ended at once: {case.wait(process, '')}")
        time.sleep(case.random.uniform(0.0, 1.2 * self.seconds))
        number = case.random.choice((signal.SIGUSR1, signal.SIGTERM, signal.SIGINT,
                                     signal.SIGHUP))
        pid, through_mpirun = self.target(case, process)
        begin = time.monotonic()
        if process.poll() is None:
            os.kill(pid, number)
        code, stderr = case.wait(process, f"after {number.name}")
        seconds = time.monotonic() - begin
        demand(is_prompt(seconds, STOP_SECONDS), f"{number.name}: took {seconds:.1f} s to stop")
        # At SIGTERM, SIGINT and SIGHUP mpirun ends the ranks itself, with an exit code of its own.
        by_force = through_mpirun and number != signal.SIGUSR1
        self.check_end(code, stderr, by_force, f"{number.name} to {pid} of {process.args[:3]}")
        frames = case.check_file()
        case.check_movies()
        case.finish()
        return seconds, frames, code

    def check_end(self, code, stderr, by_force, what):
        lines = messages(stderr)
        if code == 75:
            demand(len(lines) == 1 and lines[0].startswith("heatreel: stopped by SIG") and
                   "heatreel run sweep.ini" in lines[0] and "--resume" in lines[0],
                   f"{what}: {lines}")
        else:
            demand(code == 0 or by_force, f"{what}: exit code {code}, {lines}")
            demand(len(lines) <= 1, f"{what}: {lines}")

    def test_signals_at_random_moments(self):
        results = self.run_cases(rounds(short=20, long=200), self.disturb)
        times = sorted(seconds for seconds, _, _ in results)
        codes = [code for _, _, code in results]
        print(f"{len(results)} signals; exit codes { {code: codes.count(code) for code in codes} }; "
              f"stopped within {times[len(times) // 2]:.2f} s (half), {times[-1]:.2f} s (all)")
        self.assertIn(75, codes)


class HangUp(unittest.TestCase):
    """A terminal or a connection that is gone."""

    def run_and_hang_up(self, ignored):
        """(exit code, messages) of a run that gets SIGHUP, which it may have been told to ignore."""
        with tempfile.TemporaryDirectory(prefix="heatreel-faults-") as folder:
            case = Case(0, folder, None)
            before = signal.signal(signal.SIGHUP, signal.SIG_IGN if ignored else signal.SIG_DFL)
            try:
                process = case.start(None)
            finally:
                signal.signal(signal.SIGHUP, before)
            demand(case.wait_until_begun(process), "it ended at once")
            process.send_signal(signal.SIGHUP)
            code, stderr = case.wait(process, "SIGHUP")
            self.assertFalse(case.lock.exists())
            return code, messages(stderr)

    def test_it_ends_a_run_in_good_order(self):
        code, lines = self.run_and_hang_up(ignored=False)
        self.assertEqual((code, len(lines)), (75, 1), lines)
        self.assertIn("stopped by SIGHUP", lines[0])

    def test_a_run_under_nohup_goes_on(self):
        self.assertEqual(self.run_and_hang_up(ignored=True), (0, []))


if __name__ == "__main__":
    unittest.main()
