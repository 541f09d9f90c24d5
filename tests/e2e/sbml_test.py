#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Models in SBML: what a sweep makes of them, and who loads the library that reads them."""
import pathlib
import shutil
import signal
import subprocess
import time
import unittest

import numpy

from loaded_libraries import LoadedLibraries
from support import HANG_SECONDS, REPOSITORY, is_prompt, messages

# Of the rule's formula.
RULE = """\
<?xml version="1.0"?>
<sbml xmlns="http://www.sbml.org/sbml/level3/version2/core" level="3" version="2"><model id="m">
{functions}<listOfParameters><parameter id="y" constant="false"/></listOfParameters>
<listOfRules><assignmentRule variable="y">{formula}</assignmentRule></listOfRules></model></sbml>
"""
MATH = '<math xmlns="http://www.w3.org/1998/Math/MathML">{}</math>'

LIBRARIES = {"libsbml", "libheatreel_sbml"}

# Species S1 turns into S2, S1' = -k1 S1, in a compartment; S1(0) is an amount of 0.00015.
CASE = REPOSITORY / "tests/sbml/cases/00001-sbml-l2v4.xml"

SWEEP = """\
model = decay.xml
x = k1=0.1:1:4
y = compartment=1:2:3
t = S2_0=0:1:2
metric = S1.final
metric = amount(S1).final
metric = reaction1.final
t-end = 1
rtol = 1e-9
atol = 1e-15
"""


class Sbml(LoadedLibraries):
    def setUp(self):
        super().setUp()
        shutil.copy(CASE, self.folder / "decay.xml")
        self.write("sweep.ini", SWEEP)

    def test_a_sweep_over_its_parameters(self):
        """Metrics name species, amounts and fluxes; initial values follow the compartment."""
        self.heatreel("run", "sweep.ini", "--quiet", "--no-video", ranks=2)
        found = self.arrays("sweep.nc")
        k1, size = numpy.meshgrid(found["k1"], found["compartment"])
        concentration = 0.00015 / size * numpy.exp(-k1)
        amount = next(name for name in found if name.startswith("amount"))
        for k in range(2):
            for name, expected in (("S1_final", concentration), (amount, concentration * size),
                                   ("reaction1_final", k1 * concentration * size)):
                numpy.testing.assert_allclose(found[name][k], expected, rtol=1e-6, err_msg=name)

    def test_its_text_gives_the_same_numbers(self):
        self.write("decay.model", self.heatreel("models", "decay.xml", "--text").stdout)
        self.heatreel("run", "sweep.ini", "--quiet", "--no-video")
        self.heatreel("run", "sweep.ini", "--quiet", "--no-video", "--model", "decay.model",
                      "--output", "text.nc")
        self.assert_same_bits(*({name: values for name, values in self.arrays(file).items()
                                 if name.endswith("_final")} for file in ("sweep.nc", "text.nc")))

    def test_only_the_rank_that_reads_it_loads_the_library(self):
        self.write("sweep.ini", SWEEP.replace("t-end = 1\n", "t-end = 1\nintegrator = rk4\ndt = 1e-6\n"))
        self.assertEqual(self.loaded_by_ranks(LIBRARIES, "--no-video"),
                         {0: LIBRARIES, 1: set(), 2: set()})

    def test_a_program_without_its_library(self):
        done = self.without_libraries("models", "decay.xml")
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stderr, r"heatreel: cannot load the library that reads SBML "
                                      r"\(libheatreel_sbml\.so: .*\) Install heatreel")
        self.assertEqual(self.without_libraries("models", "lorenz").returncode, 0)

    def write_rule(self, formula, functions=""):
        self.write("rule.xml", RULE.format(formula=MATH.format(formula), functions=functions))

    def test_files_that_libsbml_does_not_survive(self):
        for formula in ("<apply><minus/>" * 10**6 + "<cn>1</cn>" + "</apply>" * 10**6,
                        "<apply><minus/>" * 10**5 + "<cn>1</cn>" + "</apply>" * 10**5,
                        "<apply><plus/>" + "<cn>1</cn>" * 300_000 + "</apply>"):
            with self.subTest(formula[:30], size=len(formula)):
                self.write_rule(formula)
                done = self.heatreel("models", "rule.xml", code=2)
                self.assertEqual(len(messages(done.stderr)), 1, done.stderr)
                self.assertRegex(done.stderr, r"^heatreel: rule\.xml\b")

    def test_a_long_sum_is_no_problem(self):
        self.write_rule("<apply><plus/>" + "<csymbol encoding='text' definitionURL="
                        "'http://www.sbml.org/sbml/symbols/time'>t</csymbol>" * 20_000 + "</apply>")
        self.assertIn("t + t", self.heatreel("models", "rule.xml", "--text").stdout)

    def test_a_file_whose_translation_never_ends_can_be_stopped(self):
        """60 functions, each of which calls the one before twice; the last is written out."""
        body = "<cn>0</cn>"
        functions = ""
        for i in range(60):
            functions += (f'<functionDefinition id="f{i}">' + MATH.format(
                f"<lambda><apply><plus/>{body}{body}</apply></lambda>") + "</functionDefinition>")
            body = f"<apply><ci>f{i}</ci></apply>"
        self.write_rule(body, f"<listOfFunctionDefinitions>{functions}</listOfFunctionDefinitions>")
        run = self.start("models", "rule.xml", stderr=subprocess.PIPE)
        children = []
        while not children and run.poll() is None:
            time.sleep(0.01)
            for task in pathlib.Path(f"/proc/{run.pid}/task").iterdir():
                children += (task / "children").read_text().split()
        time.sleep(0.5)
        self.assertIsNone(run.poll())
        run.terminate()
        begin = time.monotonic()
        run.communicate(timeout=HANG_SECONDS)
        while pathlib.Path(f"/proc/{children[0]}").exists() and time.monotonic() - begin < 30:
            time.sleep(0.01)
        self.assertTrue(is_prompt(time.monotonic() - begin, 1))
        self.assertEqual(run.returncode, -signal.SIGTERM)

    def test_messages_name_the_file(self):
        self.write("broken.xml", "<sbml>\n")
        done = self.heatreel("models", "broken.xml", code=2)
        self.assertRegex(done.stderr, r"^heatreel: broken\.xml:\d+: the file is not SBML that can "
                                      r"be read \(.*\)\n$")
        done = self.heatreel("models", "missing.xml", code=2)
        self.assertRegex(done.stderr, r"^heatreel: models: cannot read missing\.xml \(No such file")


if __name__ == "__main__":
    unittest.main()
