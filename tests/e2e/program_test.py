#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sweeps whose cells another program simulates: --command and --worker."""
import os
import pathlib
import shutil
import signal
import subprocess
import time
import unittest

import h5py
import numpy as np

from support import HANG_SECONDS, REPOSITORY, EndToEnd, messages

EXAMPLES = REPOSITORY / "examples" / "programs"

AXES = ["--x", "a=1:4:4", "--y", "b=10,20,30", "--t", "c=0:1:3"]

# P = a + b + c, which heatreel is to find.
COMMAND = "python3 -c 'import sys; print(\"P=%r\" % sum(map(float, sys.argv[1:])))' {a} {b} {c}"

WORKER = """\
import json, os, sys, time
for line in sys.stdin:
    cell = json.loads(line)
    time.sleep({sleep})
    {bad}
    print(json.dumps({{"P": cell["a"] + cell["b"] + cell["c"]}}), flush=True)
"""


def sums():
    a, b, c = np.arange(1, 5.0), np.array([10.0, 20, 30]), np.array([0, 0.5, 1])
    return (c[:, None, None] + b[:, None] + a).astype(np.float32)


def processes_with(word):
    """Command lines of living processes that hold the word."""
    found = []
    for entry in pathlib.Path("/proc").iterdir():
        try:
            line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            state = (entry / "stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            continue
        if word in line and state != "Z" and entry.name.isdigit():
            found.append(line)
    return found


class Programs(EndToEnd):
    def run_sweep(self, *arguments, **options):
        return self.heatreel("run", *AXES, "--no-video", "--quiet", "-o", "sweep.nc", "--overwrite",
                             "--metric", "P", *arguments, **options)

    def worker(self, bad="pass", sleep=0, name="worker.py"):
        self.write(name, WORKER.format(bad=bad, sleep=sleep))
        return f"python3 {name}"

    def assert_sums(self, name="sweep.nc"):
        found = self.arrays(name)
        np.testing.assert_array_equal(found["P"], sums())
        self.assertTrue((found["status"] == 1).all())

    def test_command_and_worker_on_any_ranks(self):
        batch = self.write("batch.py", "import json, sys\nfor line in sys.stdin:\n    cell = "
                           "json.loads(line)\n    print(json.dumps({'P': [a + b + c for a, b, c in "
                           "zip(cell['a'], cell['b'], cell['c'])]}), flush=True)\n")
        for ranks in (None, 2):
            for options in (["--command", COMMAND], ["--worker", self.worker(), "--threads", "2"],
                            ["--worker", f"python3 {batch}", "--worker-batch", "5"]):
                with self.subTest(ranks=ranks, options=options):
                    self.run_sweep(*options, ranks=ranks)
                    self.assert_sums()

    def test_the_file_and_its_movie(self):
        done = self.heatreel("run", *AXES, "--worker", self.worker(), "--metric", "P", "--set",
                             "d=3", "--unit", "a=nM", "--unit", "P=mM", "--unit", "d=s", "-o",
                             "sweep.nc", "--size", "320x240")
        self.assertIn("sweep.P.mp4", done.stdout)
        header = self.tool("ncdump", "-h", self.folder / "sweep.nc").decode()
        self.assertIn("float P(c, b, a)", header)
        self.assertIn('P:units = "mM"', header)
        self.assertIn('a:units = "nM"', header)
        self.assertIn("worker = python3 worker.py",
                      self.tool("ncdump", self.folder / "sweep.nc").decode())
        self.heatreel("render", "sweep.nc", "--metric", "P", "-o", "again.mp4", "--size", "320x240")
        self.heatreel("export", "sweep.nc", "--metric", "P", "--frame", "0", "--csv")

    def test_the_file_holds_no_verdicts(self):
        for program in (["--command", COMMAND], ["--worker", self.worker()]):
            self.run_sweep(*program)
            with h5py.File(self.folder / "sweep.nc") as file:
                self.assertNotIn("verdict", file)
            self.assertNotIn("verdict", self.heatreel("info", "sweep.nc").stdout)
            table = self.heatreel("export", "sweep.nc", "--csv", "--frame", 0, "-o", "-").stdout
            self.assertNotIn("verdict", table.splitlines()[0])

    def test_bad_cells_are_marked_and_their_words_reported(self):
        bad = "if cell['cell'] in (5, 17): print('singular matrix', file=sys.stderr); sys.exit(1)"
        done = self.heatreel("run", *AXES, "--no-video", "-o", "sweep.nc", "--metric", "P",
                             "--worker", self.worker(bad))
        status = self.arrays("sweep.nc")["status"].ravel()
        self.assertEqual(list(np.flatnonzero(status == 5)), [5, 17])
        self.assertEqual((status == 1).sum(), 34)
        self.assertIn("the first error: ended with exit code 1: singular matrix", done.stdout)
        done = self.run_sweep("--worker", self.worker(bad), "--max-failed", "1", code=1)
        self.assertIn("too many cells failed", done.stderr)

    def test_cell_timeout(self):
        self.run_sweep("--command", "sleep {a}{b}{c}", "--cell-timeout", "0.05", "--threads", "4")
        self.assertTrue((self.arrays("sweep.nc")["status"] == 4).all())

    def test_resume(self):
        worker = self.worker(sleep=0.05)
        for number, ranks in ((signal.SIGTERM, None), (signal.SIGUSR1, 2)):
            with self.subTest(ranks=ranks):
                words = ["run", *AXES, "--metric", "P", "--worker", worker, "--no-video", "--quiet",
                         "-o", "part.nc"]
                (self.folder / "part.nc").unlink(missing_ok=True)
                run = self.start(*words, "--overwrite", ranks=ranks, stderr=subprocess.PIPE)
                while not (self.folder / "part.nc").exists():
                    time.sleep(0.01)
                time.sleep(0.5)
                run.send_signal(number)
                _, stderr = run.communicate(timeout=HANG_SECONDS)
                self.assertEqual(run.returncode, 75, stderr)
                self.heatreel(*words, "--resume")
                self.assert_sums("part.nc")

    def test_resume_with_another_program_is_refused(self):
        self.heatreel("run", *AXES, "--metric", "P", "--worker", self.worker(sleep=0.2), "--no-video",
                      "--quiet", "-o", "sweep.nc", "--max-walltime", "2", code=75)
        self.worker(name="other.py")
        done = self.heatreel("run", *AXES, "--metric", "P", "--worker", "python3 other.py",
                             "--no-video", "-o", "sweep.nc", "--resume", code=2)
        self.assertIn("worker is python3 worker.py there and python3 other.py here", done.stderr)

    def wait_until(self, condition):
        deadline = time.monotonic() + HANG_SECONDS
        while not condition():
            self.assertLess(time.monotonic(), deadline, "it does not happen")
            time.sleep(0.02)

    def test_nothing_outlives_a_killed_rank(self):
        mark = f"{self.folder.name}-orphan"
        # A program that starts another one, and one that leaves its process group.
        sleeper = f"python3 -c 'import time; time.sleep(1000)' {mark}"
        scripts = {"child": f"exec {sleeper}", "grandchild": f"{sleeper} & wait",
                   "session": f"setsid {sleeper} & wait"}
        for ranks in (None, 2):
            for name, script in scripts.items():
                with self.subTest(name, ranks=ranks):
                    self.write("sim.sh", script)
                    run = self.start("run", *AXES, "--metric", "P", "--command",
                                     "sh sim.sh {a} {b} {c}", "--no-video", "--quiet", "-o",
                                     "sweep.nc", "--overwrite", "--threads", "2", ranks=ranks,
                                     stderr=subprocess.PIPE)
                    wanted = 2 * (ranks or 1)
                    self.wait_until(lambda: len(processes_with(mark)) >= wanted)
                    victims = [run.pid] if ranks is None else self.ranks_of(run)
                    os.kill(victims[-1], signal.SIGKILL)
                    self.wait_until(lambda: not processes_with(mark))
                    run.communicate(timeout=HANG_SECONDS)

    def ranks_of(self, run):
        """Process ids of the ranks that mpirun has started."""
        found = []
        for entry in pathlib.Path("/proc").glob("[0-9]*"):
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                command = (entry / "cmdline").read_bytes()
            except OSError:
                continue
            if parent == run.pid and b"heatreel" in command:
                found.append(int(entry.name))
        return found

    def test_programs_see_no_mpi_job(self):
        self.write("see.py", "import os\nprint(float(os.environ.get('OMPI_COMM_WORLD_SIZE', 0)))\n")
        for options, seen in (([], 0), (["--keep-mpi-environment"], 2)):
            self.run_sweep("--command", "python3 see.py {a} {b} {c}", *options, ranks=2)
            self.assertTrue((self.arrays("sweep.nc")["P"] == seen).all())

    def test_refusals(self):
        def refused(*options):
            done = self.run_sweep(*options, code=2)
            self.assertEqual(len(messages(done.stderr)), 1, done.stderr)
            return done.stderr

        self.assertIn("--command ./nothing {a} {b} {c} cannot be used (there is no program ./nothing)",
                      refused("--command", "./nothing {a} {b} {c}"))
        self.assertIn("it does not hold {c}", refused("--command", "echo {a} {b}"))
        self.assertIn("{d} is no parameter of the sweep", refused("--command", "echo {a} {b} {c} {d}"))
        self.assertIn("--trust cannot be combined with --command (it is about how heatreel simulates a model",
                      refused("--command", COMMAND, "--trust"))
        self.assertIn("--rtol cannot be combined with --worker",
                      refused("--worker", self.worker(), "--rtol", "1e-3"))
        self.assertIn("--command cannot be combined with --worker",
                      refused("--worker", self.worker(), "--command", COMMAND))
        self.assertIn("no parameter and no metric is called 'z'",
                      refused("--worker", self.worker(), "--unit", "z=s"))
        self.assertIn("there is no --worker", refused("--command", COMMAND, "--worker-batch", "3"))
        self.assertIn("it is about programs", refused("--model", "lorenz", "--unit", "a=s"))
        self.assertIn("a program's parameter is a number",
                      refused("--worker", self.worker(), "--set", "d=a*2"))
        self.assertEqual([name for name in self.files() if name.endswith(".nc")], [])

    def test_no_program_that_a_file_names_is_run(self):
        self.run_sweep("--worker", self.worker())
        for command in (["verify", "sweep.nc"], ["trace", "sweep.nc", "--cell", "0,0,0"]):
            done = self.heatreel(*command, code=2)
            self.assertRegex(done.stderr, "program")

    def test_examples(self):
        """Each language's program solves the same growth under harvest."""
        built = self.folder / "growth"
        axes = ["--x", "r=1:2:5", "--y", "K=50:100:3", "--t", "h=0:0.4:3"]
        programs = {"python3": ["--worker", f"python3 {EXAMPLES / 'worker.py'}"],
                    "/usr/bin/python3": ["--worker", f"/usr/bin/python3 {EXAMPLES / 'batch.py'}",
                                         "--worker-batch", "7"],
                    "julia": ["--worker", str(EXAMPLES / "worker.jl")],
                    "Rscript": ["--worker", str(EXAMPLES / "worker.R")],
                    "gfortran": ["--command", f"{built} {{r}} {{K}} {{h}}"],
                    "g++": ["--worker", str(built)]}
        builds = {"gfortran": "command.f90", "g++": "worker.cpp"}
        seen = []
        for language, options in programs.items():
            if shutil.which(language) is None:
                continue
            if language in builds:
                self.tool(language, "-O2", EXAMPLES / builds[language], "-o", built)
            with self.subTest(language):
                self.heatreel("run", *axes, *options, "--metric", "n", "--dtype", "float64",
                              "--no-video", "--quiet", "-o", "growth.nc", "--overwrite")
                found = self.arrays("growth.nc")
                self.assertTrue((found["status"] == 1).all())
                # The logistic equation's state of rest.
                rest = found["K"][:, None] * (1 - found["h"][:, None, None] / found["r"])
                np.testing.assert_allclose(found["n"], rest, rtol=1e-3)
                seen.append(found["n"])
        for values in seen[1:]:
            np.testing.assert_allclose(values, seen[0], rtol=1e-13)
        self.assertGreaterEqual(len(seen), 3)


if __name__ == "__main__":
    unittest.main()
