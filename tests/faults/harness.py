# SPDX-License-Identifier: GPL-3.0-or-later
"""Disturbed runs of one sweep, side by side: what a case needs, and what has to hold after it. Each
case draws its random moments from a seed of its own, which failures name; HEATREEL_FAULT_SEED=17
runs case 17 alone."""
import concurrent.futures
import os
import pathlib
import random
import signal
import subprocess
import tempfile
import time
import unittest

from faults_support import GIVEN_SEED, how_many
from judge import Reference
from support import HANG_SECONDS, LONGER_SWEEP, MPI_ENVIRONMENT, command, messages

METRICS = ("P_amplitude", "P_period")

# When no rank has been left for that long, mpirun is not ending them: it hangs.
LONELY_SECONDS = 60
# Cases that run side by side: they wait more than they compute.
WORKERS = 4


def rounds(short, long):
    """Seeds of the cases to run."""
    return [int(GIVEN_SEED)] if GIVEN_SEED else range(how_many(short, long))


class Fault(Exception):
    """A promise that was not kept."""


def demand(truth, what):
    if not truth:
        raise Fault(what)


class Case:
    """A sweep in a folder of its own, which is disturbed and continued."""
    sweep = LONGER_SWEEP

    def __init__(self, seed, folder, reference):
        self.seed = seed
        self.random = random.Random(seed)
        self.folder = pathlib.Path(folder)
        self.reference = reference
        self.mpirun_hung = 0
        self.variables = {}  # of the environment of what is started from now on
        (self.folder / "sweep.ini").write_text(self.sweep, encoding="utf-8")
        self.result = self.folder / "sweep.nc"
        self.lock = self.folder / "sweep.nc.lock"

    def settings(self):
        return {"cwd": self.folder, "text": True,
                "env": {**os.environ, **MPI_ENVIRONMENT, **self.variables}, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}

    def start(self, ranks, *options):
        """A run that begins the sweep or goes on with it. A session of its own holds all its
        processes, so that they can be told from others."""
        words = command(["run", "sweep.ini", "--quiet", *options], ranks)
        return subprocess.Popen(words, start_new_session=True, **self.settings())

    def random_start(self):
        """The same with a random number of ranks and threads, and commits more or less often."""
        ranks = self.random.choice((None, 2, 3, 4, 8))
        return self.start(ranks, "--resume-if-exists", "--threads", self.random.choice((1, 2)),
                          "--commit-interval", self.random.choice(("0.05", "0.3", "30")))

    def wait(self, process, what):
        """Waits for a process that has to end; its exit code and messages.

        When all ranks die at once, mpirun of Open MPI 4.1.4 sometimes waits for ever for a lock of
        its own (in PMIx_server_finalize). That is counted, and no fault of ours."""
        begin = seen = time.monotonic()
        while True:
            try:
                _, stderr = process.communicate(timeout=2)
                return process.returncode, stderr
            except subprocess.TimeoutExpired:
                now, ranks = time.monotonic(), processes_of(process.pid)
            seen = now if ranks else seen
            if now - seen > LONELY_SECONDS or now - begin > HANG_SECONDS:
                os.killpg(process.pid, signal.SIGKILL)
                _, stderr = process.communicate()
                demand(not ranks, f"{what}: the job hangs")
                self.mpirun_hung += 1
                return process.returncode, stderr

    def wait_for_ranks(self, process):
        """Without mpirun the ranks notice that they are alone, and go."""
        deadline = time.monotonic() + LONELY_SECONDS
        while ranks := processes_of(process.pid):
            if time.monotonic() > deadline:
                send(ranks, signal.SIGKILL)
            time.sleep(0.05)

    def wait_until_begun(self, process):
        """Waits until the run has its lock. Whether it came so far before it ended."""
        deadline = time.monotonic() + HANG_SECONDS
        while process.poll() is None:
            if self.lock.exists():
                return True
            demand(time.monotonic() < deadline, "the run does not begin")
            time.sleep(0.01)
        return False

    def check_file(self):
        """Opens what is there: no flag may be false. How many frames are flagged."""
        if not self.result.exists():
            return 0
        complaints = self.reference.complaints(self.result)
        demand(not complaints, "; ".join(complaints))
        return len(self.reference.flagged(self.result))

    def check_movies(self):
        """A movie under its final name is a whole one."""
        for name in METRICS:
            movie = self.folder / f"sweep.{name}.mp4"
            demand(not movie.exists() or b"moov" in movie.read_bytes(), f"half a movie of {name}")

    def finish(self):
        """Continues to the end, and compares all with an undisturbed run."""
        process = self.start(self.random.choice((None, 2, 3)), "--resume-if-exists")
        code, stderr = self.wait(process, "the last resume")
        demand(code == 0, f"the last resume ended with {code}: {messages(stderr)}")
        shortcomings = self.reference.shortcomings(self.result)
        demand(not shortcomings, "; ".join(shortcomings))
        for name in METRICS:
            demand((self.folder / f"sweep.{name}.mp4").exists(), f"there is no movie of {name}")
        self.check_movies()
        demand(not self.lock.exists(), "a lock is left behind")
        demand(not (self.folder / "sweep.nc.journal").exists(), "a journal is left behind")
        demand(not any(self.folder.glob("sweep.nc.*.tmp")), "a temporary file is left behind")


class FaultTest(unittest.TestCase):
    """Runs cases side by side and says which of them failed."""
    case_type = Case
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        """The undisturbed run, and how long such a run takes here now."""
        with tempfile.TemporaryDirectory(prefix="heatreel-faults-") as folder:
            case = cls.case_type(0, folder, None)
            begin = time.monotonic()
            code, stderr = case.wait(case.start(2), "the undisturbed run")
            assert code == 0, stderr
            cls.seconds = time.monotonic() - begin
            cls.reference = Reference(case.result)

    def run_cases(self, seeds, disturb):
        """disturb(case) for each seed. What it returns, of all cases."""
        def run(seed):
            with tempfile.TemporaryDirectory(prefix="heatreel-faults-") as folder:
                try:
                    return disturb(self.case_type(seed, folder, self.reference))
                except Fault as fault:
                    return fault

        with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
            results = dict(zip(seeds, pool.map(run, seeds)))
        failed = {seed: str(result) for seed, result in results.items()
                  if isinstance(result, Fault)}
        self.assertEqual(failed, {}, "by seed")
        return list(results.values())


def processes_of(session):
    """Ids of the living heatreel processes of a session."""
    found = []
    for folder in pathlib.Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            fields = (folder / "stat").read_text(encoding="utf-8").rpartition(")")
        except OSError:
            continue  # it has just ended
        state, _, _, its_session = fields[2].split()[:4]
        if int(its_session) == session and state != "Z" and fields[0].endswith("(heatreel"):
            found.append(int(folder.name))
    return sorted(found)


def is_stopped(pid):
    """Whether a process waits for SIGCONT. False once it has ended."""
    try:
        stat = pathlib.Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] == "T"


def wait_for_stop(process):
    """Until a process has stopped itself, or has ended. Whether it has stopped."""
    deadline = time.monotonic() + HANG_SECONDS
    while process.poll() is None:
        if is_stopped(process.pid):
            return True
        demand(time.monotonic() < deadline, "it does not come to its next call")
        time.sleep(0.0005)
    return False


def send(pids, number):
    """Sends a signal to those that are still there."""
    for pid in pids:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            pass
