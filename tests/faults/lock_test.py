#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A second run on the file of a run that is at work is refused and disturbs nothing."""
import unittest

from harness import FaultTest, demand, messages, rounds


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


if __name__ == "__main__":
    unittest.main()
