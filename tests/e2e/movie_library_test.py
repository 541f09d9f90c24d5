#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The library that draws and encodes: loaded by the rank that makes movies and by no other."""
import unittest

from loaded_libraries import LoadedLibraries
from support import SMALL_SWEEP

LIBRARIES = {"libavformat", "libavcodec", "libcairo", "libx264", "libheatreel_movie"}

# Some seconds, so that the ranks can be looked at.
SWEEP = SMALL_SWEEP.replace("t-end = 100", "t-end = 2000000")


class MovieLibrary(LoadedLibraries):
    def test_only_the_encoding_rank_loads_it(self):
        self.write("sweep.ini", SWEEP)
        self.assertEqual(self.loaded_by_ranks(LIBRARIES), {0: LIBRARIES, 1: set(), 2: set()})

    def test_nobody_loads_it_without_a_movie(self):
        self.write("sweep.ini", SWEEP)
        self.assertEqual(self.loaded_by_ranks(LIBRARIES, "--no-video"),
                         {0: set(), 1: set(), 2: set()})

    def test_a_program_without_its_library(self):
        """Says so before it computes; what needs no movie works."""
        self.write("sweep.ini", SMALL_SWEEP)
        done = self.without_libraries("run", "sweep.ini", "--quiet")
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stderr, r"heatreel: cannot load the library that makes movies "
                                      r"\(libheatreel_movie\.so: .*\) Install heatreel")
        self.assertEqual(self.files(), ["lonely", "sweep.ini"])
        done = self.without_libraries("run", "sweep.ini", "--quiet", "--no-video")
        self.assertEqual(done.returncode, 0)


if __name__ == "__main__":
    unittest.main()
