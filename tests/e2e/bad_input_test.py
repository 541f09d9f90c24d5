#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bad input: exit code 2 and one message that names what is wrong, before any file is touched."""
import os
import re
import unittest

from support import PLANE_MODEL, SMALL_SWEEP, EndToEnd, messages

# heatreel: PROBLEM (WHY) SUGGESTION
FORM = re.compile(r"heatreel: \S[^()]*.*\(.+\)( \S.*)?")

# Arguments beside 'run sweep.ini', and what the message has to say.
SWEEP_CASES = [
    # Unknown names, with the nearest one.
    (["--modle", "x"], "unknown option --modle", "'--model'"),
    (["--model", "predator-pry"], "unknown model 'predator-pry'", "'predator-prey'"),
    (["--x", "Kmp=1:2:3"], "no parameter 'Kmp'", "'KmP'"),
    (["--set", "k11=1"], "no parameter 'k11'", "'k1'"),
    (["--metric", "P.amplitud"], "unknown kind 'amplitud'", "'amplitude'"),
    (["--metric", "PP.mean"], "no state 'PP'", "'P'"),
    (["--metric", "N+PP.mean"], "--metric N+PP.mean cannot be used", "column 3: unknown name 'PP'", "'P'"),
    (["--metric", "N+.mean"], "--metric N+.mean cannot be used", "column 3"),
    (["--metric", "P.time_above"], "--metric: cannot read 'P.time_above'", "P.time_above:100"),
    (["--metric", "P.time_above:much"], "'much' is not a finite number", "P.time_above:100"),
    (["--metric", "P.first_time_above:nan"], "'nan' is not a finite number", ""),
    (["--metric", "P.mean:3"], "mean takes no threshold", ""),
    (["--metric", "(N+P)/2.mean", "--metric", "N+P/2.mean"], "N_plus_P_over_2_mean", "derived"),
    (["--colormap", "virdis"], "--colormap virdis", "'viridis'"),
    (["--preset", "slowest"], "--preset slowest", "slower"),
    # Axes.
    (["--y", "G=1:2:3"], "--y G=1:2:3", "--x|sweep.ini:2: x"),
    (["--set", "G=1"], "--set G=1", "swept"),
    (["--x", "G=1:2:0"], "--x", "0 points"),
    (["--x", "G=1:2:-3"], "--x", "-3 points"),
    (["--x", "G=1:2:2.5"], "--x", "not a whole number"),
    (["--x", "G=1:inf:3"], "--x", "inf"),
    (["--x", "G=nan:2:3"], "--x", "nan"),
    (["--x", "G=1,nan"], "--x", "not finite"),
    (["--x", "G=0:2:3:log"], "--x", "log axis from 0 to 2"),
    (["--x", "G=-1:2:3:log"], "--x", "log axis from -1 to 2"),
    (["--x", "G=1:2"], "--x G=1:2", "LO:HI:N"),
    (["--x", "G"], "--x G", "'='"),
    (["--x", "G=1,two"], "--x", "'two' is not a number"),
    (["--x", "G=5:5:3"], "--x", "all its 3 points are 5"),
    (["--x", "G=1:2:4000000000000000000"], "--x", "are the same number"),
    (["--x", "G=1:2:2000000000", "--y", "rec=1:2:2000000000"], "too many cells", ""),
    # Numbers.
    (["--t-end", "-1"], "--t-end -1", "above 0"),
    (["--integrator", "map"], "--integrator map", "is not a map"),
    (["--dt", "1000"], "--dt 1000", "longer than the whole time 100"),
    (["--dt", "0"], "--dt 0", "above 0"),
    (["--dt", "-1"], "--dt -1", "above 0"),
    (["--rtol", "0"], "--rtol 0", "above 0"),
    (["--rtol", "-1e-6"], "--rtol -1e-6", "above 0"),
    (["--rtol", "1"], "--rtol 1", "1e-13 to 0.1"),
    (["--atol", "0"], "--atol 0", "above 0"),
    (["--atol", "-1"], "--atol -1", "above 0"),
    (["--max-steps", "0"], "--max-steps 0", "whole number from 1"),
    (["--max-steps", "-5"], "--max-steps -5", "whole number from 1"),
    (["--cell-timeout", "-1"], "--cell-timeout -1", "0 to 1e+09"),
    (["--cell-timeout", "soon"], "--cell-timeout soon", "not a number"),
    (["--trust-tolerance", "0"], "--trust-tolerance 0", "above 0"),
    (["--trust-tolerance", "-1e-3"], "--trust-tolerance -1e-3", "above 0"),
    (["--trust", "--rtol", "5e-13"], "--trust", "rtol of 1e-12 or more"),
    (["--tail", "0"], "--tail 0", "30%"),
    (["--tail", "-10%"], "--tail -10%", "above 0%"),
    (["--tail", "101%"], "--tail 101%", "at most 100%"),
    (["--set", "k1=inf"], "--set k1=inf", "finite"),
    (["--threads", "0"], "--threads 0", "whole number from 1"),
    (["--buffer", "much"], "--buffer much", "256M"),
    # Pictures.
    (["--size", "321x240"], "width 321 is odd", "322"),
    (["--size", "320x241"], "height 241 is odd", "242"),
    (["--size", "10x10"], "width must be 320 to 3840", ""),
    (["--size", "big"], "--size big", "1280x720"),
    (["--range", "5:1"], "--range 5:1", "LO below HI"),
    (["--range=-1:1", "--scale", "log"], "--range -1:1", "log scale"),
    (["--fps", "0"], "--fps 0", "1 to 240"),
    (["--fps", "5", "--duration", "5"], "cannot be combined with", "Keep one"),
    (["--duration", "0.001"], "--duration", "too short"),
    (["--crf", "52"], "--crf 52", "0 to 51"),
    # Outputs.
    (["--output", "nowhere/a.nc"], "--output nowhere/a.nc", "does not exist"),
    (["--output", "sweep.ini/a.nc"], "--output sweep.ini/a.nc", "is not a folder"),
    (["--output", "folder"], "--output folder", "it is a folder"),
    (["--output", "sweep.ini", "--overwrite"], "--output sweep.ini", "input of this command"),
    (["--video", "nowhere/a.mp4"], "--video nowhere/a.P_amplitude.mp4", "does not exist"),
    (["second.ini"], "unexpected argument 'second.ini'", "Usage"),
]

# A line in place of PLANE_MODEL's last one, where it is wrong, and what the message says.
MODEL_CASES = [
    ("rate x = a + 10*", "8:17", "missing"),
    ("rate x = (a + b", "8:10", "')' is missing"),
    ("rate x = a b", "8:12", ""),
    ("rate x = a + B", "8:14", "unknown name 'B'"),
    ("rate x = sine(a)", "8:10", "'sin'"),
    ("rate x = sin(a, b)", "8:10", "2 instead of 1"),
    ("rat x = a", "8:1", "'rate'"),
    ("rate y = a", "8:6", "'y' is not a state"),
    ("parameter a = 1", "8:11", "taken"),
    ("# nothing", "9:1", "rate of 'x' is missing"),
]

LOGISTIC = ["run", "--model", "logistic", "--x", "r=3:4:3", "--y", "c=0", "--t", "x_0=0.1",
            "--metric", "x.max"]
KINKED_AXES = ["--x", "a=1", "--y", "b=1", "--t", "x_0=1"]
KINKED_MODEL = """model kinked
time t to 1 step 0.1
state x = 1
parameter a = 1
parameter b = 1
rate x = a - b*abs(x)
"""

# Other command lines.
COMMAND_CASES = [
    ([*LOGISTIC, "--trust"], "--trust", "a map's steps have no error"),
    ([], "no command", "--help"),
    (["rum"], "unknown command 'rum'", "run"),
    (["--modle"], "unknown option --modle", "--help"),
    (["run"], "--model is missing", "SWEEP.ini"),
    (["run", "nothing.ini"], "cannot read nothing.ini", "No such file"),
    (["run", "."], "cannot read .", "it is a folder"),
    (["run", "--model", "plane.model", "--x", "a=1", "--t", "b=1", "--metric", "x.mean"],
     "--y is missing", "NAME=LO:HI:N"),
    (["run", "--model", "plane.model", "--x", "a=1", "--y", "b=1", "--t", "c=1"],
     "--metric is missing", "STATE.KIND"),
    # Maps, and models that are not smooth.
    ([*LOGISTIC, "--integrator", "dopri5"], "--integrator dopri5", "is a map"),
    ([*LOGISTIC, "--dt", "1"], "--dt 1", "its step is 1"),
    ([*LOGISTIC, "--t-end", "10.5"], "--t-end 10.5", "whole number of iterations"),
    (["run", "--model", "kinked.model", *KINKED_AXES, "--metric", "lyapunov"], "--metric lyapunov",
     "the rate of x depends on abs(…) of a state"),
    (["info"], "FILE.nc is missing", "Usage"),
    (["info", "nothing.nc"], "nothing.nc cannot be read", "No such file"),
    (["info", "sweep.ini"], "sweep.ini cannot be read", "heatreel run"),
    (["render", "sweep.ini"], "sweep.ini cannot be read", "heatreel run"),
    (["models", "lorentz"], "unknown model 'lorentz'", "'lorenz'"),
    (["info", "--size", "2x2", "a.nc"], "unknown option --size", ""),
]


class BadInput(EndToEnd):
    def setUp(self):
        super().setUp()
        self.write("sweep.ini", SMALL_SWEEP)
        self.write("plane.model", PLANE_MODEL)
        self.write("kinked.model", KINKED_MODEL)
        (self.folder / "folder").mkdir()

    def refuse(self, arguments, *fragments, ranks=None, code=2):
        """Runs heatreel, which has to refuse its arguments and leave the folder as it was."""
        before = self.files()
        done = self.heatreel(*arguments, ranks=ranks, code=code)
        self.assertEqual(done.stdout if ranks is None else "", "")
        lines = messages(done.stderr)
        self.assertEqual(len(lines), 1, done.stderr)
        if ranks is None:
            self.assertEqual(done.stderr, lines[0] + "\n")
        for fragment in fragments:
            self.assertTrue(any(part in lines[0] for part in fragment.split("|")),
                            f"'{fragment}' is not in: {lines[0]}")
        self.assertEqual(self.files(), before)
        return lines[0]

    def test_sweeps(self):
        for arguments, *fragments in SWEEP_CASES:
            with self.subTest(arguments=" ".join(arguments)):
                self.assertRegex(self.refuse(["run", "sweep.ini", *arguments], *fragments), FORM)

    def test_places_without_room(self):
        """The arguments are right; the store finds out as it lays out the file."""
        for arguments, *fragments in (
                (["--output", "/proc/a.nc"], "/proc/a.nc"),
                (["--x", "G=1:2:100000", "--y", "rec=1:2:100000", "--t", "assoc_ddg=0:1:1000"],
                 "sweep.nc does not fit on its disk (it takes 60000001795120 bytes")):
            with self.subTest(arguments=" ".join(arguments)):
                self.refuse(["run", "sweep.ini", *arguments], *fragments, code=1)

    def test_commands(self):
        for arguments, *fragments in COMMAND_CASES:
            with self.subTest(arguments=" ".join(arguments)):
                self.assertRegex(self.refuse(arguments, *fragments), FORM)

    def test_models(self):
        axes = ["--x", "a=1,2", "--y", "b=1", "--t", "c=1", "--metric", "x.mean"]
        for line, where, fragment in MODEL_CASES:
            with self.subTest(line=line):
                self.write("bad.model", PLANE_MODEL.rpartition("rate")[0] + line + "\n")
                self.refuse(["run", "--model", "bad.model", *axes], f"bad.model:{where}: ",
                            fragment)

    def test_sweep_files(self):
        for line, fragment in (("colourmap = grey", "'colormap'"), ("fps", "NAME = VALUE"),
                               ("[movie]", "no sections"), ("t-end = 5", "first as '100' in line 6"),
                               ("x = G=1:2", "LO:HI:N"), ("size = 3x3", "320 to 3840")):
            with self.subTest(line=line):
                text = SMALL_SWEEP.replace("size = 320x240\n", line + "\n")
                text = text.replace("x = G=50:300:4\n", "") if line.startswith("x") else text
                number = text.splitlines().index(line) + 1
                self.write("bad.ini", text)
                self.refuse(["run", "bad.ini"], f"bad.ini:{number}: ", fragment)

    def test_once_and_not_once_a_rank(self):
        for arguments, fragment in ((["--metric", "P.amplitud"], "'amplitude'"),
                                    (["--output", "nowhere/a.nc"], "does not exist"),
                                    (["--model", "bad.model"], "bad.model:1:1: ")):
            with self.subTest(arguments=arguments):
                self.write("bad.model", "modl x\n")
                self.refuse(["run", "sweep.ini", *arguments], fragment, ranks=2)

    def test_folder_that_cannot_be_written(self):
        locked = self.folder / "locked"
        locked.mkdir(mode=0o555)
        self.folder.chmod(0o755)
        nobody = {"user": 65534, "group": 65534, "extra_groups": []} if os.geteuid() == 0 else {}
        try:  # root may write everywhere, and nobody may not reach root's program
            self.heatreel("--version", **nobody)
        except PermissionError:
            self.skipTest("the program is in a folder that other users cannot enter")
        done = self.heatreel("run", "sweep.ini", "--output", "locked/a.nc", code=2, **nobody)
        self.assertIn("--output locked/a.nc cannot be written (the folder locked", done.stderr)
        self.assertEqual(list(locked.iterdir()), [])

    def test_a_result_is_not_overwritten_unasked(self):
        self.heatreel("run", "sweep.ini")
        kept = {name: (self.folder / name).read_bytes() for name in self.files() if "." in name}
        self.assertEqual(sorted(kept), ["kinked.model", "plane.model", "sweep.P_amplitude.mp4",
                                        "sweep.ini", "sweep.nc"])
        self.refuse(["run", "sweep.ini"], "--output sweep.nc", "--overwrite")
        self.refuse(["run", "sweep.ini", "--output", "other.nc", "--video", "sweep.mp4"],
                    "sweep.P_amplitude.mp4", "--overwrite")
        self.refuse(["render", "sweep.nc"], "sweep.P_amplitude.mp4", "--overwrite")
        self.refuse(["render", "sweep.nc", "-o", "sweep.nc", "--overwrite"], "a movie is an MP4")
        for name, content in kept.items():
            self.assertEqual((self.folder / name).read_bytes(), content, name)

        self.heatreel("run", "sweep.ini", "--overwrite", "--x", "G=50:300:5")
        self.assertEqual(self.arrays("sweep.nc")["G"].size, 5)
        self.assertNotEqual((self.folder / "sweep.P_amplitude.mp4").read_bytes(),
                            kept["sweep.P_amplitude.mp4"])


class BadRender(EndToEnd):
    def test_metric_that_the_file_has_not(self):
        self.write("sweep.ini", SMALL_SWEEP)
        self.heatreel("run", "sweep.ini", "--no-video")
        done = self.heatreel("render", "sweep.nc", "--metric", "P.mean", code=2)
        self.assertIn("'P.mean' is not in sweep.nc", done.stderr)
        self.heatreel("render", "sweep.nc", "--size", "401x300", code=2)
        self.heatreel("render", "sweep.nc", "--output", "nowhere/a.mp4", code=2)
        self.assertEqual(self.files(), ["sweep.ini", "sweep.nc"])


if __name__ == "__main__":
    unittest.main()
