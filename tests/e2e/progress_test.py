#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Progress while a sweep runs: a bar on a terminal, plain lines now and then in a log."""
import fcntl
import os
import pty
import struct
import subprocess
import termios
import unittest

from support import HANG_SECONDS, EndToEnd, coupled_model

# A second or two on one core, in 40 frames; the time left is told after two.
SWEEP = """\
model = predator-prey
x = G=50:300:40
y = rec=10:50:40
t = assoc_ddg=-1:1:40
metric = P.amplitude
no-video = yes
t-end = 5000
"""


class Progress(EndToEnd):
    def setUp(self):
        super().setUp()
        self.write("sweep.ini", SWEEP)

    def read_terminal(self, *arguments, columns=0):
        """What a run writes to a terminal on standard error, as one text."""
        screen, terminal = pty.openpty()
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        process = self.start("run", "sweep.ini", *arguments, stderr=terminal,
                             stdout=subprocess.DEVNULL)
        os.close(terminal)
        text = b""
        with os.fdopen(screen, "rb", buffering=0) as file:
            try:
                while piece := file.read(4096):
                    text += piece
            except OSError:  # Linux reports the end of a terminal as an error
                pass
        self.assertEqual(process.wait(timeout=HANG_SECONDS), 0)
        return text.decode()

    def test_terminal(self):
        text = self.read_terminal("--t-end", "30000")
        draws = text.split("\r")[1:]
        self.assertGreater(len(draws), 2)
        for draw in draws[:-1]:
            self.assertRegex(draw, r"^\[[#.]{24}\] +\d+ %  \d+/40 frames  ([\d,]+ cells/s|compiling)")
        self.assertTrue(any(" left" in draw for draw in draws))
        self.assertRegex(text, r"\r\[#{24}\] 100 %  40/40 frames  [\d,]+ cells/s\S*\r\n$")
        self.assertEqual(text.count("\n"), 1)

    def test_programs_that_take_their_time(self):
        self.write("coupled.model", coupled_model(150))
        self.write("sweep.ini", "model = coupled.model\nx = a=1:2:2\ny = b=1:2:2\nt = c=1:2:2\n"
                                "metric = x0.mean\nno-video = yes\n")
        draws = self.read_terminal().split("\r")[1:]
        self.assertRegex(draws[0], r"^\[\.{24}\]   0 %  0/2 frames  compiling")
        self.assertRegex(draws[-2], r"100 %  2/2 frames  [\d,]+ cells/s")

    def test_it_fits_into_the_terminal(self):
        """One line, whatever the width; the bar goes before any of the words."""
        for columns in (40, 80):
            with self.subTest(columns=columns):
                text = self.read_terminal("--t-end", "10000", "--overwrite", columns=columns)
                self.assertEqual(text.count("\n"), 1)
                draws = [draw.removesuffix("\033[K") for draw in text.rstrip("\r\n").split("\r")[1:]]
                self.assertNotEqual(draws, [])
                for draw in draws:
                    self.assertLess(len(draw), columns, draw)
                    self.assertIn(" %", draw)
                self.assertEqual(any("[" in draw for draw in draws), columns >= 80, draws)

    def test_quiet_terminal(self):
        self.assertEqual(self.read_terminal("--quiet"), "")

    def test_log(self):
        """Without a terminal the first line comes after 5 s, without control characters."""
        run = self.start("run", "sweep.ini", "--t-end", "100000", stderr=subprocess.PIPE,
                         stdout=subprocess.PIPE)
        line = run.stderr.readline()
        self.assertRegex(line, r"^heatreel: +\d+ %  \d+/40 frames  [\d,]+ cells/s  .* left\n$")


if __name__ == "__main__":
    unittest.main()
