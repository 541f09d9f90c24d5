#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compares x264 settings on heat maps: cost, size, error of cell centres and of text.

    python3 bench/encoder_settings.py BUILD_DIR [SETTINGS...]

BUILD_DIR was configured with -DHEATREEL_BUILD_BENCH=ON. SETTINGS are x264's options, each set as
one argument, or a preset of heatreel and a CRF; without any, the table of docs/encoding.md is measured. Three sweeps are encoded: smooth
fields, fields with borders and missing cells, and noise. Everything is given relative to
`--preset medium --crf 18`, geometric means over the sweeps but for the errors, which are the worst.
Needs x264, ffmpeg and numpy.
"""
import os
import resource
import statistics
import subprocess
import sys
import tempfile

import numpy as np

FRAMES = 120
BASE = "--preset medium --crf 18"
CANDIDATES = [BASE, "heatmap 18", "--preset veryfast --crf 18", "--preset superfast --crf 18",
              "--preset ultrafast --crf 18"]
SWEEPS = {
    "smooth": ("--model", "predator-prey", "--x", "G=50:300:50", "--y", "rec=10:50:50",
               "--t", f"assoc_ddg=-1:1:{FRAMES}", "--metric", "P.amplitude"),
    "borders": ("--model", "predator-prey", "--x", "G=50:300:50", "--y", "rec=10:50:50",
                "--t", f"assoc_ddg=-1:1:{FRAMES}", "--metric", "P.period"),
    "noise": ("--model", "lorenz", "--x", "rho=20:60:60", "--y", "sigma=5:15:40",
              "--t", f"beta=2:3:{FRAMES}", "--metric", "x.final"),
}


def run(*command):
    return subprocess.run(command, check=True, capture_output=True).stdout


class Sweep:
    """Ready-made pictures of a sweep and where its cells are."""

    def __init__(self, build, folder, name, options):
        result = os.path.join(folder, name + ".nc")
        bench = os.path.join(build, "bin", "movie_bench")
        run(os.path.join(build, "bin", "heatreel"), "run", *options, "--no-video", "--quiet",
            "--output", result)
        self.folder = folder
        self.bench = bench
        self.path = os.path.join(folder, name + ".y4m")
        run(bench, "frames", result, self.path)
        centers = np.loadtxt(run(bench, "centers", result).decode().splitlines(), dtype=int)
        self.columns, self.rows = centers[:, 0], centers[:, 1]
        self.pictures = self.decode(self.path)

    @staticmethod
    def decode(path):
        """Every sixth picture: luma, and chroma with one sample a pixel."""
        raw = run("ffmpeg", "-v", "error", "-i", path, "-vf", r"select=not(mod(n\,6))", "-vsync",
                  "0", "-f", "rawvideo", "-pix_fmt", "yuv420p", "-")
        width, height = 1280, 720
        frames = np.frombuffer(raw, np.uint8).reshape(-1, width * height * 3 // 2)
        luma = frames[:, :width * height].reshape(-1, height, width)
        chroma = frames[:, width * height:].reshape(-1, 2, height // 2, width // 2)
        return luma, chroma

    def cell_colors(self, pictures):
        """RGB of the cells' centres, as a player shows them (BT.709)."""
        luma, chroma = pictures
        y = (luma[:, self.rows, self.columns] - 16.0) / 219
        u = (chroma[:, 0, self.rows // 2, self.columns // 2] - 128.0) / 224
        v = (chroma[:, 1, self.rows // 2, self.columns // 2] - 128.0) / 224
        red, blue = y + 1.5748 * v, y + 1.8556 * u
        green = (y - 0.2126 * red - 0.0722 * blue) / 0.7152
        return np.rint(255 * np.clip(np.stack([red, green, blue]), 0, 1))

    def text_rms(self, pictures):
        """RMS error of luma outside of the heat map: titles, axes, labels, timeline."""
        difference = (pictures[0].astype(float) - self.pictures[0]) ** 2
        outside = np.ones(difference.shape[1:], bool)
        margin = 12  # what is left of the cells at the border
        outside[self.rows.min() - margin:self.rows.max() + margin,
                self.columns.min() - margin:self.columns.max() + margin] = False
        drawn = np.ptp(self.pictures[0], axis=0) > 0  # what moves, and the surroundings of ink
        ink = self.pictures[0][0] < 200
        return float(np.sqrt(difference[:, outside & (drawn | ink)].mean()))

    def measure(self, settings):
        """Processor seconds, bytes; RMS, 99th percentile and maximum of the cells' error; text's RMS."""
        ours = not settings.startswith("-")
        movie = os.path.join(self.folder, "movie.mp4" if ours else "movie.mkv")
        if ours:
            command = (self.bench, "encode", self.path, movie, *settings.split())
        else:
            command = ("x264", *settings.split(), "--keyint", "20", "--chromaloc", "1", "-o", movie,
                       self.path)
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        run(*command)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds = (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime)
        pictures = self.decode(movie)
        error = np.abs(self.cell_colors(pictures) - self.cell_colors(self.pictures)).max(axis=0)
        return (seconds, os.path.getsize(movie), float(np.sqrt((error ** 2).mean())),
                float(np.percentile(error, 99)), float(error.max()), self.text_rms(pictures))


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    candidates = [BASE, *sys.argv[2:]] if len(sys.argv) > 2 else CANDIDATES
    print("| x264 settings | speed | size | cells' error, RMS | p99 | largest | text, RMS |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as folder:
        sweeps = [Sweep(sys.argv[1], folder, *item) for item in SWEEPS.items()]
        base = None
        for settings in candidates:
            rows = [sweep.measure(settings) for sweep in sweeps]
            base = base or rows
            speed = statistics.geometric_mean(b[0] / r[0] for b, r in zip(base, rows))
            sizes = "/".join(f"{r[1] / b[1]:.2f}" for b, r in zip(base, rows))
            cells = "/".join(f"{r[2]:.2f}" for r in rows)
            percentile = "/".join(f"{r[3]:.0f}" for r in rows)
            largest = "/".join(f"{r[4]:.0f}" for r in rows)
            text = "/".join(f"{r[5]:.2f}" for r in rows)
            print(f"| `{settings}` | {speed:.2f} | {sizes} | {cells} | {percentile} | {largest} | {text} |",
                  flush=True)


if __name__ == "__main__":
    main()
