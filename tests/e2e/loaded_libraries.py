# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of libraries that the program loads at run time share."""
import os
import shutil
import subprocess
import time

from support import HANG_SECONDS, HEATREEL, MPI_ENVIRONMENT, EndToEnd


def loaded(pid, libraries):
    """Which of the libraries a process has mapped; none if it has ended."""
    try:
        with open(f"/proc/{pid}/maps", encoding="utf-8") as file:
            maps = file.read()
    except (FileNotFoundError, ProcessLookupError):
        return set()
    return {library for library in libraries if library in maps}


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


class LoadedLibraries(EndToEnd):
    def loaded_by_ranks(self, libraries, *arguments):
        """{rank: libraries it had mapped at any time} of a run on three ranks."""
        job = self.start("run", "sweep.ini", "--quiet", *arguments, ranks=3)
        seen = {0: set(), 1: set(), 2: set()}
        while job.poll() is None:
            try:
                for rank, pid in ranks_of(job).items():
                    seen[rank] |= loaded(pid, libraries)
            except (FileNotFoundError, ProcessLookupError):
                pass  # ended meanwhile
            time.sleep(0.01)
        self.assertEqual(job.returncode, 0)
        return seen

    def without_libraries(self, *arguments):
        """The finished process of a program that was copied without its libraries."""
        lonely = shutil.copy(HEATREEL, self.folder / "lonely")
        return subprocess.run([lonely, *arguments], text=True, capture_output=True, cwd=self.folder,
                              check=False, env={**os.environ, **MPI_ENVIRONMENT},
                              timeout=HANG_SECONDS)
