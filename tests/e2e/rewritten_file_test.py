#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Result files that nccopy or xarray has written anew: info, render and export tell of them what
they tell of the original, and --resume says that it cannot continue them."""
import csv
import shutil
import unittest

import h5py
import numpy as np
import xarray as xr

from support import PLANE_MODEL, EndToEnd, messages

# Axes of equal length, so that their order cannot be told from their sizes; units that are not
# ASCII; frames whose last column failed.
MODEL = PLANE_MODEL.replace('state x = 0 [m]', 'state x = 0 [µm]')
SWEEP = ("--x", "a=1:4:4", "--y", "b=0:3:4", "--t", "c=1:100:4:log", "--metric", "x.final",
         "--metric", "x.max", "--no-video", "--quiet")
ENGINES = ("netcdf4", "h5netcdf")


class Rewritten(EndToEnd):
    def setUp(self):
        super().setUp()
        self.write("plane.model", MODEL)
        self.heatreel("run", "--model", "plane.model", *SWEEP, "-o", "plane.nc", code=None)

    def table(self, name):
        done = self.heatreel("export", name, "--csv", "--frame", "0,1,2,3", "-o", "-")
        return list(csv.reader(done.stdout.splitlines()))

    def described(self, name):
        """What info says of the sweep, without the provenance."""
        text = self.heatreel("info", name).stdout
        lines = text[:text.index("provenance\n")].splitlines()
        return [line.replace(", run finished", "") for line in lines]

    def picture(self, name):
        self.heatreel("render", name, "--frames", "2", "--metric", "x.final", "-o", ".",
                      "--overwrite", "--quiet")
        return (self.folder / name).with_suffix(".x_final.2.png").read_bytes()

    def shown(self, name):
        return self.table(name), self.described(name), self.picture(name)

    def assert_same(self, name):
        if not hasattr(self, "original"):
            self.original = self.shown("plane.nc")
        self.assertEqual(self.shown(name), self.original)
        done = self.heatreel("run", "--model", "plane.model", *SWEEP, "-o", name, "--resume",
                             code=2)
        self.assertEqual(len(messages(done.stderr)), 1)
        for words in (f"{name} cannot be continued", "another program has written it anew"):
            self.assertIn(words, done.stderr)

    def test_nccopy(self):
        for options in ([], ["-d", "5"], ["-d", "5", "-s"], ["-d", "1", "-c", "a/2,b/3,c/1"]):
            with self.subTest(options=options):
                self.tool("nccopy", *options, "plane.nc", "copy.nc")
                self.assert_same("copy.nc")
                self.heatreel("info", "--check", "copy.nc")

    def test_compression_is_what_it_says(self):
        self.tool("nccopy", "-d", "5", "-s", "plane.nc", "copy.nc")
        with h5py.File(self.folder / "copy.nc") as file:
            self.assertEqual(file["x_final"].compression, "gzip")
            self.assertTrue(file["x_final"].shuffle)

    def test_h5repack(self):
        self.tool("h5repack", "-f", "GZIP=5", "-l", "CHUNK=1x4x4", self.folder / "plane.nc",
                  self.folder / "copy.nc")
        self.assertEqual(self.table("copy.nc"), self.table("plane.nc"))

    def test_xarray(self):
        """It loses the groups, and with them ranges, checksums and provenance."""
        for read in ENGINES:
            for write in ENGINES:
                with self.subTest(read=read, write=write):
                    with xr.open_dataset(self.folder / "plane.nc", engine=read) as data:
                        data.to_netcdf(self.folder / "copy.nc", engine=write)
                    self.assert_same("copy.nc")
                    done = self.heatreel("info", "--check", "copy.nc", code=2)
                    self.assertIn("without the checksums", done.stderr)

    def test_xarray_compressed_and_in_another_order(self):
        for engine in ENGINES:
            with self.subTest(engine=engine):
                with xr.open_dataset(self.folder / "plane.nc", engine="netcdf4") as data:
                    data = data[["committed", "x_final", "x_max", "status", "verdict"]]
                    packed = {name: {"zlib": True, "complevel": 4, "shuffle": True,
                                     "contiguous": False}
                              for name in data.data_vars}
                    data.to_netcdf(self.folder / "copy.nc", engine=engine, encoding=packed)
                self.assert_same("copy.nc")

    def test_what_is_hostile_stays_refused(self):
        def replaced(**how):
            shutil.copy(self.folder / "plane.nc", self.folder / "bad.nc")
            with h5py.File(self.folder / "bad.nc", "r+") as file:
                values = file["x_final"][()]
                del file["x_final"]
                if "shape" in how:
                    file.create_dataset("x_final", dtype=np.float32, **how)
                else:
                    file.create_dataset("x_final", data=values, **how)
            done = self.heatreel("info", "bad.nc", code=2)
            self.assertEqual(len(messages(done.stderr)), 1)
            return done.stderr

        self.assertIn("chunks of more than", replaced(shape=(4, 8192, 8192), chunks=(1, 8192, 4096)))
        for how in ({"compression": "lzf"}, {"fletcher32": True}, {"scaleoffset": 2}):
            self.assertIn("filtered by more than shuffle and deflate", replaced(**how))

    def test_the_remedy_for_times(self):
        """What docs/file-format.md says of axes in days."""
        self.write("plane.model", MODEL.replace('parameter c = 9 [m]', 'parameter c = 9 [days]'))
        self.heatreel("run", "--model", "plane.model", *SWEEP, "-o", "days.nc", code=None)
        with xr.open_dataset(self.folder / "days.nc") as data:
            self.assertEqual(data["c"].dtype.kind, "m")
        with xr.open_dataset(self.folder / "days.nc", decode_timedelta=False) as data:
            self.assertEqual(data["c"].dtype, np.float64)
            self.assertEqual(data["c"].attrs["units"], "days")


class StoredConfiguration(EndToEnd):
    def test_an_option_that_is_not_known_costs_the_subtitle_alone(self):
        self.write("plane.model", PLANE_MODEL)
        self.heatreel("run", "--model", "plane.model", "--x", "a=0:3:4", "--y", "b=0:2:3", "--t",
                      "c=3.5,4.5", "--metric", "x.final", "--no-video", "--quiet", "-o", "p.nc")
        with h5py.File(self.folder / "p.nc", "r+") as file:
            dataset = file["provenance/configuration"]
            text = dataset[()]
            self.assertIn(b"dtype", text)
            dataset[()] = text.replace(b"dtype", b"dtypo")
        for words in (["render", "p.nc", "-o", "p.mp4"], ["export", "p.nc", "--csv", "--frame", 0],
                      ["render", "p.nc", "--frames", "last"], ["info", "p.nc"]):
            self.assertEqual(self.heatreel(*words).stderr, "")
        self.assertGreater((self.folder / "p.mp4").stat().st_size, 1000)


if __name__ == "__main__":
    unittest.main()
