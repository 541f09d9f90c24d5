#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files from a fuzzer: none crashes or hangs the program or takes its memory; and inputs that no
mutation makes."""
import os
import pathlib
import re
import resource
import subprocess
import time
import unittest

from faults_support import LONG, SEED, FaultInjection, report
from support import HANG_SECONDS, command, is_prompt, messages

FUZZERS = pathlib.Path(os.environ["HEATREEL_FUZZERS"])
MOST_SECONDS, MOST_MEBIBYTES = 20, 300

SWEEP = """\
model = {model}
x = {x}
y = rec=10:50:3
t = assoc_ddg=-1:1:2
metric = P.amplitude
{more}
"""
GOOD = {"model": "predator-prey", "x": "G=50:300:4", "more": ""}


class Fuzz(FaultInjection):
    def fuzz(self, name, count, *options):
        """The numbers in the fuzzer's last line."""
        effort = ["--count", str(count)] if LONG else ["--seconds", "8"]
        done = subprocess.run([FUZZERS / f"fuzz_{name}", "--seed", str(SEED), *effort, *options],
                              capture_output=True, text=True, timeout=6 * 3600, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return [int(number) for number in re.findall(r"\d+", done.stdout.splitlines()[-1])]

    def test_sweep_and_model_files(self):
        inputs, read, mebibytes = self.fuzz("text_files", 10**6)
        self.assertGreater(read, inputs // 100, "nearly all are refused at once")
        self.assertLess(mebibytes, 100)
        report("sweep and model files from a fuzzer", inputs,
               f"0 crashes, 0 hangs, {mebibytes} MiB at most; {read:,} were sweeps")

    def test_result_files(self):
        """What crashes the HDF5 library ends the program with a message all the same."""
        kept = self.folder / "kept"
        kept.mkdir()
        inputs, read, crashes = self.fuzz("result_files", 10**5, "--keep", kept)
        self.assertGreater(read, inputs // 100)
        for path in kept.iterdir():
            for words in (["info", path], ["info", "--check", path], ["render", path],
                          ["export", path, "--csv", "--frame", "0", "-o", "-"]):
                done = subprocess.run(command(words), capture_output=True, text=True, check=False,
                                      timeout=HANG_SECONDS, **self.settings())
                self.assertIn(done.returncode, (0, 1, 2), path)
                self.assertLessEqual(len(messages(done.stderr)), 1)
        report("mutated result files", inputs,
               f"{read:,} read, others refused; {crashes} crashed the library, all contained")


class HostileInputs(FaultInjection):
    def refuse(self, text, model=None):
        """The sweep is refused by one short message, soon, and without much memory."""
        self.write("work/sweep.ini", text)
        if model is not None:
            (self.work / "m.model").write_bytes(model)
        begin = time.monotonic()
        process = subprocess.Popen(command(["run", "sweep.ini", "--dry-run"]), text=True,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   preexec_fn=self.limit_memory,
                                   **{**self.settings(), "cwd": self.work})
        stdout, stderr = process.communicate(timeout=HANG_SECONDS)
        self.assertEqual(process.returncode, 2, stdout + stderr)
        self.assertTrue(is_prompt(time.monotonic() - begin, MOST_SECONDS))
        self.assertEqual(len(messages(stderr)), 1)
        self.assertLess(len(stderr), 5000)
        self.assertTrue(stderr.rstrip("\n").isprintable(), stderr)
        return stderr

    @staticmethod
    def limit_memory():
        # Address space, of which the libraries take a part.
        most = (MOST_MEBIBYTES + 600) << 20
        resource.setrlimit(resource.RLIMIT_AS, (most, most))

    def sweep(self, **parts):
        return SWEEP.format(**{**GOOD, **parts})

    def test_the_frame_is_right(self):
        with self.assertRaises(AssertionError):
            self.refuse(self.sweep())

    def test_numbers(self):
        for x in ("G=nan:300:4", "G=50:inf:4", "G=50:300:1e30", "G=50:300:-4", "G=50:300:0",
                  "G=50:300:99999999999999999999", "G=1:1.0000000000000002:4", "G=0:300:4:log", "G=1,nan",
                  "G=50:300:4:log:log", "G=" + "1," * 300_000 + "1"):
            with self.subTest(x=x[:40]):
                self.refuse(self.sweep(x=x))
        # Each axis alone is allowed; the product is beyond 64 bits.
        axes = self.sweep(x="G=50:300:4000000000").replace(":3\n", ":4000000000\n")
        self.refuse(axes.replace("1:2\n", "1:4000000000\n"))

    def test_keys(self):
        for more in ("x = G=1:2:3", "t-end = 5\nt-end = 6", "set = G=1", "set = b=nan", "nonsense",
                     "nonsense = 1", "[section]", "= 5", "x", "set = b=1\nset = b=2",
                     "\x1b[31mred = 1", "metric = P.amplitude"):
            with self.subTest(more=more):
                self.refuse(self.sweep(more=more))

    def test_sizes_and_bytes(self):
        with self.subTest("a line of a gigabyte"):
            # The file is sparse beyond its first megabytes, but nobody may read so far.
            path = self.work / "sweep.ini"
            self.refuse(self.sweep(more="# " + "x" * (2 << 20)))
            os.truncate(path, 1 << 30)
            self.refuse_file(path)
        with self.subTest("binary rubbish"):
            self.refuse(self.sweep(model="m.model"), model=self.random.randbytes(100_000))
            path.write_bytes(self.random.randbytes(100_000))
            self.refuse_file(path)
        for device in ("/dev/zero", "/dev/urandom"):
            with self.subTest(device=device):
                self.refuse_file(device)

    def refuse_file(self, path):
        begin = time.monotonic()
        done = subprocess.run(command(["run", path, "--dry-run"]), capture_output=True, text=True,
                              timeout=HANG_SECONDS, check=False, preexec_fn=self.limit_memory,
                              **self.settings())
        self.assertTrue(is_prompt(time.monotonic() - begin, MOST_SECONDS))
        self.assertEqual((done.returncode, len(messages(done.stderr))), (2, 1), done.stderr)
        self.assertLess(len(done.stderr), 5000)

    def test_models_that_nest_or_explode(self):
        head = "model m\ntime t [s] to 1 step 0.1\nstate P = 1\nparameter G = 1\nparameter rec = 1\n"
        head += "parameter assoc_ddg = 0\n"
        doubled = "".join(f"derived d{n} = d{n - 1}*d{n - 1} + sin(d{n - 1})\n"
                          for n in range(1, 9000))
        for rate in ("(" * 100_000, "-" * 9_000 + "P", "sqrt(" * 9_000, "P^" * 4_000 + "2",
                     "1e999", "P*nan", "P + unknown", "1/", "P\x00"):
            with self.subTest(rate=rate[:20]):
                self.refuse(self.sweep(model="m.model"),
                            model=(head + f"rate P = {rate}\n").encode())
        with self.subTest("a graph as deep as it is wide"):
            self.refuse(self.sweep(model="m.model"),
                        model=(head + "derived d0 = P\n" + doubled + "rate P = d8999 +\n").encode())


if __name__ == "__main__":
    unittest.main()
