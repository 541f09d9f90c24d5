# SPDX-License-Identifier: GPL-3.0-or-later
"""What the end-to-end tests share: the built program, run in a folder of its own."""
import os
import pathlib
import subprocess
import tempfile
import time
import unittest

# Reading a file that a run still writes. Set before h5py loads HDF5.
os.environ["HDF5_USE_FILE_LOCKING"] = "FALSE"

import h5py  # noqa: E402

HEATREEL = os.path.abspath(os.environ["HEATREEL"])
MPIEXEC = os.environ.get("HEATREEL_MPIEXEC", "mpirun")
REPOSITORY = pathlib.Path(__file__).resolve().parents[2]

# Ends what hangs, and nothing else: a busy machine takes minutes for what else takes a second.
HANG_SECONDS = 300

# As root and with more ranks than cores, as in cmake/HeatreelTest.cmake; the last but one is what
# Open MPI 5 reads. By the loopback alone: other networks of the machine may come and go.
MPI_ENVIRONMENT = {
    "OMPI_ALLOW_RUN_AS_ROOT": "1",
    "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
    "OMPI_MCA_rmaps_base_oversubscribe": "1",
    "PRTE_MCA_rmaps_default_mapping_policy": ":oversubscribe",
    "OMPI_MCA_btl_tcp_if_include": "lo",
    "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "detect_leaks=0"),
}

# MPI without files for shared memory, which a limit of the size of files would break in Open MPI 5.
NO_SHARED_FILES = {"OMPI_MCA_btl": "self,tcp", "OMPI_MCA_btl_tcp_if_include": "lo"}

# A sweep of 24 cells that takes a few milliseconds.
SMALL_SWEEP = """\
model = predator-prey
x = G=50:300:4
y = rec=10:50:3
t = assoc_ddg=-1:1:2
metric = P.amplitude
t-end = 100
size = 320x240
"""

# Some two seconds on one core, in 60 frames. Two movies of a fraction of a second.
LONGER_SWEEP = """\
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

# A model whose result is known without simulating: x(1) = a + 10 b; not a number where a > c.
PLANE_MODEL = """\
model plane
title "A plane"
time t [s] to 1 step 0.25
state x = 0 [m] "height"
parameter a = 0 [m] "east"
parameter b = 0 [m] "north"
parameter c = 9 [m] "border"
rate x = a + 10*b + 0*sqrt(c - a)
"""


def coupled_model(states):
    """All states depend on all others. Making programs of 300 states takes some seconds."""
    lines = ["model coupled", "time t [s] to 10 step 0.1", "parameter a = 1", "parameter b = 1",
             "parameter c = 1"]
    lines += [f"state x{i} = 0.1" for i in range(states)]
    for i in range(states):
        terms = "+".join(f".{(7 * i + 13 * j) % 97}*x{j}" for j in range(states))
        lines.append(f"rate x{i} = -a*x{i}+b*tanh({terms})+0*c")
    return "\n".join(lines) + "\n"


def slowdown():
    """How many times longer a program takes here now than it would alone; at least 1."""
    begin, worked, loop = time.monotonic(), time.process_time(), 0.2
    while time.process_time() < worked + loop:
        pass
    return max(1.0, (time.monotonic() - begin) / loop)


def is_prompt(seconds, alone):
    """Whether what took so long would end within `alone` seconds on an idle machine."""
    return seconds < alone or seconds < 2 * alone * slowdown()


def command(arguments, ranks=None):
    """The command line of heatreel; under mpirun if a number of ranks is given."""
    words = [HEATREEL, *map(str, arguments)]
    return words if ranks is None else [MPIEXEC, "-n", str(ranks), *words]


def on_rank_1_alone(action, words):
    """The command line of mpirun with an action of the shell before the program on rank 1. (Two
    commands with a colon between them are too much for mpirun 5.0.7.)"""
    return [*words[:3], "bash", "-c", f'[[ $OMPI_COMM_WORLD_RANK != 1 ]] || {{ {action}; }}; exec "$@"',
            "bash", *words[3:]]


class EndToEnd(unittest.TestCase):
    """Runs heatreel in a temporary folder, which is empty at the beginning of each test."""

    def setUp(self):
        temporary = tempfile.TemporaryDirectory(prefix="heatreel-e2e-",
                                                ignore_cleanup_errors=True)  # browsers linger
        self.addCleanup(temporary.cleanup)
        self.folder = pathlib.Path(temporary.name)

    def write(self, name, text):
        (self.folder / name).write_text(text, encoding="utf-8")
        return name

    def settings(self, environment=None):
        """Keyword arguments for subprocess."""
        return {"cwd": self.folder, "env": {**os.environ, **MPI_ENVIRONMENT, **(environment or {})}}

    def start(self, *arguments, ranks=None, **options):
        """A run in the background, ended at the end of the test if it still runs."""
        process = subprocess.Popen(command(arguments, ranks), text=True, **self.settings(),
                                   **options)

        def end():
            if process.poll() is None:
                process.kill()
            process.communicate()

        self.addCleanup(end)
        return process

    def heatreel(self, *arguments, ranks=None, code=0, environment=None, **options):
        """The finished process, whose exit code has to be `code` (None: any)."""
        done = subprocess.run(command(arguments, ranks), capture_output=True, text=True,
                              timeout=HANG_SECONDS, **self.settings(environment), **options)
        if code is not None:
            self.assertEqual(done.returncode, code, f"{done.args}\n{done.stdout}{done.stderr}")
        return done

    def tool(self, *words):
        """Standard output of another program, which has to succeed."""
        done = subprocess.run(list(map(str, words)), capture_output=True, cwd=self.folder,
                              timeout=HANG_SECONDS, check=False)
        self.assertEqual(done.returncode, 0, f"{words}\n{done.stdout}{done.stderr}")
        return done.stdout

    def files(self):
        return sorted(path.name for path in self.folder.iterdir())

    def arrays(self, name):
        """{path in the file: values} of all numbers in a result file."""
        found = {}

        def keep(path, item):
            if isinstance(item, h5py.Dataset) and item.dtype.kind in "iuf":
                found[path] = item[()]

        with h5py.File(self.folder / name) as file:
            file.visititems(keep)
        return found

    def assert_same_bits(self, expected, actual):
        self.assertEqual(expected.keys(), actual.keys())
        for path, values in expected.items():
            self.assertEqual((values.dtype, values.shape),
                             (actual[path].dtype, actual[path].shape), path)
            self.assertEqual(values.tobytes(), actual[path].tobytes(), f"{path} differs")


def messages(stderr):
    """heatreel's own lines; mpirun adds a report of its own when a job fails, and that of Open MPI 5
    zero bytes before some lines."""
    lines = [line.lstrip("\0") for line in stderr.splitlines()]
    return [line for line in lines if line.startswith("heatreel")]
