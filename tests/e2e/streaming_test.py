#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Movies that are read while they are written, and movies that cannot be written."""
import hashlib
import os
import subprocess
import unittest

from support import HANG_SECONDS, MPI_ENVIRONMENT, PLANE_MODEL, EndToEnd, command, messages

# Small pictures, and enough of them for several pieces of two seconds.
SWEEP = ("--model", "plane.model", "--x", "a=0:6:7", "--y", "b=0:4:5", "--t", "c=7:8:60",
         "--metric", "x.final", "--metric", "x.max", "--output", "plane.nc", "--no-video")


def boxes(data):
    """Types of a file's boxes, in order."""
    types, at = [], 0
    while at < len(data):
        types.append(data[at + 4:at + 8].decode())
        at += int.from_bytes(data[at:at + 4], "big")
    return types


class Streaming(EndToEnd):
    def setUp(self):
        super().setUp()
        self.write("plane.model", PLANE_MODEL)
        self.heatreel("run", *SWEEP)

    def render(self, *options, stdout=subprocess.PIPE):
        return subprocess.run(
            command(("render", "plane.nc", "--metric", "x.final", "--size", "320x240", *options)),
            cwd=self.folder, env={**os.environ, **MPI_ENVIRONMENT}, timeout=HANG_SECONDS,
            check=False, stdout=stdout, stderr=subprocess.PIPE)

    def frames(self, name):
        """Checksums of all decoded pictures with their times."""
        text = self.tool("ffmpeg", "-v", "error", "-i", name, "-f", "framemd5", "-").decode()
        return [line for line in text.splitlines() if not line.startswith("#")]

    def test_standard_output_is_the_movie(self):
        done = self.render("-o", "-", "--deterministic")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(b"movie  standard output", done.stderr)
        self.assertEqual(boxes(done.stdout),
                         ["ftyp", "moov", *("moof", "mdat") * 3, "mfra"])
        (self.folder / "piped.mp4").write_bytes(done.stdout)
        self.render("-o", "whole.mp4", "--deterministic")
        self.assertEqual(self.frames("piped.mp4"), self.frames("whole.mp4"))
        self.assertEqual(len(self.frames("whole.mp4")), 60)

    def test_a_reader_that_goes_away(self):
        with open(self.folder / "stderr", "wb") as stderr:
            job = subprocess.Popen(command(("render", "plane.nc", "--metric", "x.final", "-o", "-",
                                            "--fps", "0.01", "--quiet")), **self.settings(),
                                   stdout=subprocess.PIPE, stderr=stderr)
            job.stdout.read(100)
            job.stdout.close()
            self.assertEqual(job.wait(timeout=HANG_SECONDS), 1)
        self.assertEqual((self.folder / "stderr").read_text(),
                         "heatreel: cannot write the movie on standard output (Broken pipe) "
                         "The program that read it has ended.\n")

    def test_two_movies_do_not_fit_a_pipe(self):
        done = self.heatreel("render", "plane.nc", "-o", "-", code=2)
        self.assertEqual(done.stdout, "")
        self.assertIn("there are 2 movies", done.stderr)

    def test_a_growing_file_can_be_watched(self):
        """Every beginning of it, from the second piece on, plays as far as it goes."""
        self.render("-o", "growing.mp4", "--fragmented")
        data = (self.folder / "growing.mp4").read_bytes()
        self.assertEqual(len(self.frames("growing.mp4")), 60)
        (self.folder / "begun.mp4").write_bytes(data[:data.rindex(b"moof") - 4])
        self.assertEqual(len(self.frames("begun.mp4")), 40)

    def test_a_full_disk(self):
        """/dev/full is a pipe's other end without room."""
        with open("/dev/full", "wb") as full:
            done = self.render("-o", "-", "--quiet", stdout=full)
        self.assertEqual(done.returncode, 1)
        self.assertEqual(len(messages(done.stderr.decode())), 1)
        self.assertIn(b"(No space left on device)", done.stderr)

    @unittest.skipUnless(os.geteuid() == 0, "mounts a small file system")
    def test_a_full_file_system(self):
        """Neither a movie nor a temporary file is left, and an earlier movie stays."""
        small = self.folder / "small"
        small.mkdir()
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", small],
                                 capture_output=True, check=False)
        if mounted.returncode != 0:
            self.skipTest("no right to mount")
        self.addCleanup(subprocess.run, ["umount", small], check=True)
        (small / "a.mp4").write_bytes(b"an earlier movie")
        done = self.heatreel("render", "plane.nc", "--metric", "x.final", "-o", "small/a.mp4",
                             "--overwrite", "--crf", 1, "--quiet", code=1)
        self.assertIn("cannot write the movie 'small/a.mp4' (No space left on device)",
                      done.stderr)
        self.assertEqual([path.name for path in small.iterdir()], ["a.mp4"])
        self.assertEqual((small / "a.mp4").read_bytes(), b"an earlier movie")

    def test_the_same_bytes_again(self):
        digests = set()
        for name in ("a.mp4", "b.mp4", "c.mp4"):
            self.render("-o", name, "--deterministic")
            digests.add(hashlib.sha256((self.folder / name).read_bytes()).hexdigest())
        self.assertEqual(len(digests), 1)


if __name__ == "__main__":
    unittest.main()
