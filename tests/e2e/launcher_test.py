#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Processes that a launcher of another MPI has started do not know each other. They must not all
write one file: one of them says what is wrong, and nothing is computed."""
import unittest

from support import EndToEnd, messages

# How launchers number their processes.
NUMBERING = (("OMPI_COMM_WORLD_SIZE", "OMPI_COMM_WORLD_RANK"), ("PMI_SIZE", "PMI_RANK"),
             ("SLURM_STEP_NUM_TASKS", "SLURM_PROCID"))


class Launcher(EndToEnd):
    def started_as(self, rank, size, numbering):
        return {numbering[0]: str(size), numbering[1]: str(rank)}

    def test_strangers_are_refused_once(self):
        for numbering in NUMBERING:
            with self.subTest(numbering[0]):
                first, second = (
                    self.heatreel("models", code=2, environment=self.started_as(rank, 2, numbering))
                    for rank in (0, 1))
                self.assertEqual(len(messages(first.stderr)), 1, first.stderr)
                self.assertIn(f"the launcher started 2 processes, which do not know each other "
                              f"({numbering[0]}=2, but MPI (", first.stderr)
                self.assertEqual((first.stdout, second.stdout, messages(second.stderr)), ("", "", []))

    def test_one_process_is_no_stranger(self):
        for numbering in NUMBERING:
            self.heatreel("models", environment=self.started_as(0, 1, numbering))

    def test_tasks_of_a_step_whose_launcher_is_another_one_do_not_count(self):
        """mpirun starts its daemons by srun, whose variables reach the ranks."""
        daemons = self.started_as(0, 4, NUMBERING[2])
        done = self.heatreel("models", ranks=2, environment=daemons)
        self.assertIn("predator-prey", done.stdout)


if __name__ == "__main__":
    unittest.main()
