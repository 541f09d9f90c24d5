# SPDX-License-Identifier: GPL-3.0-or-later
"""What the fault tests share: short and long sets, seeds, and a folder for the faults.

    HEATREEL=build/release/bin/heatreel /usr/bin/python3 tests/faults/kill_test.py

runs one of them by hand. HEATREEL_FAULTS=long runs its long set, HEATREEL_FAULT_SEED=N the same cases
as when N was printed."""
import os
import pathlib
import random
import re
import shutil
import signal
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))
from support import MPIEXEC, EndToEnd  # noqa: E402

# Under nohup, programs would ignore SIGHUP too. They do not inherit a handler.
if signal.getsignal(signal.SIGHUP) == signal.SIG_IGN:
    signal.signal(signal.SIGHUP, lambda *_: None)

STORE_WRITER = os.environ.get("HEATREEL_STORE_WRITER", "store_writer")
LONG = os.environ.get("HEATREEL_FAULTS") == "long"
GIVEN_SEED = os.environ.get("HEATREEL_FAULT_SEED")
SEED = int(GIVEN_SEED or random.SystemRandom().randrange(2**31))

# A sweep of 120 cells in four frames, with two movies, that takes a moment.
FOUR_FRAMES = """\
model = predator-prey
x = G=50:300:6
y = rec=10:50:5
t = assoc_ddg=-1:1:4
metric = P.amplitude
metric = P.period
t-end = 100
size = 320x240
"""


def how_many(short, long):
    return long if LONG else short


def components(framework, prefix=""):
    """Names of Open MPI's components of a framework, such as fcoll; they depend on its version."""
    ompi_info = pathlib.Path(shutil.which(MPIEXEC)).with_name("ompi_info")
    text = subprocess.run([ompi_info, "--parsable"], capture_output=True, text=True,
                          check=True).stdout
    found = set(re.findall(rf"(?m)^mca:{framework}:({prefix}\w+):version", text))
    assert found, f"Open MPI has no component {framework}/{prefix}*"
    return sorted(found)


def report(fault, count, result):
    """A row of the table in docs/reliability.md."""
    print(f"| {fault} | {count:,} | {result} |", flush=True)


class FaultInjection(EndToEnd):
    """Every failure is found again by the seed that is printed."""

    @classmethod
    def setUpClass(cls):
        print(f"{cls.__name__}: HEATREEL_FAULT_SEED={SEED}"
              f"{' HEATREEL_FAULTS=long' if LONG else ''}", file=sys.stderr, flush=True)

    def setUp(self):
        super().setUp()
        self.random = random.Random(f"{SEED} {self.id()}")
        self.work = self.folder / "work"  # what the programs may write to
        self.work.mkdir()
