#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""--report: what a run did, as JSON for other programs, whether it is complete or was stopped."""
import json
import signal
import time
import unittest

from support import HANG_SECONDS, LONGER_SWEEP, EndToEnd

# One metric, x(1), which does not exist where a > 2: in a half of the cells.
HALF = """\
model half
time t [s] to 1 step 0.25
state x = 0
parameter a = 0
parameter b = 0
parameter c = 0
rate x = a + b + c + 0*sqrt(2 - a)
"""
CELLS = ["--x", "a=1:4:4", "--y", "b=0:1:5", "--t", "c=0:1:3", "--metric", "x.final"]


class Report(EndToEnd):
    def run_half(self, *options, ranks=None, code=0):
        self.write("half.model", HALF)
        self.heatreel("run", "--model", "half.model", *CELLS, "-o", "half.nc", "--report",
                      "half.json", "--quiet", "--size", "320x240", *options, ranks=ranks, code=code)
        return self.report("half.json")

    def report(self, name):
        return json.loads((self.folder / name).read_text(encoding="utf-8"))

    def test_a_complete_run(self):
        report = self.run_half(ranks=2)
        self.assertEqual((report["schema"], report["exit_code"], report["complete"],
                          report["stopped"]), (1, 0, True, None))
        self.assertEqual((report["cells"], report["frames"], report["computed_cells"]), (60, 3, 60))
        self.assertEqual({name: count for name, count in report["status"].items() if count},
                         {"ok": 30, "not_finite": 30})
        self.assertEqual(sum(report["verdict"].values()), 60)
        self.assertEqual(len(report["failed_cells"]), 30)
        self.assertEqual(report["failed_cells"][0],
                         {"index": [2, 0, 0], "parameters": {"a": 3, "b": 0, "c": 0},
                          "status": "not_finite"})
        for file in report["files"]:
            self.assertEqual((self.folder / file["path"]).stat().st_size, file["bytes"])
        self.assertEqual(self.files(), sorted(["half.model", "half.json",
                                               *(file["path"] for file in report["files"])]))

    def test_each_rank_is_told(self):
        ranks = self.run_half("--threads", "2", ranks=3)["ranks"]
        self.assertEqual([rank["rank"] for rank in ranks], [0, 1, 2])
        self.assertEqual(sum(rank["cells"] for rank in ranks), 60)
        for rank in ranks:
            self.assertEqual(rank["threads"], 2)
            self.assertLessEqual(rank["smallest_chunk"], rank["largest_chunk"])
            self.assertLessEqual(rank["cells"], rank["chunks"] * rank["largest_chunk"])
            self.assertAlmostEqual(
                rank["compute_thread_seconds"] + rank["waiting_thread_seconds"],
                2 * rank["seconds"])
            self.assertGreater(rank["peak_bytes"], 1e6)

    def test_exit_code_3(self):
        self.assertEqual(self.run_half("--strict", "--no-video", code=3)["exit_code"], 3)

    def test_nothing_left_to_do(self):
        self.run_half("--no-video")
        report = self.run_half("--no-video", "--resume")
        self.assertEqual((report["complete"], report["computed_cells"], report["ranks"],
                          report["status"]["ok"]), (True, 0, [], 30))

    def test_a_stopped_run(self):
        self.write("long.ini", LONGER_SWEEP.replace("t-end = 10000", "t-end = 1000000"))
        run = self.start("run", "long.ini", "--quiet", "--report", "long.json")
        while not (self.folder / "long.nc").exists():
            time.sleep(0.01)
        time.sleep(0.5)
        run.send_signal(signal.SIGTERM)
        run.communicate(timeout=HANG_SECONDS)
        report = self.report("long.json")
        self.assertEqual((run.returncode, report["exit_code"]), (75, 75))
        self.assertEqual((report["complete"], report["stopped"], report["status"]),
                         (False, "stopped by SIGTERM", None))
        self.assertLess(report["computed_cells"], report["cells"])

    def test_a_report_in_the_way_is_refused_before_the_run(self):
        self.write("half.json", "{}")
        self.write("half.model", HALF)
        done = self.heatreel("run", "--model", "half.model", *CELLS, "-o", "half.nc", "--report",
                             "half.json", code=2)
        self.assertIn("--report half.json cannot be written (it exists)", done.stderr)
        self.assertEqual(self.files(), ["half.json", "half.model"])


if __name__ == "__main__":
    unittest.main()
