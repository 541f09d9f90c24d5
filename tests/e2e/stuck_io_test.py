#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A file system that does not answer: --io-timeout ends the job with one message, and so does
--max-walltime, which the run cannot keep in good order then."""
import shutil
import subprocess
import time
import unittest

from support import (HANG_SECONDS, SMALL_SWEEP, EndToEnd, command, is_prompt, messages,
                     on_rank_1_alone)

# fsync of a result file never comes back, as on a server that is gone.
STUCK_FSYNC = r"""
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <sys/syscall.h>
int fsync(int file) {
  char link[64], path[4096] = "";
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  if (readlink(link, path, sizeof path - 1) > 3 && strcmp(path + strlen(path) - 3, ".nc") == 0) {
    for (;;) pause();
  }
  return (int)syscall(SYS_fsync, file);
}
"""


@unittest.skipUnless(shutil.which("cc"), "needs a C compiler")
class StuckFileSystem(EndToEnd):
    def setUp(self):
        super().setUp()
        self.write("stuck.c", STUCK_FSYNC)
        self.tool("cc", "-shared", "-fPIC", "-o", "stuck.so", "stuck.c")
        self.write("sweep.ini", SMALL_SWEEP)

    def end_of(self, words):
        """The exit code, the one message and the seconds of a run that has to end by itself."""
        begin = time.monotonic()
        done = subprocess.run(words, capture_output=True, text=True, timeout=HANG_SECONDS,
                              check=False, **self.settings())
        said = messages(done.stderr)
        self.assertEqual(len(said), 1, done.stderr)
        return done.returncode, said[0], time.monotonic() - begin

    def expect_end(self, words):
        code, said, seconds = self.end_of(words)
        self.assertTrue(is_prompt(seconds, 30))
        self.assertNotEqual(code, 0)
        self.assertRegex(said, r"a commit to sweep\.nc has not returned after 5\.0 s")

    def test_serial(self):
        self.expect_end(["env", "LD_PRELOAD=./stuck.so",
                         *command(["run", "sweep.ini", "--io-timeout", "5"])])

    def test_one_rank_of_two(self):
        self.expect_end(on_rank_1_alone(
            "export LD_PRELOAD=./stuck.so",
            command(["run", "sweep.ini", "--io-timeout", "5"], ranks=2)))

    def test_the_time_limit_is_a_hard_bound(self):
        code, said, seconds = self.end_of(["env", "LD_PRELOAD=./stuck.so",
                                           *command(["run", "sweep.ini", "--max-walltime", "2"])])
        self.assertTrue(is_prompt(seconds, 2 + 30))
        self.assertEqual(code, 75)
        self.assertRegex(said, r"ended by force after the time limit \(.* it was writing a commit\)")


if __name__ == "__main__":
    unittest.main()
