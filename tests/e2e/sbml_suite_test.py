#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Cases of the SBML Test Suite have the right results, or are refused."""
import subprocess
import sys
import unittest

from support import REPOSITORY, EndToEnd

FOLDER = REPOSITORY / "tests/sbml"


class Suite(EndToEnd):
    def run_suite(self, *options):
        return subprocess.run([sys.executable, FOLDER / "run_suite.py", FOLDER / "cases", *options],
                              capture_output=True, text=True, cwd=self.folder, check=False,
                              env=self.settings()["env"])

    def test_all_cases(self):
        done = self.run_suite("--refused", FOLDER / "cases/refused.lst")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertRegex(done.stdout, r"\n32 of 32 pass \(100\.0 %\)\n$")

    def test_a_case_that_is_refused_is_not_right(self):
        self.write("one.lst", "00039\n")
        done = self.run_suite("--only", "one.lst")
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stdout, r"^00039 refused: .*algebraic rules are not supported")


if __name__ == "__main__":
    unittest.main()
