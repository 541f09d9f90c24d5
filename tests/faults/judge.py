# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a result file keeps the promises of docs/reliability.md, as h5py and zlib see it."""
import zlib

import h5py


class Reference:
    """The frames of an undisturbed run, as bytes. It judges the files of disturbed ones."""

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

    def shortcomings(self, path):
        """The same for a file that is said to be finished: all frames have to be there, and all
        texts of the undisturbed run."""
        found = self.complaints(path)
        if found:
            return found
        with h5py.File(path) as file:
            return [*(f"frame {frame} is missing"
                      for frame in (file["committed"][()] == 0).nonzero()[0]),
                    *(f"text {name} is missing" for name in self.texts
                      if not file["provenance"][name][()].rstrip(b"\0"))]

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
