#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The movies, read back with ffprobe and ffmpeg: what kind of stream they are, and whether the
colour at each cell's centre stands for that cell's value."""
import json
import unittest

import numpy as np

from support import PLANE_MODEL, REPOSITORY, EndToEnd

NX, NY, FRAMES = 7, 5, 4
INK = 34  # of axes and frames, in all three channels
MISSING = (0xBD, 0xBD, 0xBD)

# x(1) = a + 10 b; not a number where a > c, so the right part fails in the first frames.
SWEEP = ("--model", "plane.model", "--x", f"a=0:{NX - 1}:{NX}", "--y", f"b=0:{NY - 1}:{NY}", "--t",
         "c=3.5,4.5,5.5,6.5", "--metric", "x.final", "--metric", "x.max", "--output", "plane.nc")
PLANE = np.arange(NX) + 10.0 * np.arange(NY)[:, None]  # [j, i]


def colormap(name):
    rows = np.genfromtxt(REPOSITORY / f"share/colormaps/{name}.csv", delimiter=",", comments="#")
    assert rows.shape == (256, 3)
    return rows


def expected_colors(table, low, high, transform=lambda values: values):
    """Colours of all cells if none is missing: an array [j, i, channel]."""
    ends = transform(np.array([low, high], dtype=float))
    position = (transform(PLANE) - ends[0]) / (ends[1] - ends[0])
    return table[np.clip((position * 256).astype(int), 0, 255)]


class MovieCase(EndToEnd):
    def setUp(self):
        super().setUp()
        self.write("plane.model", PLANE_MODEL)

    def probe(self, name):
        text = self.tool("ffprobe", "-v", "error", "-count_frames", "-show_streams",
                         "-show_format", "-of", "json", name)
        report = json.loads(text)
        self.assertEqual(len(report["streams"]), 1)
        return report["streams"][0], report["format"]

    def decode(self, name):
        """All pictures: an array [picture, row, column, channel]."""
        stream, _ = self.probe(name)
        raw = self.tool("ffmpeg", "-v", "error", "-i", name, "-f", "rawvideo", "-pix_fmt", "rgb24",
                        "-")
        shape = (-1, stream["height"], stream["width"], 3)
        return np.frombuffer(raw, np.uint8).reshape(shape).astype(int)

    def cell_centers(self, pictures):
        """Rows [j] and columns [i] of cell centres, from the frame drawn around the heat map: the
        widest dark lines of the first picture. `pictures` has to be lossless."""
        dark = (np.abs(pictures[0] - INK) <= 6).all(axis=2)
        lines = dark.sum(axis=1)
        rows = np.flatnonzero(lines > 0.9 * lines.max())
        inside = rows[:-1][np.diff(rows) > 1]  # the last row of the upper line
        self.assertEqual(len(inside), 1, rows)
        top, bottom = inside[0] + 1, rows[rows > inside[0]][0]
        columns = np.flatnonzero(dark[top:bottom].all(axis=0))
        widest = np.argmax(np.diff(columns))
        left, right = columns[widest] + 1, columns[widest + 1]
        self.assertEqual(((right - left) % NX, (bottom - top) % NY), (0, 0))
        width, height = (right - left) // NX, (bottom - top) // NY
        return (bottom - height * np.arange(NY) - (height + 1) // 2,
                left + width * np.arange(NX) + width // 2)

    def assert_colors(self, picture, centers, expected, tolerance, but=None):
        """Colours of all cells but those of some columns."""
        found = picture[centers[0][:, None], centers[1]]
        worst = np.abs(found - expected).max(axis=2)
        if but is not None:
            worst[:, but] = 0
        self.assertLessEqual(worst.max(), tolerance, f"\n{worst}")

    def assert_cross_hatched(self, picture, centers, columns):
        """Failed cells have dark lines on grey, and no other colour."""
        for row in centers[0]:
            for column in centers[1][columns]:
                cell = picture[row - 8:row + 8, column - 8:column + 8]
                grey = (np.abs(cell - MISSING) <= 2).all(axis=2)
                dark = (np.abs(cell - INK) <= 2).all(axis=2)
                self.assertTrue((grey | dark).all())
                self.assertGreater(dark.sum(), 60)
                self.assertGreater(grey.sum(), 60)


class Colors(MovieCase):
    def setUp(self):
        super().setUp()
        self.heatreel("run", *SWEEP, "--size", "640x480", "--fps", 10)
        self.heatreel("render", "plane.nc", "--metric", "x.final", "-o", "lossless.mp4", "--size",
                      "640x480", "--crf", 0, "--pix-fmt", "yuv444p", "--preset", "ultrafast", "--fps",
                      10)
        self.lossless = self.decode("lossless.mp4")
        self.centers = self.cell_centers(self.lossless)

    def test_cell_centers(self):
        pictures = self.decode("plane.x_final.mp4")
        self.assertEqual(len(pictures), FRAMES)
        # The range is that of the whole movie, not of each frame: 46 is in the last frame alone.
        colors = expected_colors(colormap("viridis"), 0, 46)
        for frame in range(FRAMES):
            failed = np.arange(NX) > 3.5 + frame  # a > c
            self.assert_colors(self.lossless[frame], self.centers, colors, 2, but=failed)
            self.assert_colors(pictures[frame], self.centers, colors, 5, but=failed)
            self.assert_cross_hatched(self.lossless[frame], self.centers, failed)

    def test_the_values_can_be_read_back(self):
        """The nearest colour of the table gives the value, to the width of a few colours."""
        table = colormap("viridis")
        found = self.decode("plane.x_final.mp4")[-1][self.centers[0][:, None], self.centers[1]]
        distance = ((found[:, :, None, :] - table) ** 2).sum(axis=3)
        values = (distance.argmin(axis=2) + 0.5) / 256 * 46
        np.testing.assert_allclose(values, PLANE, atol=4 * 46 / 256)

    def test_other_colors_range_and_scale(self):
        for options, colors in (
                (("--colormap", "inferno"), expected_colors(colormap("inferno"), 0, 46)),
                (("--colormap", "RdBu", "--range", "10:30"),
                 expected_colors(colormap("RdBu"), 10, 30)),
                (("--range=-46:138",), expected_colors(colormap("viridis"), -46, 138)),
                (("--scale", "log", "--range", "1:100"),
                 expected_colors(colormap("viridis"), 1, 100,
                                 lambda v: np.log(np.maximum(v, 1e-9))))):
            with self.subTest(options=options):
                self.heatreel("render", "plane.nc", "--metric", "x.final", "-o", "other.mp4",
                              "--size", "640x480", "--overwrite", *options)
                self.assert_colors(self.decode("other.mp4")[-1], self.centers, colors, 5)

    def test_the_picture_moves_along_t(self):
        """Below the heat map the timeline's marker goes from left to right; above it nothing
        changes."""
        bottom = self.centers[0].max() + 60
        dark = (np.abs(self.lossless[:, bottom:] - INK) <= 6).all(axis=3)
        timeline = dark[-1].sum(axis=1).argmax()  # the row that is all done in the last picture
        marker = [np.flatnonzero(picture[timeline]).max() for picture in dark]
        self.assertGreater(np.diff(marker).min(), 100, marker)
        top = self.centers[0].min() - 60
        self.assertTrue((self.lossless[:, :top] == self.lossless[0, :top]).all())


class Streams(MovieCase):
    def test_movie_of_each_metric(self):
        self.heatreel("run", *SWEEP, "--size", "640x360", "--fps", 5, "--title", "Ein Titel")
        for name in ("plane.x_final.mp4", "plane.x_max.mp4"):
            stream, container = self.probe(name)
            self.assertEqual((stream["codec_name"], stream["pix_fmt"]), ("h264", "yuv420p"))
            self.assertEqual((stream["profile"], stream["sample_aspect_ratio"]), ("High", "1:1"))
            self.assertEqual((stream["color_primaries"], stream["color_transfer"],
                              stream["chroma_location"]), ("bt709", "bt709", "center"))
            self.assertEqual((stream["width"], stream["height"]), (640, 360))
            self.assertEqual((stream["color_space"], stream["color_range"]), ("bt709", "tv"))
            # 5 frames a second are shown as 10 pictures a second, each twice.
            self.assertEqual(stream["r_frame_rate"], "10/1")
            self.assertEqual((stream["nb_frames"], stream["nb_read_frames"]), ("8", "8"))
            self.assertAlmostEqual(float(container["duration"]), 0.8, places=3)
            self.assertEqual(container["tags"]["title"], "Ein Titel")
            self.assertRegex(container["tags"]["comment"], "height")
            # The configuration, ready to be run again.
            self.assertRegex(container["tags"]["description"], "(?m)^x = a=0:6:7$")
        self.assertEqual(self.files(), ["plane.model", "plane.nc", "plane.x_final.mp4",
                                        "plane.x_max.mp4"])

    def test_render_again(self):
        self.heatreel("run", *SWEEP, "--no-video")
        before = (self.folder / "plane.nc").read_bytes()
        for options, size, rate, pictures, seconds in (
                (("--fps", 1), (1280, 720), 10, 40, 4.0),
                (("--fps", 24, "--size", "322x242"), (322, 242), 24, 4, 4 / 24),
                (("--duration", 2), (1280, 720), None, None, 2.0)):
            with self.subTest(options=options):
                self.heatreel("render", "plane.nc", "--metric", "x.max", "-o", "a movie.mp4",
                              "--overwrite", "--preset", "ultrafast", *options)
                stream, container = self.probe("a movie.mp4")
                self.assertEqual((stream["width"], stream["height"]), size)
                numerator, denominator = map(int, stream["r_frame_rate"].split("/"))
                self.assertGreaterEqual(numerator, 10 * denominator)
                if pictures is not None:
                    self.assertEqual((numerator, denominator), (rate, 1))
                    self.assertEqual(int(stream["nb_read_frames"]), pictures)
                self.assertAlmostEqual(float(container["duration"]), seconds, delta=0.02)
        self.assertEqual(self.files(), ["a movie.mp4", "plane.model", "plane.nc"])
        self.assertEqual((self.folder / "plane.nc").read_bytes(), before)

    def test_default_names_of_render(self):
        self.heatreel("run", *SWEEP, "--no-video")
        self.heatreel("render", "plane.nc", "--size", "320x240")
        self.heatreel("render", "plane.nc", "--size", "320x240", "-o", "b.mp4")
        self.assertEqual([name for name in self.files() if name.endswith("mp4")],
                         ["b.x_final.mp4", "b.x_max.mp4", "plane.x_final.mp4", "plane.x_max.mp4"])

    def test_a_machine_without_fonts(self):
        """The same bytes where no font is installed, and each time."""
        self.heatreel("run", *SWEEP, "--size", "640x360")
        bare = {"HOME": "/nowhere", "FONTCONFIG_FILE": "/dev/null", "XDG_DATA_HOME": "/nowhere",
                "FONTCONFIG_PATH": "/nowhere", "LC_ALL": "C"}
        self.heatreel("render", "plane.nc", "--size", "640x360", "-o", "again.mp4",
                      environment=bare)
        for metric in ("x_final", "x_max"):
            self.assertEqual((self.folder / f"again.{metric}.mp4").read_bytes(),
                             (self.folder / f"plane.{metric}.mp4").read_bytes())


if __name__ == "__main__":
    unittest.main()
