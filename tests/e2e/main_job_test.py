#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sweep that heatreel is made for, examples/predator-prey.ini, in full and as documented."""
import json
import unittest

import numpy as np

from support import REPOSITORY, EndToEnd


class MainJob(EndToEnd):
    def test_from_the_parameter_file_to_the_movies(self):
        done = self.heatreel("run", REPOSITORY / "examples/predator-prey.ini", ranks=2)
        self.assertRegex(done.stdout, r"cells +125,000 \(0 failed\)")
        self.assertEqual(self.files(), ["predator-prey.P_amplitude.mp4",
                                        "predator-prey.P_period.mp4", "predator-prey.nc"])
        stored = self.arrays("predator-prey.nc")
        np.testing.assert_allclose(stored["G"], np.linspace(50, 300, 50), rtol=1e-14)
        np.testing.assert_allclose(stored["rec"], np.linspace(10, 50, 50), rtol=1e-14)
        np.testing.assert_allclose(stored["assoc_ddg"], np.linspace(-1, 1, 50), rtol=1e-12)
        self.assertTrue((stored["status"] == 1).all() and (stored["committed"] == 1).all())

        amplitude, period = stored["P_amplitude"], stored["P_period"]
        self.assertEqual(amplitude.shape, (50, 50, 50))
        self.assertTrue((amplitude >= 0).all())
        oscillates = np.isfinite(period)
        self.assertTrue(0.05 < oscillates.mean() < 0.95)
        # No period is shorter than two steps or longer than the tail, and none without a swing.
        self.assertTrue(((period[oscillates] > 2) & (period[oscillates] < 0.3 * 2600)).all())
        self.assertTrue((amplitude[oscillates] > 0).all())

        for metric in ("P_amplitude", "P_period"):
            stream = json.loads(self.tool("ffprobe", "-v", "error", "-show_streams", "-of", "json",
                                          f"predator-prey.{metric}.mp4"))["streams"][0]
            self.assertEqual((stream["width"], stream["height"]), (1280, 720))
            self.assertEqual((stream["nb_frames"], float(stream["duration"])), ("50", 5.0))

    def test_the_examples_can_be_planned(self):
        for path in sorted((REPOSITORY / "examples").glob("*.ini")):
            with self.subTest(example=path.name):
                self.heatreel("run", path, "--dry-run")


if __name__ == "__main__":
    unittest.main()
