#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The result is replaced, moved, cut or deleted at a random moment of a sweep. The run notices, ends
with 1 and says what happened; it never says that a file holds the sweep which does not."""
import collections
import os
import shutil
import signal
import tempfile
import time
import unittest

import shim
from faults_support import report
from harness import Case, FaultTest, demand, rounds, wait_for_stop
from support import HANG_SECONDS, LONGER_SWEEP, SMALL_SWEEP, is_prompt, messages

import h5py  # after support, which sets up its locks

# Of 60: a deed beyond is not looked at, since it may come after the run's end.
MOST_FRAMES = 50
# Of a run that is disturbed in its sweep: the look of every second.
NOTICED_SECONDS = 15


class DisturbedCase(Case):
    """The sweep in a folder of its own, long enough for some commits."""
    sweep = LONGER_SWEEP.replace("t-end = 10000", "t-end = 40000") + "integrator = rk4\ndt = 1\n"

    def __init__(self, seed, folder, reference):
        folder = os.path.join(folder, "sweep")
        os.mkdir(folder)
        super().__init__(seed, folder, reference)
        self.outside = self.folder.parent

    def committed(self):
        """How many frames are flagged now; -1 while there is no file."""
        try:
            with h5py.File(self.result) as file:
                return int(file["committed"][()].sum())
        except (OSError, KeyError):
            return -1

    def wait_for_frames(self, process, least):
        deadline = time.monotonic() + HANG_SECONDS
        while self.committed() < least:
            demand(process.poll() is None, "the run ended before its moment came")
            demand(time.monotonic() < deadline, f"the sweep stays at {self.committed()} frames, "
                   f"{os.listdir(self.folder)}")
            time.sleep(0.01)


    def wait_for_flag(self, process):
        """Until one frame more is flagged, to the millisecond."""
        with h5py.File(self.result) as file:
            offset, frames = file["committed"].id.get_offset(), len(file["committed"])
        with open(self.result, "rb") as file:
            before = os.pread(file.fileno(), frames, offset)
            while os.pread(file.fileno(), frames, offset) == before:
                demand(process.poll() is None, "the run ended before its moment came")
                time.sleep(0.001)


def copy_over(source, target):
    """As cp does: the file stays, its content does not."""
    shutil.copyfile(source, target)


def write_over(source, target):
    """As rsync --inplace does: without making it empty first."""
    with open(target, "r+b") as file:
        file.write(source.read_bytes())


# What is done to case.result, given another finished result and an earlier copy of this one; then
# the words that the run must have for it, and which file is somebody else's afterwards.
DEEDS = {
    "mv other over it": (lambda case, other, _: os.replace(other, case.result),
                         "another file was put in its place"),
    "cp other over it": (lambda case, other, _: copy_over(other, case.result),
                         "another file was written over it|was cut or written over"),
    "other written into it": (lambda case, other, _: write_over(other, case.result),
                              "another file was written over it"),
    "rm": (lambda case, *_: case.result.unlink(), "it was deleted"),
    "truncate to 0": (lambda case, *_: os.truncate(case.result, 0), "was cut or written over"),
    "truncate to half": (lambda case, *_: os.truncate(case.result,
                                                      case.result.stat().st_size // 2),
                         "was cut or written over"),
    "mv it away": (lambda case, *_: case.result.rename(case.outside / "moved.nc"),
                   "it was moved to .*moved.nc"),
    "mv its folder": (lambda case, *_: case.folder.rename(case.outside / "moved"),
                      "it was moved to .*moved/sweep.nc"),
    "rm -r of its folder": (lambda case, *_: shutil.rmtree(case.folder, ignore_errors=True),
                            "it was deleted|its folder was removed"),
    "mv an earlier copy over it": (lambda case, _, earlier: os.replace(earlier, case.result),
                                   "another file was put in its place"),
    "cp an earlier copy over it": (lambda case, _, earlier: copy_over(earlier, case.result),
                                   "an earlier copy of it was written over it|was cut or written|"
                                   "frames are missing that were committed"),
}


class Replaced(FaultTest):
    case_type = DisturbedCase

    @classmethod
    def setUpClass(cls):
        """Another result of the same form, beside the undisturbed run."""
        super().setUpClass()
        cls.store = tempfile.TemporaryDirectory(prefix="heatreel-faults-")
        cls.addClassCleanup(cls.store.cleanup)
        case = DisturbedCase(0, cls.store.name, None)
        text = case.sweep.replace("G=50:300", "G=60:310").replace("t-end = 40000", "t-end = 1000")
        (case.folder / "sweep.ini").write_text(text, encoding="utf-8")
        code, stderr = case.wait(case.start(None), "the other run")
        assert code == 0, stderr
        cls.other = case.result

    def disturb(self, case, deed):
        """(seconds until the run has ended, whether another's file was written to); None if the
        moment was missed."""
        act, words = DEEDS[deed]
        other, earlier = case.outside / "other.nc", case.outside / "earlier.nc"
        shutil.copyfile(self.other, other)
        options = ["--commit-interval", case.random.choice(("0.05", "0.5"))]
        if deed == "mv its folder":
            # By its full name: a folder that the run works in may move, and all goes with it.
            options += ["-o", str(case.result)]
        process = case.start(case.random.choice((None, 2, 3, 4)), *options)
        self.addCleanup(lambda: process.poll() is None and process.kill())
        case.wait_for_frames(process, 0)
        shutil.copyfile(case.result, earlier)
        case.wait_for_frames(process, case.random.randrange(1, 40))
        time.sleep(case.random.uniform(0.0, 0.3))
        frames = case.committed()
        act(case, other, earlier)
        moment = time.monotonic()
        code, stderr = case.wait(process, deed)
        if not 0 <= frames <= MOST_FRAMES:
            return None
        lines = messages(stderr)
        demand(code == 1, f"{deed} after {frames} frames: exit code {code}, {lines}")
        demand(len(lines) == 1, f"{deed} after {frames} frames: {lines}")
        # Only rank 0 knows its file; another may be the first to read something else back.
        self.assertRegex(lines[0], f"no longer this run's file \\(.*({words})|"
                                   "does not give back what was written .* something else writes")
        seconds = time.monotonic() - moment
        demand(is_prompt(seconds, NOTICED_SECONDS), f"{deed}: noticed after {seconds:.1f} s")
        return seconds, self.check_rest(case, deed)

    def check_rest(self, case, deed):
        """What is left after the deed. Whether somebody else's file was written to."""
        demand(not list(case.outside.rglob("*.mp4")), f"{deed}: a movie was made")
        if "other" in deed:
            left = case.result.read_bytes()
            touched = left != self.other.read_bytes()
            demand(not (touched and "mv" in deed), f"{deed}: the other file was written to")
            return touched
        if deed == "mv its folder":
            (case.outside / "moved").rename(case.folder)
        elif deed == "mv it away":
            demand(not case.result.exists(), f"{deed}: a new file was made")
            (case.outside / "moved.nc").rename(case.result)
        if "folder" not in deed or case.folder.exists():
            if "truncate" not in deed and "rm" not in deed:
                case.check_file()
                case.finish()
        return False

    def test_at_random_moments(self):
        moments = rounds(short=1, long=50)
        cases = [(deed, seed) for deed in DEEDS for seed in moments]
        by_seed = {f"{deed}, {seed}": deed for deed, seed in cases}
        outcomes = collections.defaultdict(list)

        def disturb(case):
            outcomes[by_seed[case.seed]].append(self.disturb(case, by_seed[case.seed]))

        self.run_cases(list(by_seed), disturb)
        for deed, results in outcomes.items():
            met = [result for result in results if result is not None]
            report(f"the result during a sweep: {deed}", len(met),
                   f"0 false results; exit 1 after {max(s for s, _ in met):.1f} s at most"
                   + (f"; {sum(t for _, t in met)} of the other files were written to"
                      if "other" in deed else "") if met else "no moment was met")
        missed = sum(result is None for results in outcomes.values() for result in results)
        self.assertLess(missed, len(cases) / 2, "the moments are badly chosen")


class QuickCase(DisturbedCase):
    """Where the run waits more than it computes."""
    sweep = LONGER_SWEEP


class EarlierCopy(FaultTest):
    """It is written over the result between two flags of a commit. Writing takes 20 ms a call."""
    case_type = QuickCase

    def disturb(self, case):
        case.variables = shim.environment(case.folder, fail="0:write:0+:slow")
        process = case.start(case.random.choice((None, 2)), "--commit-interval", "0.5")
        self.addCleanup(lambda: process.poll() is None and process.kill())
        case.wait_for_frames(process, 0)
        earlier = case.outside / "earlier.nc"
        shutil.copyfile(case.result, earlier)
        case.wait_for_frames(process, case.random.randrange(1, 20))
        case.wait_for_flag(process)
        copy_over(earlier, case.result)
        code, stderr = case.wait(process, "cp an earlier copy over it")
        lines = messages(stderr)
        demand((code, len(lines)) == (1, 1), f"exit code {code}, {lines}")
        self.assertRegex(lines[0], DEEDS["cp an earlier copy over it"][1] + "|does not give back")
        case.check_file()
        case.variables = {}
        case.finish()

    def test_no_flag_stays_that_was_written_after_the_copy(self):
        done = self.run_cases(rounds(short=2, long=50), self.disturb)
        report("an earlier copy is written over the result between two flags", len(done),
               "0 false flags; exit 1 with one message")


class EarlierCopyAtEachCall(FaultTest):
    """It is written over the result before a certain call of a commit that writes, each in turn."""
    case_type = QuickCase

    def stops(self, case, process):
        """The run goes on from call to call; yields how many frames are flagged before each."""
        while wait_for_stop(process):
            yield case.committed()
            process.send_signal(signal.SIGCONT)

    def disturb(self, case):
        """Whether the run had such a call: a busy machine makes fewer commits, of more frames."""
        case.variables = shim.environment(case.folder, fail="0:write:0+:stop")
        process = case.start(None, "--commit-interval", "0.05")
        self.addCleanup(lambda: process.poll() is None and process.kill())
        earlier = case.outside / "earlier.nc"
        calls_left = case.seed + 1
        for frames in self.stops(case, process):
            if frames > 0 and not earlier.exists():
                shutil.copyfile(case.result, earlier)
            elif earlier.exists():
                calls_left -= 1
                if calls_left == 0:
                    copy_over(earlier, case.result)
        code, stderr = case.wait(process, "cp an earlier copy over it")
        if calls_left > 0:
            demand(code == 0, stderr)
            return False
        lines = messages(stderr)
        demand((code, len(lines)) == (1, 1), f"exit code {code}, {lines}")
        # A copy that was made between two flags of a commit has the data of both, and may get both.
        case.check_file()
        case.variables = {}
        case.finish()
        return True

    def test_no_flag_of_the_copy_is_false(self):
        met = self.run_cases(rounds(short=24, long=120), self.disturb)
        self.assertGreater(sum(met), len(met) / 2, "the moments are badly chosen")
        report("an earlier copy is written over the result before a call that writes", sum(met),
               "0 false flags; exit 1 with one message")


class SmallCase(DisturbedCase):
    sweep = SMALL_SWEEP + "metric = P.period\n"


class FinishedResult(FaultTest):
    """Another file gets the result's name while a run finds out that nothing is left to do."""
    case_type = SmallCase

    def make(self, case, text, path):
        (case.folder / "sweep.ini").write_text(text, encoding="utf-8")
        code, stderr = case.wait(case.start(None, "--no-video"), "a whole run")
        self.assertEqual(code, 0, stderr)
        os.replace(case.result, path)

    def test_another_file_is_not_taken_for_it(self):
        """Before each file that the run opens; the last one is its lock, when all has been said."""
        with tempfile.TemporaryDirectory(prefix="heatreel-faults-") as folder:
            case = SmallCase(0, folder, self.reference)
            whole, other, copy = (case.outside / name for name in ("whole.nc", "other.nc", "copy.nc"))
            self.make(case, case.sweep.replace("G=50:300", "G=60:310"), other)
            self.make(case, case.sweep, whole)
            codes = []
            while True:
                shutil.copyfile(whole, case.result)
                case.variables = shim.environment(case.folder, fail=f"0:open:{len(codes)}:stop")
                process = case.start(None, "--resume", "--no-video")
                if not wait_for_stop(process):
                    break
                shutil.copyfile(other, copy)
                os.replace(copy, case.result)
                process.send_signal(signal.SIGCONT)
                codes.append(case.wait(process, "mv other over it")[0])
        self.assertGreater(len(codes), 3)
        self.assertNotIn(0, codes[:-1])


if __name__ == "__main__":
    unittest.main()
