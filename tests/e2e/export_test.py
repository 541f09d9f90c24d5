#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""heatreel export: what it writes is read back by csv, numpy and an XML parser, and compared with
numbers that are known without simulating."""
import csv
import io
import os
import subprocess
import unittest
import xml.etree.ElementTree as ET

import h5py
import numpy as np

from support import HANG_SECONDS, NO_SHARED_FILES, PLANE_MODEL, EndToEnd, command

NX, NY = 4, 3
# x(1) = a + 10 b, a number where a <= c: of the first frame the last column fails.
SWEEP = ("--x", "a=0:3:4", "--y", "b=0:2:3", "--t", "c=2.5,3.5", "--metric", "x.final", "--metric",
         "x.max", "--no-video", "--quiet")
PLANE = np.arange(NX) + 10.0 * np.arange(NY)[:, None]
# Numbers that a text of too few digits does not hold, and those that are written in odd ways.
HARD = np.array([[0.1, 1 / 3, 1e-45, 3.4028235e38], [-0.0, 16777217.0, 9.8e-8, -1e10],
                 [8.5899346e9, np.nan, np.inf, -np.inf]], dtype=np.float32)


class Export(EndToEnd):
    def setUp(self):
        super().setUp()
        self.write("plane.model", PLANE_MODEL)
        self.sweep(*SWEEP)

    def sweep(self, *options, output="plane.nc", model="plane.model"):
        self.heatreel("run", "--model", model, *options, "--output", output)

    def expected(self):
        values = np.array([PLANE, PLANE], dtype=np.float32)
        values[0, :, 3] = np.nan
        return values

    def table(self, *options, text=None):
        """Header and rows of a table on standard output."""
        text = text or self.heatreel("export", "plane.nc", "--csv", "-o", "-", *options).stdout
        header, *rows = csv.reader(io.StringIO(text))
        return header, rows

    def change(self, values, name="plane.nc", frame=0, **others):
        with h5py.File(self.folder / name, "r+") as file:
            file["x_final"][frame] = values
            for dataset, value in others.items():
                file[dataset][frame] = value


class Tables(Export):
    def test_every_cell_has_a_line(self):
        header, rows = self.table("--frame", "0,last")
        self.assertEqual(header, ["a [m]", "b [m]", "c [m]", "x_final [m]", "x_max [m]", "status",
                                  "verdict"])
        self.assertEqual(len(rows), 2 * NY * NX)
        for row, (k, j, i) in zip(rows, np.ndindex(2, NY, NX)):
            value = self.expected()[k, j, i]
            self.assertEqual([float(text) for text in row[:3]], [i, j, 2.5 + k])
            np.testing.assert_equal([np.float32(text) for text in row[3:5]], [value, value])
            self.assertEqual(row[5], "not_finite" if np.isnan(value) else "ok")

    def test_numbers_read_back_as_they_are_stored(self):
        self.change(HARD)
        _, rows = self.table("--frame", "0", "--metric", "x.final")
        read = np.array([np.float32(row[3]) for row in rows]).reshape(NY, NX)
        np.testing.assert_array_equal(read.view(np.uint32)[~np.isnan(HARD)],
                                      HARD.view(np.uint32)[~np.isnan(HARD)])
        self.assertEqual([rows[0][3], rows[9][3]], ["0.1", "nan"])

        self.sweep(*SWEEP, "--dtype", "float64", output="double.nc")
        numbers = np.random.default_rng(7).lognormal(size=(NY, NX), sigma=30.0)
        self.change(numbers, "double.nc")
        text = self.heatreel("export", "double.nc", "--csv", "--frame", 0, "-o", "-").stdout
        read = [float(row[3]) for row in self.table(text=text)[1]]
        np.testing.assert_array_equal(read, numbers.ravel())

    def test_coordinates_are_exact(self):
        self.sweep("--x", "a=0.1:0.9:5", "--y", "b=1e-3:1:4:log", "--t", "c=9", "--metric", "x.max",
                   "--no-video", output="log.nc")
        text = self.heatreel("export", "log.nc", "--csv", "--frame", 0, "-o", "-").stdout
        with h5py.File(self.folder / "log.nc") as file:
            for row, (j, i) in zip(self.table(text=text)[1], np.ndindex(4, 5)):
                self.assertEqual((float(row[0]), float(row[1])), (file["a"][i], file["b"][j]))

    def test_units_with_commas_and_quotes(self):
        self.write("odd.model", PLANE_MODEL.replace('a = 0 [m]', 'a = 0 [m,"s"]'))
        self.sweep(*SWEEP, model="odd.model", output="odd.nc")
        text = self.heatreel("export", "odd.nc", "--csv", "--frame", 0, "-o", "-").stdout
        self.assertEqual(self.table(text=text)[0][:2], ['a [m,"s"]', "b [m]"])

    def test_a_file_in_its_place(self):
        done = self.heatreel("export", "plane.nc", "--frame", "1", "--csv")
        self.assertRegex(done.stdout, r"^file  plane\.csv \(\d+ B\)\n$")
        self.assertEqual(self.files(), ["plane.csv", "plane.model", "plane.nc"])
        with open(self.folder / "plane.csv", encoding="ascii", newline="") as file:
            self.assertEqual(self.table("--frame", "1"), self.table(text=file.read()))


class Arrays(Export):
    def test_one_array_a_metric(self):
        self.heatreel("export", "plane.nc", "--npy", "--frame", "0")
        self.heatreel("export", "plane.nc", "--npy", "--frame", "last,0", "--metric", "x.max", "-o",
                      "two.npy", "--quiet")
        for name in ("x_final", "x_max"):
            array = np.load(self.folder / f"plane.{name}.npy")
            self.assertEqual((array.dtype, array.flags.c_contiguous), (np.float32, True))
            np.testing.assert_array_equal(array, self.expected()[0])
        np.testing.assert_array_equal(np.load(self.folder / "two.npy"), self.expected()[::-1])

    def test_double_precision(self):
        self.sweep(*SWEEP, "--dtype", "float64", output="double.nc")
        self.change(PLANE / 3.0, "double.nc")
        self.heatreel("export", "double.nc", "--npy", "--frame", "0", "--metric", "x.final")
        np.testing.assert_array_equal(np.load(self.folder / "double.x_final.npy"), PLANE / 3.0)

    def test_frames_of_many_bands(self):
        self.sweep("--x", "a=0:300:301", "--y", "b=0:6:701", "--t", "c=999", "--metric", "x.final",
                   "--no-video", output="large.nc")
        done = subprocess.run(command(["export", "large.nc", "--npy", "--frame", 0, "-o", "-"]),
                              capture_output=True, check=True, timeout=HANG_SECONDS,
                              **self.settings())
        array = np.load(io.BytesIO(done.stdout))
        np.testing.assert_array_equal(array, self.arrays("large.nc")["x_final"][0])
        self.assertEqual((array.shape, array[700, 300]), ((701, 301), 360.0))


class Unfinished(Export):
    def test_pending_cells_are_nan(self):
        status = np.ones((NY, NX), dtype=np.int8)
        status[1, 2] = 0
        self.change(PLANE, frame=1, status=status, committed=0)
        done = self.heatreel("export", "plane.nc", "--csv", "--frame", "0,1", "-o", "-")
        self.assertIn("note: not complete, so with nan where cells are pending: 1\n", done.stderr)
        row = self.table(text=done.stdout)[1][NY * NX + 1 * NX + 2]
        self.assertEqual(row[3:], ["nan", "nan", "pending", "none"])
        self.heatreel("export", "plane.nc", "--npy", "--frame", "1", "--quiet")
        array = np.load(self.folder / "plane.x_final.npy")
        np.testing.assert_array_equal(array, np.where(status, PLANE, np.nan))
        # The last frame is the last complete one.
        self.assertEqual({row[2] for row in self.table("--frame", "last")[1]}, {"2.5"})

    def test_a_full_disk_leaves_nothing(self):
        self.sweep("--x", "a=0:300:301", "--y", "b=0:6:701", "--t", "c=999", "--metric", "x.final",
                   "--no-video", output="large.nc")
        before = self.files()
        limited = ["bash", "-c", 'trap "" XFSZ; ulimit -f 64; exec "$@"', "bash"]
        for form in ("--csv", "--npy"):
            words = limited + command(["export", "large.nc", "--frame", "0", form])
            done = subprocess.run(words, capture_output=True, text=True, timeout=HANG_SECONDS,
                                  check=False, **self.settings(NO_SHARED_FILES))
            self.assertEqual(done.returncode, 1)
            self.assertRegex(done.stderr, r"^heatreel: cannot write 'large\.[a-z_.]+' "
                                          r"\(File too large\) Check that the disk has room")
            self.assertEqual(self.files(), before)


class Descriptions(Export):
    def follow(self, item, folder):
        """The numbers of a DataItem."""
        shape = tuple(map(int, item.get("Dimensions").split()))
        if item.get("Format") == "XML":
            data = np.array(item.text.split(), dtype=float)
        else:
            path, dataset = item.text.rsplit(":", 1)
            with h5py.File(os.path.join(folder, path)) as file:
                data = file[dataset][()]
            self.assertEqual((data.dtype.kind, data.dtype.itemsize),
                             ({"Float": "f", "Char": "i"}[item.get("NumberType")],
                              int(item.get("Precision"))))
        self.assertEqual(data.shape, shape)
        return data

    def described(self, name):
        """Title, mesh as lists x, y, t, and {name: values}."""
        grid = ET.parse(self.folder / name).getroot().find("Domain/Grid")
        folder = (self.folder / name).parent
        mesh = [self.follow(item, folder).tolist() for item in grid.find("Geometry")]
        shape = grid.find("Topology").get("Dimensions")
        self.assertEqual(shape, " ".join(str(len(axis)) for axis in reversed(mesh)))
        values = {}
        for each in grid.iter("Attribute"):
            self.assertEqual((each[0].get("Dimensions"), each.get("Center")), (shape, "Node"))
            values[each.get("Name")] = self.follow(each[0], folder)
        return grid.get("Name"), mesh, values

    def test_mesh_and_values(self):
        self.heatreel("export", "plane.nc", "--xmf")
        title, mesh, values = self.described("plane.xmf")
        self.assertEqual((title, mesh), ("A plane", [[0, 1, 2, 3], [0, 1, 2], [2.5, 3.5]]))
        self.assertEqual(list(values), ["x_final", "x_max", "status", "verdict"])
        np.testing.assert_array_equal(values["x_final"], self.expected())
        np.testing.assert_array_equal(values["status"], np.where(np.isnan(self.expected()), 2, 1))

    def test_a_mesh_rises_even_where_an_axis_does_not(self):
        self.sweep("--x", "a=2,0,1", "--y", "b=2:0:3", "--t", "c=9,11", "--metric", "x.final",
                   "--dtype", "float64", "--no-video", output="odd.nc")
        self.heatreel("export", "odd.nc", "--xmf", "--metric", "x.final")
        _, mesh, values = self.described("odd.xmf")
        self.assertEqual(mesh, [[0, 1, 2], [0, 1, 2], [9, 11]])
        np.testing.assert_allclose(values["x_final"][0], [[22, 20, 21], [12, 10, 11], [2, 0, 1]],
                                   atol=1e-12)

    def test_odd_names_and_other_folders(self):
        self.write("odd.model", PLANE_MODEL.replace("A plane", "a < b & 'c' > d"))
        self.sweep(*SWEEP, model="odd.model", output="a&b <1>.nc")
        (self.folder / "views").mkdir()
        self.heatreel("export", "a&b <1>.nc", "--xmf", "-o", "views/v.xmf")
        title, mesh, _ = self.described("views/v.xmf")
        self.assertEqual((title, mesh[2]), ("a < b & 'c' > d", [2.5, 3.5]))
        (self.folder / "plane.nc").rename(self.folder / "a:b.nc")
        done = self.heatreel("export", "a:b.nc", "--xmf", code=2)
        self.assertIn("--xmf cannot name a:b.nc", done.stderr)


class Refusals(Export):
    def test_wrong_usage(self):
        self.write("there.csv", "")
        self.write("bad.nc", "no HDF5")
        for arguments, *fragments in (
                (["plane.nc", "--frame", "0"], "no format", "--csv, --npy or --xmf"),
                (["plane.nc", "--csv"], "--frame is missing", "--frame last"),
                (["plane.nc", "--csv", "--npy", "--frame", "0"], "--npy cannot be combined with --csv"),
                (["plane.nc", "--xmf", "--frame", "0"], "--frame cannot be combined with --xmf"),
                (["plane.nc", "--csv", "--frame", "2"], "there is no frame 2", "2 frames"),
                (["plane.nc", "--csv", "--frame", "-1"], "'-1' is not a frame"),
                (["plane.nc", "--csv", "--frame", "0", "--metric", "x.mean"], "x.mean' is not in",
                 "x_final"),
                (["plane.nc", "--csv", "--frame", "0", "-o", "there.csv"], "it exists",
                 "--overwrite"),
                (["plane.nc", "--csv", "--frame", "0", "-o", "plane.nc", "--overwrite"],
                 "it is an input"),
                (["plane.nc", "--npy", "--frame", "0", "-o", "-"], "there are 2 arrays"),
                (["bad.nc", "--xmf"], "bad.nc cannot be read"),
                (["none.nc", "--xmf"], "none.nc cannot be read")):
            with self.subTest(arguments=" ".join(arguments)):
                before = self.files()
                done = self.heatreel("export", *arguments, code=2)
                self.assertEqual((done.stdout, done.stderr.count("heatreel:")), ("", 1))
                for fragment in fragments:
                    self.assertIn(fragment, done.stderr)
                self.assertEqual(self.files(), before)

    def test_overwrite(self):
        self.write("plane.csv", "old")
        self.heatreel("export", "plane.nc", "--csv", "--frame", "0", "--overwrite")
        self.assertTrue((self.folder / "plane.csv").read_text().startswith("a [m],"))


if __name__ == "__main__":
    unittest.main()
