#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A signal or the time limit ends a sweep soon, whatever its threads are in the middle of: making
machine code of a large model, or a cell that takes for ever."""
import signal
import subprocess
import time
import unittest

from support import HANG_SECONDS, EndToEnd, coupled_model, is_prompt, messages

# Without the protection each of these runs lasts for minutes.
SOON = 10.0

# 10^12 steps.
ENDLESS = ["--model", "harmonic-oscillator", "--x", "omega=1:2:2", "--y", "x_0=1:2:2",
           "--t", "v_0=0:1:2", "--metric", "x.max", "--integrator", "rk4", "--dt", "0.001",
           "--t-end", "1e9", "--no-video", "-o", "sweep.nc"]


class Stop(EndToEnd):
    def stop(self, number, *arguments, ranks=None):
        """Starts a run and sends it a signal as soon as it has its file. Exit code and messages."""
        process = self.start("run", *arguments, ranks=ranks, stderr=subprocess.PIPE)
        while not (self.folder / "sweep.nc").exists():
            self.assertIsNone(process.poll(), "it ended at once")
            time.sleep(0.01)
        time.sleep(0.5)  # let the threads begin
        begin = time.monotonic()
        process.send_signal(number)
        _, stderr = process.communicate(timeout=HANG_SECONDS)
        self.assertTrue(is_prompt(time.monotonic() - begin, SOON))
        self.assertFalse((self.folder / "sweep.nc.lock").exists())
        return process.returncode, messages(stderr)

    def expect_stopped(self, number, code, said):
        self.assertEqual(code, 75, said)
        self.assertEqual(len(said), 1, said)
        self.assertIn(f"stopped by {number.name} after 0 of", said[0])

    def test_while_machine_code_is_made(self):
        self.write("coupled.model", coupled_model(300))
        options = ["--model", "coupled.model", "--x", "a=1:2:2", "--y", "b=1:2:2", "--t", "c=1:2:2",
                   "--metric", "x0.mean", "--no-video", "-o", "sweep.nc", "--overwrite"]
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGUSR1):
            with self.subTest(number.name):
                self.expect_stopped(number, *self.stop(number, *options))
                (self.folder / "sweep.nc").unlink()

    def test_in_a_cell_that_takes_for_ever(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            with self.subTest(number.name):
                self.expect_stopped(number, *self.stop(number, *ENDLESS))
                (self.folder / "sweep.nc").unlink()

    def test_one_of_two_ranks(self):
        code, said = self.stop(signal.SIGUSR1, *ENDLESS, ranks=2)
        self.expect_stopped(signal.SIGUSR1, code, said)

    def test_the_time_limit_does_not_wait_for_a_cell(self):
        begin = time.monotonic()
        done = self.heatreel("run", *ENDLESS, "--max-walltime", "1", code=75)
        self.assertTrue(is_prompt(time.monotonic() - begin, SOON))
        self.assertIn("stopped at the time limit after 0 of 2 frames", done.stderr)


if __name__ == "__main__":
    unittest.main()
