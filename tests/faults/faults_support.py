# SPDX-License-Identifier: GPL-3.0-or-later
"""What the fault tests share: short and long sets, seeds, and the check that no flag is false."""
import os
import random
import sys
import zlib

from support import EndToEnd, h5py

STORE_WRITER = os.environ["HEATREEL_STORE_WRITER"]
LONG = os.environ.get("HEATREEL_FAULTS") == "long"
SEED = int(os.environ.get("HEATREEL_FAULT_SEED") or random.SystemRandom().randrange(2**31))


def how_many(short, long):
    return long if LONG else short


def report(fault, count, result):
    """A row of the table in docs/reliability.md."""
    print(f"| {fault} | {count:,} | {result} |", flush=True)


class Reference:
    """The frames of an undisturbed run, as bytes."""

    def __init__(self, path):
        with h5py.File(path) as file:
            self.variables = ["status", *(set(file["frame_range"]) - {"bound"})]
            self.frames = {name: [frame.tobytes() for frame in file[name][()]]
                           for name in self.variables}
            self.ranges = {name: file["frame_range"][name][()] for name in self.variables[1:]}
            self.texts = [name for name, text in file["provenance"].items() if text[()].rstrip(b"\0")]
            assert file["committed"][()].all(), f"{path} is no undisturbed run"

    def complaints(self, path):
        """What is wrong with a file that a fault left: [] if every flag in it is true."""
        try:
            with h5py.File(path) as file:
                return self._complaints(file)
        except (OSError, KeyError, RuntimeError) as error:
            return [f"does not open: {error}"]

    def missing_texts(self, path):
        """Names of provenance texts that the undisturbed run has and this file has not."""
        with h5py.File(path) as file:
            return [name for name in self.texts
                    if not file["provenance"][name][()].rstrip(b"\0")]

    @staticmethod
    def flagged(path):
        """The frames that a file says it holds."""
        with h5py.File(path) as file:
            return list(file["committed"][()].nonzero()[0])

    def _complaints(self, file):
        found = []
        flags = file["committed"][()]
        stored = {name: file[name][()] for name in self.variables}
        sums = {name: file["frame_crc"][name][()] for name in self.variables}
        ranges = {name: file["frame_range"][name][()] for name in self.ranges}
        for frame in flags.nonzero()[0]:
            for name in self.variables:
                expected = self.frames[name][frame]
                if stored[name][frame].tobytes() != expected:
                    found.append(f"frame {frame} is flagged, but {name} differs")
                if sums[name][frame] != zlib.crc32(expected):
                    found.append(f"frame {frame} is flagged, but its checksum of {name} differs")
            for name, expected in self.ranges.items():
                if ranges[name][frame].tobytes() != expected[frame].tobytes():
                    found.append(f"frame {frame} is flagged, but its range of {name} differs")
        return found


class FaultInjection(EndToEnd):
    """Every failure is found again by the seed that is printed."""

    @classmethod
    def setUpClass(cls):
        print(f"{cls.__name__}: HEATREEL_FAULT_SEED={SEED}"
              f"{' HEATREEL_FAULTS=long' if LONG else ''}", file=sys.stderr, flush=True)

    def setUp(self):
        super().setUp()
        self.random = random.Random(f"{SEED} {self.id()}")
        self.work = self.folder / "work"  # what the programs may write to
        self.work.mkdir()
