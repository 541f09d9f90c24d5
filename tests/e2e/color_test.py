#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What players show: the colour of every cell, decoded by ffmpeg and by a browser, against the
tables of the colour maps."""
import base64
import http.server
import queue
import shutil
import subprocess
import threading
import unittest

import h5py
import numpy as np

from support import HANG_SECONDS, REPOSITORY, EndToEnd

NX, NY, FRAMES = 20, 14, 10

# A wave that runs through the frames, so that each cell changes in each of them: x(1) is between
# 0 and 1.
WAVE_MODEL = """\
model wave
title "A wave"
time t [s] to 1 step 0.25
state x = 0 "height"
parameter a = 0
parameter b = 0
parameter c = 0
rate x = 0.5 + 0.5*sin(0.2*a + 0.13*b + c)
"""
INK = 34
SIZE = (640, 360)
CHROMIUM = shutil.which("chromium")


def colormaps():
    return sorted(path.stem for path in (REPOSITORY / "share/colormaps").glob("*.csv"))


def table(name):
    return np.genfromtxt(REPOSITORY / f"share/colormaps/{name}.csv", delimiter=",", comments="#")


def centers(picture):
    """Rows [j] and columns [i] of cell centres, from the frame drawn around the heat map."""
    dark = (np.abs(picture.astype(int) - INK) <= 8).all(axis=2)
    lines = dark.sum(axis=1)
    rows = np.flatnonzero(lines > 0.9 * lines.max())
    top = rows[:-1][np.diff(rows) > 1][0] + 1
    bottom = rows[rows > top][0]
    columns = np.flatnonzero(dark[top:bottom].all(axis=0))
    widest = np.argmax(np.diff(columns))
    left, right = columns[widest] + 1, columns[widest + 1]
    assert ((right - left) % NX, (bottom - top) % NY) == (0, 0), (left, right, top, bottom)
    width, height = (right - left) // NX, (bottom - top) // NY
    assert min(width, height) >= 8, (width, height)
    return (bottom - height * np.arange(NY) - (height + 1) // 2,
            left + width * np.arange(NX) + width // 2)


class ColorCase(EndToEnd):
    def setUp(self):
        super().setUp()
        self.write("wave.model", WAVE_MODEL)
        self.heatreel("run", "--model", "wave.model", "--x", f"a=0:{NX - 1}:{NX}", "--y",
                      f"b=0:{NY - 1}:{NY}", "--t", f"c=0:{(FRAMES - 1) * 0.5}:{FRAMES}", "--metric",
                      "x.final", "--output", "wave.nc", "--no-video", "--quiet")

    def indices(self):
        """Of the colours of all cells: an array [frame, j, i]."""
        with h5py.File(self.folder / "wave.nc") as file:
            values = file["x_final"][()].astype(float)
        return np.clip((values * 256).astype(int), 0, 255)

    def render(self, name, *options):
        """Each frame is one picture of the movie, unless options say another rate."""
        rate = () if "--fps" in options else ("--fps", 10)
        self.heatreel("render", "wave.nc", "-o", name, "--quiet", "--overwrite", "--range", "0:1",
                      "--size", "{}x{}".format(*SIZE), *rate, *options)

    def centers(self):
        self.render("lossless.mp4", "--crf", 0, "--pix-fmt", "yuv444p", "--preset", "ultrafast")
        return centers(self.decode("lossless.mp4")[0])

    def decode(self, name):
        """All pictures, as ffmpeg converts them with the matrix that the stream is tagged with."""
        raw = self.tool("ffmpeg", "-v", "error", "-i", name, "-vf",
                        "scale=flags=accurate_rnd+full_chroma_int", "-f", "rawvideo", "-pix_fmt",
                        "rgb24", "-")
        return np.frombuffer(raw, np.uint8).reshape(-1, SIZE[1], SIZE[0], 3).astype(int)


class EveryMap(ColorCase):
    def test_cells_of_8_pixels_and_more(self):
        """Each cell changes in each frame; the colours of 99 % come back to 4 levels of 255."""
        rows, columns = self.centers()
        for name in colormaps():
            with self.subTest(colormap=name):
                self.render("a.mp4", "--colormap", name)
                found = self.decode("a.mp4")[:, rows[:, None], columns]
                error = np.abs(found - table(name)[self.indices()]).max(axis=3)
                self.assertLessEqual(np.percentile(error, 99), 4)
                self.assertLessEqual(error.max(), 12)


class Browser(ColorCase):
    """A page that loads the movie, seeks to a time and sends back what it shows."""

    PAGE = b"""<!doctype html><video id=movie muted></video><script>
      const send = text => fetch('/', {method: 'POST', body: text});
      const happens = (name, act) => new Promise(done => { movie[name] = done; act(); });
      // 'seeked' may come before the picture does.
      const shows = seconds => new Promise(done => {
        const look = (_, picture) => Math.abs(picture.mediaTime - seconds) < 0.15 ? done() :
            movie.requestVideoFrameCallback(look);
        movie.requestVideoFrameCallback(look);
        movie.currentTime = seconds;
      });
      (async () => {
        const data = await (await fetch('/movie.mp4')).blob();
        movie.onerror = () => send('error: ' + movie.error.message);
        await happens('onloadeddata', () => movie.src = URL.createObjectURL(data));
        await shows(SECONDS);
        const canvas = document.createElement('canvas');
        [canvas.width, canvas.height] = [movie.videoWidth, movie.videoHeight];
        canvas.getContext('2d').drawImage(movie, 0, 0);
        send(canvas.toDataURL('image/png'));
      })().catch(error => send('error: ' + error));
    </script>"""

    def shown(self, name, seconds):
        """The picture at a time of a movie, as PNG."""
        files = {"/": ("text/html", self.PAGE.replace(b"SECONDS", str(seconds).encode())),
                 "/movie.mp4": ("video/mp4", (self.folder / name).read_bytes())}
        answers = queue.Queue()

        class Handler(http.server.BaseHTTPRequestHandler):
            def reply(self, kind, body):
                self.send_response(200)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def do_GET(self):
                self.reply(*files.get(self.path, ("text/plain", b"")))

            def do_POST(self):
                answers.put(self.rfile.read(int(self.headers["Content-Length"])).decode())
                self.reply("text/plain", b"")

            def log_message(self, *_):
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.addCleanup(server.server_close)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.shutdown)
        browser = subprocess.Popen(
            [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
             f"--user-data-dir={self.folder}/profile", f"http://127.0.0.1:{server.server_port}/"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            answer = answers.get(timeout=HANG_SECONDS)
        finally:
            browser.terminate()
            browser.wait()
        self.assertEqual(answer[:22], "data:image/png;base64,", answer[:200])
        return base64.b64decode(answer[22:])

    @unittest.skipUnless(CHROMIUM, "no Chromium")
    def test_the_frame_in_the_middle(self):
        self.render("a.mp4", "--fps", 5)
        frame = FRAMES // 2
        # In the middle of the frame's fifth of a second; its picture is shown twice.
        (self.folder / "shown.png").write_bytes(self.shown("a.mp4", (frame + 0.5) / 5))
        shown, decoded = self.decode("shown.png")[0], self.decode("a.mp4")[2 * frame]
        rows, columns = self.centers()
        error = np.abs(shown - decoded)[rows[:, None], columns]
        self.assertLessEqual(error[:, :, :2].max(), 3)
        # Chromium's conversion without a graphics card is coarse in blue.
        self.assertLessEqual(error[:, :, 2].max(), 12)
        other = np.abs(shown - self.decode("a.mp4")[2 * frame + 2])
        self.assertGreater(other[rows[:, None], columns].mean(), 20)  # another frame is far away


if __name__ == "__main__":
    unittest.main()
