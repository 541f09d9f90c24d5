#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A signal in the stages around a sweep: reading options and models, looking at what a file holds,
counting cells, drawing, exporting. Each ends soon, in order, and says by what it was stopped."""
import errno
import os
import pathlib
import signal
import subprocess
import time
import unittest

import shim
from faults_support import FaultInjection, report
from harness import processes_of, wait_for_stop
from support import HANG_SECONDS, HEATREEL, MPIEXEC, PLANE_MODEL, is_prompt, messages

# Less than any of the stages would take without the signal; an answer takes a fraction of a second.
ANSWER_SECONDS = 5
MPIRUN_SECONDS = 60  # it ends a job in its own time
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGUSR1, signal.SIGHUP)
AXES = ("--x", "a=0:3:4", "--y", "b=0:1:2", "--t", "c=4:1000:600", "--metric", "x.final")


def wait_for_reader(path):
    """Opens a pipe for writing as soon as somebody reads it, so that the reader waits for bytes."""
    deadline = time.monotonic() + HANG_SECONDS
    while True:
        try:
            return os.open(path, os.O_WRONLY | os.O_NONBLOCK)
        except OSError as error:
            if error.errno != errno.ENXIO or time.monotonic() > deadline:
                raise
        time.sleep(0.01)


class Stages(FaultInjection):
    def setUp(self):
        super().setUp()
        self.write("work/plane.model", PLANE_MODEL)
        self.slowest = 0.0
        self.answered = 0

    def begin(self, words, variables=None):
        process = subprocess.Popen(words, start_new_session=True, text=True,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   **{**self.settings(variables), "cwd": self.work})

        def end():
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.communicate()

        self.addCleanup(end)
        return process

    def send(self, process, number, limit=ANSWER_SECONDS):
        """The lines of a process that a signal has ended."""
        begin = time.monotonic()
        process.send_signal(number)
        _, stderr = process.communicate(timeout=HANG_SECONDS)
        seconds = time.monotonic() - begin
        self.assertTrue(is_prompt(seconds, limit), f"it took {seconds:.1f} s")
        self.slowest = max(self.slowest, seconds)
        self.answered += 1
        return messages(stderr)

    def report(self, what):
        report(what, self.answered, f"answered within {self.slowest:.2f} s")


class WaitingForInput(Stages):
    """A pipe that nobody writes to, in the place of a file."""

    def wait_and_send(self, words, number, limit=ANSWER_SECONDS):
        pipe = self.work / "pipe.model"
        pipe.unlink(missing_ok=True)
        os.mkfifo(pipe)
        process = self.begin(words)
        writer = wait_for_reader(pipe)
        try:
            lines = self.send(process, number, limit)
        finally:
            os.close(writer)
        self.assertEqual({path.name for path in self.work.iterdir()}, {"plane.model", "pipe.model"})
        return process.returncode, lines

    def test_serial(self):
        for number in SIGNALS:
            for words in (("run", "--model", "pipe.model", *AXES), ("run", "pipe.model")):
                with self.subTest(signal=number.name, words=words):
                    code, lines = self.wait_and_send([HEATREEL, *words], number)
                    self.assertEqual(lines, [f"heatreel: stopped by {number.name} "
                                             "(no file was changed)"])
                    self.assertEqual(code, 75)
            code, lines = self.wait_and_send([HEATREEL, "models", "pipe.model"], number)
            self.assertEqual((code, lines), (-number, []))
        self.report("signals while a pipe in a file's place is read")

    def test_mpirun(self):
        words = [MPIEXEC, "-n", "2", HEATREEL, "run", "--model", "pipe.model", *AXES]
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGUSR1):
            with self.subTest(signal=number.name):
                code, lines = self.wait_and_send(words, number, MPIRUN_SECONDS)
                self.assertNotEqual(code, 0)
                if number == signal.SIGUSR1:  # otherwise mpirun may end the ranks before they speak
                    self.assertEqual((code, len(lines)), (75, 1), lines)
                self.assertLessEqual(len(lines), 1)
        self.report("the same, two ranks")

    def test_a_signal_to_another_rank(self):
        """Rank 0 hears nothing of it: the launcher ends a job that one of its ranks has left."""
        pipe = self.work / "pipe.model"
        os.mkfifo(pipe)
        words = [MPIEXEC, "-n", "2", HEATREEL, "run", "--model", "pipe.model", *AXES]
        process = self.begin(words)
        writer = wait_for_reader(pipe)
        self.addCleanup(os.close, writer)
        ranks = {pid: pathlib.Path(f"/proc/{pid}/environ").read_bytes()
                 for pid in processes_of(process.pid)}
        other = [pid for pid, variables in ranks.items() if b"OMPI_COMM_WORLD_RANK=1" in variables]
        self.assertEqual(len(other), 1, ranks)
        os.kill(other[0], signal.SIGTERM)
        process.communicate(timeout=HANG_SECONDS)
        self.assertNotEqual(process.returncode, 0)
        self.assertEqual(processes_of(process.pid), [])


class LayingOut(Stages):
    """A large file is laid out. (Where the system writes to each block, that takes minutes.)"""

    def test_it_ends_between_pieces(self):
        arguments = ("run", "--model", "plane.model", "--x", "a=0:3:2000", "--y", "b=0:1:2000",
                     "--t", "c=4,5", "--metric", "x.final", "--output", "out.nc", "--no-video")
        for number in SIGNALS:
            with self.subTest(signal=number.name):
                process = self.begin([HEATREEL, *arguments],
                                     shim.environment(self.work, fail="0:reserve:1:stop"))
                self.assertTrue(wait_for_stop(process))
                process.send_signal(number)
                lines = self.send(process, signal.SIGCONT)
                self.assertEqual(process.returncode, 75, lines)
                self.assertEqual(lines, [f"heatreel: stopped by {number.name} while laying out "
                                         "out.nc (nothing was changed)"])
                self.assertEqual([path.name for path in self.work.iterdir()], ["plane.model"])
        self.report("signals while the file is laid out")


class LongReading(Stages):
    """Reading that takes long: from some moment on each call takes 20 ms more."""

    def setUp(self):
        super().setUp()
        self.run_whole(("run", "--model", "plane.model", *AXES, "--output", "out.nc", "--no-video",
                        "--quiet"))
        self.before = self.present()

    def present(self):
        return {path.name: path.read_bytes() for path in self.work.iterdir()}

    def logs(self):
        return list(self.folder.glob("log.*"))

    def run_whole(self, arguments):
        """Runs a command to its end. How often its own process has read, and the log's size then."""
        for path in self.logs():
            path.unlink()
        process = self.begin([HEATREEL, *arguments],
                             shim.environment(self.work, self.folder / "log"))
        _, stderr = process.communicate(timeout=HANG_SECONDS)
        self.assertEqual(process.returncode, 0, stderr)
        reads = [call for call in shim.read_calls(self.folder / "log")
                 if call.process == process.pid and call.kind == "read"]
        return len(reads), (self.folder / f"log.0.{process.pid}").stat().st_size

    def stop_at(self, part, arguments, number):
        """Stops a command when that part of its reading is done; its lines."""
        reads, size = self.run_whole(arguments)
        for name in self.present().keys() - self.before.keys():
            (self.work / name).unlink()
        first_slow = int(part * reads)
        # What is left must take much longer than an answer may.
        self.assertGreater((reads - first_slow) * 0.02, 2 * ANSWER_SECONDS, reads)
        process = self.begin([HEATREEL, *arguments],
                             shim.environment(self.work, self.folder / "log",
                                              fail=f"*:read:{first_slow}+:slow"))
        log = self.folder / f"log.0.{process.pid}"
        deadline = time.monotonic() + HANG_SECONDS
        while not log.exists() or log.stat().st_size < part * size:
            self.assertLess(time.monotonic(), deadline, "it does not read")
            self.assertIsNone(process.poll())
            time.sleep(0.005)
        lines = self.send(process, number)
        self.assertEqual(process.returncode, 75, lines)
        self.assertEqual(len(lines), 1, lines)
        self.assertEqual(self.present(), self.before, "something is left or was changed")
        return lines[0]

    def test_what_a_file_holds(self):
        """The cells that have failed in it, which --max-failed needs, are counted before it is
        continued, and all cells once more in the end."""
        resume = ("run", "--model", "plane.model", *AXES, "--output", "out.nc", "--no-video",
                  "--resume", "--max-failed", "90%")
        for number in SIGNALS:
            with self.subTest(signal=number.name):
                line = self.stop_at(0.15, resume, number)
                self.assertIn(f"stopped by {number.name} while reading what out.nc holds (nothing "
                              "was changed) Continue with: heatreel run", line)
                line = self.stop_at(0.6, resume, number)
                self.assertIn(f"stopped by {number.name} while counting the cells", line)
        self.report("signals while stored cells are counted")

    def test_drawing(self):
        drawing = ("render", "out.nc", "--range", "p1:p99", "--quiet")
        for number, arguments, words in (
                (signal.SIGTERM, (*drawing, "--output", "a.mp4", "--size", "320x240"),
                 "while making the movie a.mp4"),
                (signal.SIGHUP, (*drawing, "--preview", "a.webp"), "while drawing the preview"),
                (signal.SIGINT, (*drawing, "--contact-sheet", "a.png"), "while drawing the picture"),
                (signal.SIGUSR1, (*drawing, "--frames", "last"), "while drawing pictures")):
            with self.subTest(words=words):
                self.assertIn(f"stopped by {number.name} {words}",
                              self.stop_at(0.2, arguments, number))
        self.report("signals while frames are read for their colours")

    def test_export(self):
        frames = ",".join(map(str, range(600)))
        for number in SIGNALS:
            with self.subTest(signal=number.name):
                line = self.stop_at(0.2, ("export", "out.nc", "--frame", frames, "--csv", "-o",
                                          "a.csv", "--quiet"), number)
                self.assertIn(f"stopped by {number.name} while writing 'a.csv'", line)
        self.report("signals while frames are exported")


if __name__ == "__main__":
    unittest.main()
