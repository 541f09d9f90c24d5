# SPDX-License-Identifier: GPL-3.0-or-later
"""What the fault tests share: a small sweep, its undisturbed result, and a judge of what a disturbed
run leaves. Each case draws its random moments from a seed of its own, which failures name:

    HEATREEL=build/release/bin/heatreel HEATREEL_FAULT_SEED=17 /usr/bin/python3 tests/faults/kill_test.py

runs case 17 alone. HEATREEL_FAULTS=long runs the long set."""
import concurrent.futures
import os
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import time
import unittest
import zlib

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))
from support import MPI_ENVIRONMENT, command, messages  # noqa: E402

import h5py  # noqa: E402

# Some two seconds on one core, in 60 frames. Two movies of a fraction of a second.
SWEEP = """\
model = predator-prey
x = G=50:300:40
y = rec=10:50:25
t = assoc_ddg=-1:1:60
metric = P.amplitude
metric = P.period
t-end = 10000
size = 320x240
preset = ultrafast
"""
METRICS = ("P_amplitude", "P_period")

# A job that a fault has ended must be gone by then, on a busy machine too.
GONE_SECONDS = 30
# Cases that run side by side: they wait more than they compute.
WORKERS = 4


def rounds(short, long):
    """Seeds of the cases to run."""
    if "HEATREEL_FAULT_SEED" in os.environ:
        return [int(os.environ["HEATREEL_FAULT_SEED"])]
    return range(long if os.environ.get("HEATREEL_FAULTS") == "long" else short)


class Fault(Exception):
    """A promise that was not kept."""


def demand(truth, what):
    if not truth:
        raise Fault(what)


def read_result(path):
    """{path in the file: array} of the numbers, as they stand."""
    with h5py.File(path) as file:
        found = {name: file[name][()] for name in (*METRICS, "status", "committed")}
        for name in (*METRICS, "status"):
            found[f"frame_crc/{name}"] = file[f"frame_crc/{name}"][()]
        found["finished"] = file["provenance/finished"][()].rstrip(b"\0").decode()
    return found


class Case:
    """A sweep in a folder of its own, which is disturbed and continued."""

    def __init__(self, seed, folder, reference):
        self.seed = seed
        self.random = random.Random(seed)
        self.folder = pathlib.Path(folder)
        self.reference = reference
        self.mpirun_hung = 0
        (self.folder / "sweep.ini").write_text(SWEEP, encoding="utf-8")
        self.result = self.folder / "sweep.nc"
        self.lock = self.folder / "sweep.nc.lock"

    def settings(self):
        return {"cwd": self.folder, "env": {**os.environ, **MPI_ENVIRONMENT}, "text": True,
                "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}

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
        try:
            _, stderr = process.communicate(timeout=GONE_SECONDS)
        except subprocess.TimeoutExpired:
            ranks = processes_of(process.pid)
            os.killpg(process.pid, signal.SIGKILL)
            _, stderr = process.communicate()
            demand(not ranks, f"{what}: the job hangs")
            self.mpirun_hung += 1
        return process.returncode, stderr

    def wait_until_begun(self, process):
        """Waits until the run has its lock. Whether it came so far before it ended."""
        deadline = time.monotonic() + GONE_SECONDS
        while process.poll() is None:
            if self.lock.exists():
                return True
            demand(time.monotonic() < deadline, "the run does not begin")
            time.sleep(0.01)
        return False

    def check_file(self):
        """Opens what is there: each frame that is flagged must be the reference's to the bit."""
        if not self.result.exists():
            return 0
        stored = read_result(self.result)
        for frame in stored["committed"].nonzero()[0]:
            for name in (*METRICS, "status"):
                data = stored[name][frame].tobytes()
                demand(data == self.reference[name][frame].tobytes(),
                       f"frame {frame} is flagged, but {name} is wrong")
                demand(zlib.crc32(data) == stored[f"frame_crc/{name}"][frame],
                       f"checksum of frame {frame} of {name} is wrong")
        return int(stored["committed"].sum())

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
        stored = read_result(self.result)
        demand(stored.pop("finished") != "", "the file does not say that it is finished")
        for name, values in stored.items():
            demand(values.tobytes() == self.reference[name].tobytes(), f"{name} differs")
        for name in METRICS:
            demand((self.folder / f"sweep.{name}.mp4").exists(), f"there is no movie of {name}")
        self.check_movies()
        demand(not self.lock.exists(), "a lock is left behind")
        demand(not (self.folder / "sweep.nc.journal").exists(), "a journal is left behind")


class FaultTest(unittest.TestCase):
    """Runs cases side by side and says which of them failed."""

    @classmethod
    def setUpClass(cls):
        """The undisturbed run, and how long such a run takes here now."""
        with tempfile.TemporaryDirectory(prefix="heatreel-faults-") as folder:
            case = Case(0, folder, None)
            begin = time.monotonic()
            code, stderr = case.wait(case.start(2), "the undisturbed run")
            assert code == 0, stderr
            cls.seconds = time.monotonic() - begin
            cls.reference = read_result(case.result)

    def run_cases(self, seeds, disturb):
        """disturb(case) for each seed. What it returns, of all cases."""
        def run(seed):
            with tempfile.TemporaryDirectory(prefix="heatreel-faults-") as folder:
                try:
                    return disturb(Case(seed, folder, self.reference))
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


def send(pids, number):
    """Sends a signal to those that are still there."""
    for pid in pids:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            pass
