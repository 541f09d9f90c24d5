#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Awkward shares and sizes: every number that was written is read again, by a program that is not
ours (h5py), and every checksum is right."""
import subprocess
import unittest
import zlib

import numpy as np

from faults_support import LONG, STORE_WRITER, FaultInjection, report
from support import MPIEXEC, h5py


def known_frame(name, frame, cells, dtype):
    """What store_writer.cpp stores of a variable in a frame."""
    cell = np.arange(frame * cells, (frame + 1) * cells, dtype=np.uint64)
    if name == "status":
        return np.where(cell % np.uint64(5) == 4, 3, 1).astype(dtype)
    metric = ("P_amplitude", "P_period").index(name)
    number = (cell * np.uint64(2654435761) + np.uint64(metric * 40503)) % np.uint64(1 << 22)
    values = (0.25 * number).astype(dtype)
    if metric == 1:
        values[cell % np.uint64(7) == 3] = np.nan
    return values


class Sizes(FaultInjection):
    def wrong_values(self, path):
        """(wrong or uncommitted values, values) of a file."""
        wrong = values = 0
        with h5py.File(path) as file:
            flags = file["committed"][()]
            for name in ("status", "P_amplitude", "P_period"):
                data, sums = file[name], file["frame_crc"][name][()]
                cells = data.shape[1] * data.shape[2]
                for frame in range(data.shape[0]):
                    stored = data[frame].reshape(-1)
                    expected = known_frame(name, frame, cells, data.dtype)
                    values += cells
                    # As bits: NaN has to come back as well.
                    bits = f"u{data.dtype.itemsize}"
                    wrong += np.count_nonzero(stored.view(bits) != expected.view(bits))
                    wrong += cells * (flags[frame] != 1 or sums[frame] != zlib.crc32(expected))
        return wrong, values

    def check(self, what, ranks, aggregators=None, **arguments):
        words = [STORE_WRITER, "out=out.nc", *(f"{k}={v}" for k, v in arguments.items())]
        if ranks:
            words = [MPIEXEC, "-n", str(ranks), *words]
        variables = {"OMPI_MCA_io_ompio_num_aggregators": str(aggregators)} if aggregators else {}
        done = subprocess.run(words, capture_output=True, text=True, timeout=1200, check=False,
                              **{**self.settings(variables), "cwd": self.work})
        self.assertEqual(done.returncode, 0, done.stderr)
        wrong, values = self.wrong_values(self.work / "out.nc")
        self.assertEqual(wrong, 0)
        report(what, int(arguments["nt"]), f"0 of {values:,} values wrong")

    def test_each_cell_from_another_rank(self):
        self.check("scattered cells of 4 ranks (frames)", 4, nx=31, ny=17, nt=100 if LONG else 8,
                   chunk=1, owner="scattered", frames=3)

    def test_several_ranks_write_for_the_others(self):
        """Where Open MPI 4.1.4 loses cells by data sieving, if it is allowed to."""
        for _ in range(5):
            self.check("scattered cells, 2 aggregators (frames)", 3, aggregators=2, nx=60, ny=40,
                       nt=6, chunk=173, owner="scattered")

    def test_more_ranks_than_rows(self):
        self.check("8 ranks, frames of 3 × 2 cells", 8, nx=3, ny=2, nt=60, chunk=1, owner="turns")

    def test_one_rank(self):
        for ranks in (None, 1):
            self.check("1 rank (frames)", ranks, nx=50, ny=40, nt=20, chunk=333)

    def test_one_rank_brings_all(self):
        self.check("all cells from the last of 3 ranks (frames)", 3, nx=50, ny=40, nt=20, chunk=100,
                   owner="last")

    def test_frames_of_one_cell(self):
        frames = 10_000 if LONG else 1_000
        self.check("frames of 1 × 1 cells on 2 ranks", 2, nx=1, ny=1, nt=frames, frames=100)

    @unittest.skipUnless(LONG, "takes minutes and gigabytes")
    def test_one_rank_writes_over_2_gib_at_once(self):
        """Files of more than 4 GiB as well."""
        self.check("one rank of 2 writes 2.2 GB of a variable in one commit, 4.7 GB file", 2,
                   nx=16_500, ny=16_500, nt=1, chunk=4_000_000, owner="last", type="float64")


if __name__ == "__main__":
    unittest.main()
