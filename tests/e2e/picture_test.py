#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Stills, panels, differences and ranges of `heatreel render`. The colours that a PNG shows are
counted, and compared with the tables of the colour maps."""
import base64
import re
import unittest

import h5py
import numpy as np

from support import PLANE_MODEL, REPOSITORY, EndToEnd

NX, NY = 6, 4
SWEEP = ("--model", "plane.model", "--x", f"a=1:{NX}:{NX}", "--y", f"b=1:{NY}:{NY}", "--t",
         "c=8,9,10", "--metric", "x.final", "--metric", "x.max", "--no-video")
PLANE = 1.0 + np.arange(NX) + 10.0 * (1 + np.arange(NY))[:, None]  # [j, i]
MISSING = (0xBD, 0xBD, 0xBD)


def colormap(name):
    return np.genfromtxt(REPOSITORY / f"share/colormaps/{name}.csv", delimiter=",",
                         comments="#").astype(int)


def colors(table, values, low, high):
    position = (np.asarray(values, dtype=float) - low) / (high - low)
    return table[np.clip((position * 256).astype(int), 0, 255)].reshape(-1, 3)


class Pictures(EndToEnd):
    def setUp(self):
        super().setUp()
        self.write("plane.model", PLANE_MODEL)
        self.heatreel("run", *SWEEP, "--output", "a.nc")

    def png(self, name):
        probe = self.tool("ffprobe", "-v", "error", "-show_entries", "stream=width,height", "-of",
                          "csv=p=0", name)
        width, height = map(int, probe.split(b","))
        raw = self.tool("ffmpeg", "-v", "error", "-i", name, "-f", "rawvideo", "-pix_fmt", "rgb24",
                        "-")
        return np.frombuffer(raw, np.uint8).reshape(height, width, 3).astype(int)

    def still(self, *options, file="a.nc", metric="x.final", said=""):
        """The first frame; `said` has to stand on standard error."""
        which = ("--metric", metric) if metric else ()
        done = self.heatreel("render", file, *which, "--frames", 0, "-o", ".", "--overwrite",
                             "--size", "640x480", *options)
        self.assertIn(said, done.stderr)
        return self.png(done.stdout.split()[1])

    def rewrite(self, values, name="a.nc"):
        """Other numbers in a file, with the ranges that go with them."""
        with h5py.File(self.folder / name, "r+") as file:
            data = np.broadcast_to(np.asarray(values, dtype=np.float32), (3, NY, NX))
            file["x_final"][...] = data
            finite = data[np.isfinite(data)]
            file["frame_range/x_final"][...] = (
                [finite.min(), finite.max()] if finite.size else [np.nan, np.nan])

    def assert_shows(self, picture, wanted, at_least=200):
        """Each colour covers about a cell."""
        for color in wanted:
            count = (picture == color).all(axis=2).sum()
            self.assertGreaterEqual(count, at_least, color)

    def test_frames(self):
        done = self.heatreel("render", "a.nc", "--frames", "1,last", "-o", ".", "--size", "320x240")
        self.assertEqual([name for name in self.files() if name.endswith("png")],
                         ["a.x_final.1.png", "a.x_final.2.png", "a.x_max.1.png", "a.x_max.2.png"])
        self.assertEqual(len(done.stdout.splitlines()), 4)
        self.assertEqual(self.png("a.x_max.2.png").shape, (240, 320, 3))
        self.assert_shows(self.still(), colors(colormap("viridis"), PLANE, 11, 46))

    def test_poster_and_contact_sheet(self):
        self.heatreel("render", "a.nc", "--metric", "x.max", "-o", "m.mp4", "--poster", "p.png",
                      "--size", "640x480", "--preset", "ultrafast")
        self.assert_shows(self.png("p.png"), colors(colormap("viridis"), PLANE, 11, 46))
        self.heatreel("render", "a.nc", "--metric", "x.max", "--contact-sheet", "s.png")
        sheet = self.png("s.png")
        self.assertEqual(sheet.shape, (1080, 1920, 3))
        # Each of the three frames has at least a cell's colour on a tenth of the page.
        self.assert_shows(sheet, colors(colormap("viridis"), PLANE, 11, 46), 3 * 200000 // (NX * NY))

    def test_a_figure(self):
        """The colours of the cells, and no other ones between them, in every format."""
        self.heatreel("render", "a.nc", "--metric", "x.max", "--figure", "f.png", "--frames",
                      "0,c=9", "--dpi", 200)
        picture = self.png("f.png")
        self.assertEqual(picture.shape[1], 1338)  # 170 mm
        self.assert_shows(picture, colors(colormap("viridis"), PLANE, 11, 46), 2 * 1000)
        self.assertIn(b"pHYs" + (7874).to_bytes(4, "big") * 2 + b"\1",
                      (self.folder / "f.png").read_bytes())
        self.heatreel("render", "a.nc", "--metric", "x.max", "--figure", "f.pdf", "--dpi", 150)
        pdf = (self.folder / "f.pdf").read_bytes()
        self.assertEqual(pdf[:5], b"%PDF-")
        self.assertIn(b"/FontFile", pdf)
        self.assertNotIn(b"CreationDate (D:", pdf)
        self.heatreel("render", "a.nc", "--metric", "x.max", "--figure", "f.svg", "--dpi", 150)
        svg = (self.folder / "f.svg").read_bytes()
        image = re.search(rb'data:image/png;base64,([A-Za-z0-9+/=\s]+)"', svg).group(1)
        (self.folder / "cells.png").write_bytes(base64.b64decode(image))
        shown = {tuple(color) for color in self.png("cells.png").reshape(-1, 3)}
        self.assertEqual(shown, {tuple(color) for color in
                                 colors(colormap("viridis"), PLANE, 11, 46)})
        done = self.heatreel("render", "a.nc", "--metric", "x.max", "--figure", "g.pdf",
                             "--font-size", 40, "--width", "30mm", code=2)
        self.assertIn("--figure g.pdf cannot be drawn", done.stderr)
        self.heatreel("render", "a.nc", "--metric", "x.max", "--figure", "g.pdf", "--grid", "1x1",
                      "--frames", "0,1", code=2)

    def test_frames_by_value_and_span(self):
        done = self.heatreel("render", "a.nc", "--metric", "x.max", "--frames", "c=9.2", "-o", ".")
        self.assertIn("no frame is at c=9.2; the nearest one, 1, is at 9", done.stderr)
        self.assertIn("a.x_max.1.png", self.files())
        self.heatreel("render", "a.nc", "--metric", "x.max", "--frames", "0-1,last,all", "-o", ".",
                      "--overwrite")
        self.assertEqual([name for name in self.files() if name.endswith("png")],
                         ["a.x_max.0.png", "a.x_max.1.png", "a.x_max.2.png"])
        self.heatreel("render", "a.nc", "--frames", "b=1", "-o", ".", code=2)

    def test_one_frame_is_a_picture(self):
        done = self.heatreel("run", "--model", "plane.model", "--x", "a=1:6:6", "--y", "b=1:4:4",
                             "--metric", "x.final", "--output", "one.nc")
        self.assertIn("picture     one.x_final.png", done.stdout)
        self.assertEqual(self.png("one.x_final.png").shape, (720, 1280, 3))
        self.assertFalse([name for name in self.files() if name.endswith("mp4")])

    def test_preview(self):
        """Ten pictures a second would be over at once, so each frame is shown for 2/3 s."""
        self.heatreel("render", "a.nc", "--preview", "p.webp")
        self.assertEqual([name for name in self.files() if name.endswith("webp")],
                         ["p.x_final.webp", "p.x_max.webp"])
        data = (self.folder / "p.x_max.webp").read_bytes()
        chunks, at = [], 12
        while at < len(data):
            size = int.from_bytes(data[at + 4:at + 8], "little")
            chunks.append((data[at:at + 4], data[at + 8:at + 8 + size]))
            at += 8 + size + size % 2
        canvas = dict(chunks)[b"VP8X"]
        self.assertEqual([int.from_bytes(canvas[i:i + 3], "little") + 1 for i in (4, 7)], [640, 360])
        frames = [body for name, body in chunks if name == b"ANMF"]
        # All frames of this sweep look the same but for the timeline.
        self.assertEqual([int.from_bytes(body[12:15], "little") for body in frames], [666] * 3)
        done = self.heatreel("render", "a.nc", "--preview", "p.webp", code=2)
        self.assertIn("--preview p.x_final.webp cannot be written (it exists)", done.stderr)
        self.heatreel("render", "a.nc", "--preview", "q.webp", "--frames", "0", code=2)

    def test_panels(self):
        picture = self.still("--panels", "x.final,x.max", metric=None)
        wanted = colors(colormap("viridis"), PLANE, 11, 46)
        upper, lower = picture[:220], picture[220:]  # one above the other in this shape
        self.assert_shows(upper, wanted)
        self.assert_shows(lower, wanted)

    def test_difference(self):
        self.heatreel("run", *SWEEP, "--output", "b.nc")
        self.rewrite(PLANE - np.arange(NX) + 1, "b.nc")
        picture = self.still("--difference", "b.nc")
        # From -1 to 4, centred at 0: the colours span -4 to 4.
        self.assert_shows(picture, colors(colormap("vik"), np.arange(NX) - 1.0, -4, 4))

    def test_difference_of_unlike_files_is_refused(self):
        other = [word.replace("c=8,9,10", "c=8,9,11") for word in SWEEP]
        self.heatreel("run", *other, "--output", "b.nc")
        done = self.heatreel("render", "a.nc", "--difference", "b.nc", "-o", "d.mp4", code=2)
        self.assertIn("t axis c", done.stderr)
        self.heatreel("render", "a.nc", "--difference", "none.nc", "-o", "d.mp4", code=2)
        self.assertNotIn("d.mp4", self.files())

    def test_frames_that_are_not_there_are_refused(self):
        done = self.heatreel("render", "a.nc", "--frames", "3", "-o", ".", code=2)
        self.assertIn("3 frames", done.stderr)
        self.heatreel("render", "a.nc", "--frames", "1", "-o", "nowhere", code=2)
        self.heatreel("render", "a.nc", "--contact-sheet", "nowhere/s.png", code=2)
        self.heatreel("render", "a.nc", "--metric", "x.max", "-o", "m.mp4", "--poster", "a.nc",
                      "--overwrite", code=2)

    def test_ranges(self):
        values = PLANE.copy()
        values[0, 0] = 1e6
        self.rewrite(values)
        table = colormap("viridis")
        usual = values.copy()
        usual[0, 0] = 46
        picture = self.still("--range", "p0:p95")
        self.assert_shows(picture, colors(table, usual, 12, 46))
        self.rewrite(PLANE)
        self.assert_shows(self.still("--center", 46), colors(table, PLANE, 11, 81))
        self.assert_shows(self.still("--range", "per-frame"), colors(table, PLANE, 11, 46))

    def test_an_outlier_is_mentioned(self):
        many = [word.replace(f":{NX}:{NX}", ":12:12").replace(f":{NY}:{NY}", ":12:12")
                for word in SWEEP]
        self.heatreel("run", *many, "--output", "b.nc")
        self.still(file="b.nc", said="")
        with h5py.File(self.folder / "b.nc", "r+") as file:
            file["x_final"][1, 3, 3] = 1e6
            file["frame_range/x_final"][1, 1] = 1e6
        for scale in ("linear", "symlog"):
            self.still("--scale", scale, file="b.nc", said="--range p1:p99 leaves outliers out")

    def test_fields_that_are_no_fields(self):
        table = colormap("viridis")
        self.rewrite(np.full((NY, NX), 7.25))
        self.assert_shows(self.still(said="all values are 7.25"), [table[128]], 24 * 200)
        self.rewrite(np.full((NY, NX), np.nan))
        self.assert_shows(self.still(said="no cell has a value"), [MISSING], 24 * 200)

    def test_one_value_on_a_log_scale(self):
        self.rewrite(np.full((NY, NX), 7.25))
        done = self.heatreel("render", "a.nc", "--metric", "x.final", "--frames", 0, "-o", ".",
                             "--scale", "log")
        self.assertEqual(done.stderr.strip(), "heatreel: x_final: all values are 7.25")

    def test_a_wider_range_has_nothing_beyond(self):
        """No mark for lower values at the bar's end, although 49 / (49 / 11) is above 11 when it is rounded."""
        self.rewrite(PLANE)
        lowest = [(self.still("--scale", "log", *options) == colormap("viridis")[0]).all(axis=2).sum()
                  for options in (("--center", 49), ("--range", "11:218.3"))]
        self.assertEqual(lowest[0], lowest[1])

    def test_log_scales_that_reach_zero(self):
        self.rewrite(PLANE - 11.0)
        self.assert_shows(self.still("--scale", "log", said="cut at 3.5e-05"),
                          [colormap("viridis")[0]])
        self.rewrite(-PLANE)
        picture = self.still("--scale", "log", said="no value above 0")
        self.assert_shows(picture, colors(colormap("viridis"), -PLANE, -46, -11))
        self.rewrite(PLANE)
        self.assertEqual(self.heatreel("render", "a.nc", "-o", "q.mp4", "-q").stderr, "")


if __name__ == "__main__":
    unittest.main()
