#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Standard input, output and error that are closed, full or have lost their reader, in every
combination: the result is sound, movies are whole, and the exit code is the documented one."""
import itertools
import os
import pathlib
import signal
import subprocess
import time
import unittest

from faults_support import FOUR_FRAMES, FaultInjection, LONG, report
from judge import Reference
from support import HANG_SECONDS, HEATREEL, MPIEXEC, messages

# yuv444p is pointed out on standard error.
SWEEP = FOUR_FRAMES + "pix-fmt = yuv444p\ndeterministic = yes\n"
# Minutes, so that progress is told: in a log for the first time after 5 s.
LONG_SWEEP = SWEEP.replace("t-end = 100", "t-end = 30000").replace(":1:4", ":1:4000")
PROGRESS_SECONDS = 7
LAUNCHER_SECONDS = 5  # for mpirun when its ranks have ended

INPUTS = ("open", "closed")
OUTPUTS = ("open", "closed", "full", "gone")  # gone: a pipe whose reader has gone
# What a command writes besides its summary.
WRITTEN = {
    "run": ("out.nc", "out.P_amplitude.mp4", "out.P_period.mp4"),
    "resume": ("out.nc", "out.P_amplitude.mp4", "out.P_period.mp4"),
    "render": ("out.P_amplitude.mp4", "out.P_period.mp4"),
    "export": ("out.csv",),
}
ARGUMENTS = {
    "run": ("run", "out.ini"),
    "resume": ("run", "out.ini", "--resume"),
    "render": ("render", "out.nc", "--pix-fmt", "yuv444p", "--deterministic", "--size", "320x240"),
    "export": ("export", "out.nc", "--frame", "0,3", "--csv"),
}
# What is printed is all that is asked for.
PRINTING = {
    "help": ("run", "--help"), "version": ("--version",), "models": ("models", "predator-prey"),
    "info": ("info", "out.nc"), "check": ("info", "out.nc", "--check"),
    "plan": ("run", "out.ini", "--dry-run", "--overwrite"),
}
STREAMING = {
    "export -o -": ("export", "out.nc", "--frame", "0", "--csv", "-o", "-", "--quiet"),
    "render -o -": ("render", "out.nc", "--metric", "P.period", "-o", "-", "--quiet"),
}


def redirected(words, states):
    """Words of a shell that starts a program with its descriptors 0, 1 and 2 in these states."""
    changes = {"closed": ">&-", "full": ">/dev/full"}
    text = [f"{number}{changes[state]}" for number, state in enumerate(states) if state in changes]
    return ["sh", "-c", f'exec "$@" {" ".join(text)}', "sh", *words]


def start(words, states, **settings):
    """A process whose descriptors 0, 1 and 2 are in these states; open outputs can be read."""
    reader, gone = os.pipe()
    os.close(reader)
    try:
        return subprocess.Popen(redirected(words, states), stdin=subprocess.DEVNULL,
                                text=True, errors="replace", **settings,
                                **{name: subprocess.PIPE if state == "open" else gone
                                   for name, state in zip(("stdout", "stderr"), states[1:])})
    finally:
        os.close(gone)


class Descriptors(FaultInjection):
    def setUp(self):
        super().setUp()
        self.hung = 0
        self.astray = 0
        self.write("work/out.ini", SWEEP)
        self.run_here(["run", "out.ini", "--quiet"])
        self.run_here(["export", "out.nc", "--frame", "0,3", "--csv", "--quiet"])
        self.reference = Reference(self.work / "out.nc")
        self.whole = {path.name: path.read_bytes() for path in self.work.iterdir()}

    def here(self):
        return {**self.settings(), "cwd": self.work}

    def run_here(self, arguments, code=0):
        done = subprocess.run([HEATREEL, *arguments], capture_output=True, text=True, check=False,
                              timeout=HANG_SECONDS, **self.here())
        self.assertEqual(done.returncode, code, done.stderr)

    def end(self, process):
        try:
            return process.communicate(timeout=HANG_SECONDS)
        finally:
            process.kill()

    def end_launcher(self, process):
        """mpirun of Open MPI 4.1.4 may hang when its own standard output is closed. All its ranks
        have to be gone, which is what counts."""
        deadline = time.monotonic() + HANG_SECONDS
        while process.poll() is None and not self.only_launcher_is_left(process):
            self.assertLess(time.monotonic(), deadline, "the job hangs")
            time.sleep(0.05)
        try:
            return process.communicate(timeout=LAUNCHER_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            self.hung += 1
            return process.communicate()

    @staticmethod
    def only_launcher_is_left(process):
        """True once it has had children that have all ended."""
        children = pathlib.Path(f"/proc/{process.pid}/task/{process.pid}/children")
        try:
            states = [pathlib.Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2]
                      for pid in children.read_text(encoding="ascii").split()]
        except OSError:
            return False  # one has just ended
        return bool(states) and all(state.split()[0] == "Z" for state in states)

    def prepare(self, command):
        """Leaves what there is before the command: for a resume, a sweep that was stopped."""
        for path in self.work.iterdir():
            path.unlink()
        for name, content in self.whole.items():
            if name == "out.ini" or (command not in ("run", "resume") and name == "out.nc"):
                (self.work / name).write_bytes(content)
        if command == "resume":
            self.stop_a_sweep()

    def stop_a_sweep(self):
        """As soon as the result is there: before its end, or else once more."""
        while not self.work.joinpath("out.nc").exists():
            with subprocess.Popen([HEATREEL, "run", "out.ini", "--quiet"], **self.here()) as run:
                while run.poll() is None and not self.work.joinpath("out.nc").exists():
                    time.sleep(0.0005)
                run.terminate()
            if run.returncode == 0:
                for name in WRITTEN["run"]:
                    (self.work / name).unlink()
        self.assertEqual(run.returncode, 75)

    def check_case(self, command, states, ranks, outside):
        """`outside`: the launcher itself has these descriptors, not its ranks."""
        self.prepare(command)
        words = [HEATREEL, *ARGUMENTS[command]]
        launch = [MPIEXEC, "-n", str(ranks)]
        if ranks > 1:
            words = [*launch, *(words if outside else redirected(words, states))]
        at_work = states if ranks == 1 or outside else ("open", "open", "open")
        process = start(words, at_work, **self.here())
        hung = self.hung
        _, stderr = self.end_launcher(process) if ranks > 1 else self.end(process)
        what = f"{command}, {states}, {ranks} ranks{', launcher' if outside else ''}: {stderr}"
        self.check_what_is_there(what)
        if outside and "closed" in states[1:]:
            # One of mpirun's own pipes then has the number of standard output: what ranks print is
            # taken for numbers of signals (10, the end of a line, is SIGUSR1) that it passes on.
            self.astray += process.returncode != 0
            return
        self.assertEqual(process.returncode, 0, what)
        self.assertEqual(self.hung, hung, what)
        self.assertEqual({path.name for path in self.work.iterdir()},
                         {"out.ini", "out.nc", *WRITTEN[command]}, what)
        self.assertEqual(self.reference.shortcomings(self.work / "out.nc"), [], what)
        if ranks == 1 and states[1] in ("full", "gone") and states[2] == "open":
            self.assertIn("note: the summary is lost", stderr, what)

    def check_what_is_there(self, what):
        """No flag of the result is false, and what bears a final name is whole."""
        if (self.work / "out.nc").exists():
            self.assertEqual(self.reference.complaints(self.work / "out.nc"), [], what)
        for name in {"out.csv", *WRITTEN["render"]}:
            if (self.work / name).exists():
                self.assertEqual((self.work / name).read_bytes(), self.whole[name],
                                 f"{name} differs: {what}")

    def cases(self, ranks):
        """All; or a few that have each command and each state of each descriptor once, serially
        each state with each command."""
        if LONG:
            return list(itertools.product(WRITTEN, itertools.product(INPUTS, OUTPUTS, OUTPUTS)))
        def some():
            outputs, errors = (self.random.sample(OUTPUTS, len(OUTPUTS)) for _ in range(2))
            return list(zip(INPUTS * 2, outputs, errors))
        return (list(zip(WRITTEN, some())) if ranks > 1 else
                [(command, states) for command in WRITTEN for states in some()])

    def sweep_cases(self, ranks, outside):
        cases = self.cases(ranks)
        for command, states in cases:
            self.check_case(command, states, ranks, outside)
        how = {(1, False): "serially", (2, False): "2 ranks",
               (2, True): "2 ranks, of mpirun itself"}[ranks, outside]
        report(f"standard descriptors closed, full or without a reader × run, resume, render, "
               f"export, {how}", len(cases), "all results and movies sound" +
               (f"; mpirun went astray {self.astray} times, of which it hung {self.hung} times"
                if outside else ", all exit codes right"))

    def test_serial(self):
        self.sweep_cases(1, False)

    def test_ranks(self):
        self.sweep_cases(2, False)

    def test_launcher(self):
        self.sweep_cases(2, True)

    def test_what_is_printed_arrives_or_is_missed(self):
        count = 0
        for name, arguments in {**PRINTING, **STREAMING}.items():
            for states in itertools.product(INPUTS, OUTPUTS, OUTPUTS if LONG else ("open",)):
                process = start([HEATREEL, *arguments], states, **self.here())
                stdout, stderr = self.end(process)
                what = f"{name}, {states}: {stdout}{stderr}"
                lost = states[1] in ("full", "gone")
                self.assertEqual(process.returncode, 1 if lost else 0, what)
                if states[1] == "open":
                    self.assertNotEqual(stdout, "", what)
                if states[2] == "open":
                    quietly = states[1] == "gone" and name in PRINTING
                    self.assertEqual(len(messages(stderr)), 1 if lost and not quietly else 0, what)
                count += 1
        report("help, versions, models, info, plan and streams to such descriptors", count,
               "exit code 1 wherever something was lost")

    def test_a_usage_error_ends_with_2(self):
        for states in itertools.product(INPUTS, OUTPUTS, OUTPUTS):
            process = start([HEATREEL, "run", "missing.ini"], states, **self.here())
            _, stderr = self.end(process)
            self.assertEqual(process.returncode, 2, states)
            if states[2] == "open":
                self.assertEqual(len(messages(stderr)), 1, stderr)

    def test_progress_that_nobody_reads(self):
        """A sweep goes on when its progress cannot be written, until a signal ends it in order."""
        self.write("work/long.ini", LONG_SWEEP)
        runs = {state: start([HEATREEL, "run", "long.ini", "-o", f"{state}.nc"],
                             ("open", "open", state), **self.here())
                for state in ("full", "gone", "closed")}
        time.sleep(PROGRESS_SECONDS)
        for state, process in runs.items():
            with self.subTest(stderr=state):
                self.assertIsNone(process.poll(), f"it ended with {process.returncode}")
                process.send_signal(signal.SIGTERM)
                self.end(process)
                self.assertEqual(process.returncode, 75)
                self.assertFalse((self.work / f"{state}.nc.lock").exists())


if __name__ == "__main__":
    unittest.main()
