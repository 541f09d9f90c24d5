#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What people do today: matplotlib's FuncAnimation piped to ffmpeg (libx264).

    python3 bench/movie_peer.py FILE.nc METRIC OUT.mp4 FRAMES PRESET CRF

Draws FRAMES pictures of 1280x720 and prints the seconds it took.
"""
import sys
import time

import h5py
import matplotlib

matplotlib.use("Agg")
from matplotlib import animation, pyplot  # noqa: E402


def main():
    path, metric, output, frames, preset, crf = sys.argv[1:]
    with h5py.File(path) as file:
        values = file[metric][:int(frames)]
    start = time.monotonic()
    figure, axes = pyplot.subplots(figsize=(12.8, 7.2), dpi=100)
    image = axes.imshow(values[0], origin="lower", aspect="auto", vmin=values.min(),
                        vmax=values.max())
    figure.colorbar(image)
    title = axes.set_title("")

    def draw(frame):
        image.set_data(values[frame])
        title.set_text(f"{frame}")

    writer = animation.FFMpegWriter(fps=10, codec="libx264",
                                    extra_args=["-preset", preset, "-crf", crf, "-pix_fmt",
                                                "yuv420p"])
    animation.FuncAnimation(figure, draw, frames=len(values)).save(output, writer=writer)
    print(time.monotonic() - start)


if __name__ == "__main__":
    main()
