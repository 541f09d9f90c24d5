#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The library that draws and encodes: loaded by the rank that makes movies and by no other."""
import os
import shutil
import subprocess
import time
import unittest

from support import HANG_SECONDS, HEATREEL, MPI_ENVIRONMENT, SMALL_SWEEP, EndToEnd

LIBRARIES = ("libavformat", "libavcodec", "libcairo", "libx264", "libheatreel_movie")

# Some seconds, so that the ranks can be looked at.
SWEEP = SMALL_SWEEP.replace("t-end = 100", "t-end = 2000000")


def loaded(pid):
    """Which of the libraries a process has mapped; none if it has ended."""
    try:
        with open(f"/proc/{pid}/maps", encoding="utf-8") as file:
            maps = file.read()
    except (FileNotFoundError, ProcessLookupError):
        return set()
    return {library for library in LIBRARIES if library in maps}


def ranks_of(job):
    """{rank: process id} of the children of mpirun that have become heatreel."""
    ranks = {}
    with open(f"/proc/{job.pid}/task/{job.pid}/children", encoding="ascii") as file:
        children = file.read().split()
    for pid in children:
        with open(f"/proc/{pid}/environ", "rb") as file:
            for entry in file.read().split(b"\0"):
                name, _, value = entry.partition(b"=")
                if name == b"OMPI_COMM_WORLD_RANK":
                    ranks[int(value)] = int(pid)
    return ranks


class MovieLibrary(EndToEnd):
    def loaded_by_ranks(self, *options):
        """{rank: libraries it had mapped at any time} of a run on three ranks."""
        self.write("sweep.ini", SWEEP)
        job = self.start("run", "sweep.ini", "--quiet", *options, ranks=3)
        seen = {0: set(), 1: set(), 2: set()}
        while job.poll() is None:
            try:
                for rank, pid in ranks_of(job).items():
                    seen[rank] |= loaded(pid)
            except (FileNotFoundError, ProcessLookupError):
                pass  # ended meanwhile
            time.sleep(0.01)
        self.assertEqual(job.returncode, 0)
        return seen

    def test_only_the_encoding_rank_loads_it(self):
        seen = self.loaded_by_ranks()
        self.assertEqual(seen, {0: set(LIBRARIES), 1: set(), 2: set()})

    def test_nobody_loads_it_without_a_movie(self):
        self.assertEqual(self.loaded_by_ranks("--no-video"), {0: set(), 1: set(), 2: set()})

    def test_a_program_without_its_library(self):
        """Says so before it computes; what needs no movie works."""
        lonely = shutil.copy(HEATREEL, self.folder / "lonely")
        self.write("sweep.ini", SMALL_SWEEP)

        def run(*arguments):
            return subprocess.run([lonely, "run", "sweep.ini", "--quiet", *arguments], text=True,
                                  capture_output=True, cwd=self.folder, check=False,
                                  env={**os.environ, **MPI_ENVIRONMENT},
                                  timeout=HANG_SECONDS)

        done = run()
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stderr, r"heatreel: cannot load the library that makes movies "
                                      r"\(libheatreel_movie\.so: .*\) Install heatreel")
        self.assertEqual(self.files(), ["lonely", "sweep.ini"])
        self.assertEqual(run("--no-video").returncode, 0)


if __name__ == "__main__":
    unittest.main()
