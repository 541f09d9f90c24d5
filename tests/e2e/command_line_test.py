#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What heatreel prints: help, versions, models, plans, summaries; and models of the user's own."""
import os
import re
import subprocess
import unittest

import numpy as np

from support import REPOSITORY, SMALL_SWEEP, EndToEnd, command

MODELS = sorted(path.stem for path in (REPOSITORY / "share/models").glob("*.model"))


class Information(EndToEnd):
    def test_help(self):
        first = self.heatreel("--help").stdout
        for name in ("run", "render", "export", "info", "models"):
            with self.subTest(command=name):
                self.assertRegex(first, rf"(?m)^  {name} ")
                text = self.heatreel(name, "--help").stdout
                self.assertIn(f"Usage: heatreel {name}", text)
                self.assertIn("Examples:", text)
                self.assertLessEqual(max(map(len, text.splitlines())), 100)
                self.assertEqual(self.heatreel("help", name).stdout, text)
                self.assertEqual(self.heatreel(name, "-h").stdout, text)
        self.assertEqual(self.files(), [])

    def test_version(self):
        text = self.heatreel("--version").stdout
        for words in (r"^heatreel \d+\.\d+", r"^MPI .*\d+\.\d+", r"^HDF5 +1\.\d+", r"^x264 +0\.\d+"):
            self.assertRegex(text, re.compile(words, re.MULTILINE))

    def test_models(self):
        listed = [line.split()[0] for line in self.heatreel("models").stdout.splitlines()]
        self.assertEqual(listed, MODELS)
        for name in MODELS:
            self.assertRegex(self.heatreel("models", name).stdout, r"/dt = |\[n\+1\] = ")
        text = self.heatreel("models", "predator-prey").stdout
        self.assertIn("Fujii & Rondelez", text)
        for words in (r"pol +3\.7 +nM +polymerase", r"b +4\.8e-0?5 +1/nM\^2", r"N_0 +10 +nM",
                      r"R +0\.0019\d+ +kcal/\(mol\*K\) +gas constant", r"k1_eff = k1\*r",
                      r"dP/dt = k2\*pol\*N\*P - rec\*kP\*P/\(1 \+ P/KmP\)",
                      r"\[min\], to 2600 in steps of 1"):
            self.assertRegex(text, words)

    def test_one_answer_under_mpirun(self):
        alone = self.heatreel("models").stdout
        self.assertEqual(self.heatreel("models", ranks=2).stdout, alone)


class DryRun(EndToEnd):
    def test_a_sweep_of_a_million_million_cells(self):
        """Planned in no time and no memory; nothing is written, however large the file would be."""
        arguments = ("run", "--model", "predator-prey", "--x", "G=50:300:10000", "--y",
                     "rec=10:50:10000", "--t", "assoc_ddg=-1:1:10000", "--metric", "P.amplitude",
                     "--dry-run")
        process = subprocess.Popen(command(arguments), stdout=subprocess.PIPE, cwd=self.folder)
        with process.stdout:
            text = process.stdout.read().decode()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        self.assertEqual(process.returncode, 0)
        self.assertLess(usage.ru_utime + usage.ru_stime, 2.0)
        self.assertLess(usage.ru_maxrss, 200 * 1024)  # KiB
        for words in ("1,000,000,000,000 in 10,000 frames of 100,000,000", "5.5 TiB",
                      "predator-prey.P_amplitude.mp4"):
            self.assertIn(words, text)
        self.assertEqual(self.files(), [])

    def test_the_reference_sweep(self):
        text = self.heatreel("run", REPOSITORY / "examples/predator-prey.ini", "--dry-run").stdout
        for words in (r"x +G = 50 \.\.\. 300 nM, 50 points", r"y +rec = 10 \.\.\. 50 nM, 50 points",
                      r"t +assoc_ddg = -1 \.\.\. 1 kcal/mol, 50 points", r"cells +125,000 in 50 ",
                      r"2600 min by auto at rtol 1e-06, .* last 30 %", r"predator-prey\.P_amplitude\.mp4",
                      r"predator-prey\.P_period\.mp4"):
            self.assertRegex(text, words)
        self.assertEqual(self.files(), [])


class Summary(EndToEnd):
    def test_summary_names_times_and_files(self):
        self.write("sweep.ini", SMALL_SWEEP + "metric = P.period\n")
        done = self.heatreel("run", "sweep.ini")
        for words in (r"cells +24 \(0 failed\)", r"computing +[\d.]+ m?s", r"committing +[\d.]+ m?s",
                      r"encoding +[\d.]+ m?s", r"file +sweep\.nc \([\d.]+ KiB\)",
                      r"movie +sweep\.P_amplitude\.mp4 \([\d.]+ KiB\)",
                      r"movie +sweep\.P_period\.mp4 \([\d.]+ KiB\)"):
            self.assertRegex(done.stdout, words)
        self.assertEqual(self.files(), ["sweep.P_amplitude.mp4", "sweep.P_period.mp4", "sweep.ini",
                                        "sweep.nc"])

    def test_quiet(self):
        self.write("sweep.ini", SMALL_SWEEP)
        done = self.heatreel("run", "sweep.ini", "--quiet")
        self.assertEqual((done.stdout, done.stderr), ("", ""))
        done = self.heatreel("render", "sweep.nc", "-q", "-o", "a.mp4")
        self.assertEqual((done.stdout, done.stderr), ("", ""))

    def test_the_command_line_wins(self):
        self.write("sweep.ini", SMALL_SWEEP + "set = k1=0.001\nset = k2=0.004\nno-video = yes\n")
        self.heatreel("run", "sweep.ini", "--x", "G=1,2", "--metric", "N.mean", "--set", "k1=0.003",
                      "--output", "a.nc")
        text = self.heatreel("info", "a.nc").stdout
        for words in ("x = G=1,2", "metric = N.mean", "set = k1=0.003", "set = k2=0.004"):
            self.assertRegex(text, rf"(?m)^ *{re.escape(words)}$")
        self.assertNotIn("P.amplitude", text)


class OwnModel(EndToEnd):
    def test_copy_change_and_run(self):
        """A shipped model's file under another name, with one equation changed."""
        text = (REPOSITORY / "share/models/harmonic-oscillator.model").read_text(encoding="utf-8")
        changed = text.replace("rate v = -omega^2*x", "rate v = -4*omega^2*x")
        self.assertNotEqual(text, changed)
        self.write("mine.model", changed.replace("model harmonic-oscillator", "model mine"))
        self.heatreel("run", "--model", "mine.model", "--x", "omega=1,2", "--y", "x_0=1,3", "--t",
                      "gamma=0", "--metric", "x.final", "--t-end", 3, "--no-video")
        expected = np.array([[1], [3]]) * np.cos(6 * np.array([1, 2]))  # twice the frequency
        np.testing.assert_allclose(self.arrays("mine.nc")["x_final"][0], expected, rtol=1e-5)
        self.assertIn("dv/dt = -4*omega^2*x", self.heatreel("models", "mine.model").stdout)

    def test_model_beside_its_sweep_file(self):
        """A model's path counts from the sweep file's folder; results land where one stands."""
        (self.folder / "inputs").mkdir()
        self.write("inputs/decay.model", "model decay\ntime t to 1 step 0.01\nstate x = 1\n"
                   "parameter k = 1\nparameter l = 0\nparameter m = 0\nrate x = -(k + l + m)*x\n")
        self.write("inputs/my sweep.ini", "model = decay.model\nx = k=0.5,1\ny = l=0,1,2\n"
                   "t = m=0:1:2\nmetric = x.final\nno-video = yes\n")
        self.heatreel("run", "inputs/my sweep.ini", ranks=2)
        self.assertEqual(self.files(), ["inputs", "my sweep.nc"])
        m, l, k = np.meshgrid([0, 1], [0, 1, 2], [0.5, 1], indexing="ij")
        np.testing.assert_allclose(self.arrays("my sweep.nc")["x_final"], np.exp(-(k + l + m)),
                                   rtol=1e-5)

    CHAIN = ("model chain\ntime t to 1 step 0.01\nstate x = 3*V\nparameter k2 = 0.5*k1 [1/h] \"loss\"\n"
             "parameter k1 = 2\nparameter V = 1\nparameter `exp` = 0\nrate x = -(k2 + `exp`)*x\n")

    def test_values_follow_from_others(self):
        """One axis moves two parameters, or an initial value; --set gives another formula."""
        self.write("chain.model", self.CHAIN)
        axes = ("--x", "k1=1,2", "--y", "V=1,4", "--t", "exp=0,1", "--metric", "x.final", "--no-video")
        t, v, k1 = np.meshgrid([0, 1], [1, 4], [1, 2], indexing="ij")
        self.heatreel("run", "--model", "chain.model", *axes, ranks=2)
        np.testing.assert_allclose(self.arrays("chain.nc")["x_final"], 3*v*np.exp(-(k1/2 + t)),
                                   rtol=1e-5)
        self.heatreel("run", "--model", "chain.model", *axes, "--set", "k2 = k1^2*V", "--set",
                      "x(0)=V + 1", "-o", "set.nc", ranks=2)
        np.testing.assert_allclose(self.arrays("set.nc")["x_final"],
                                   (v + 1)*np.exp(-(k1**2*v + t)), rtol=1e-5, atol=1e-6)
        info = self.heatreel("info", "set.nc").stdout
        for words in ("set = k2=k1^2*V", "set = x_0=V + 1"):
            self.assertRegex(info, rf"(?m)^ *{re.escape(words)}$")

    def test_models_shows_formulas_and_events(self):
        self.write("chain.model", self.CHAIN + "event dose every 2 from 1\n  set x = x + V\n")
        text = self.heatreel("models", "chain.model").stdout
        self.assertRegex(text, r"\n  k2 +1 1/h +loss \(= 0\.5\*k1\)\n")
        self.assertRegex(text, r"\n  x_0 +3 +initial value of x \(= 3\*V\)\n")
        self.assertTrue(text.endswith("\nevents\n  dose: every 2 from 1 set x = x + V\n"), text)


if __name__ == "__main__":
    unittest.main()
