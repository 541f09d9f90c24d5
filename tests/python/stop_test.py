#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What becomes of a sweep that is stopped, or whose Python ends."""
import os
import pathlib
import signal
import subprocess
import sys
import threading
import time
import unittest

from sweeps import LONG, PACKAGE, PackageTest
from support import HANG_SECONDS

import numpy as np

import heatreel


def is_at_work():
    """Whether a sweep into a.nc has begun. Its lock comes first."""
    return pathlib.Path("a.nc").exists()


def wait_for(condition):
    until = time.monotonic() + HANG_SECONDS
    while not condition():
        if time.monotonic() > until:
            raise TimeoutError
        time.sleep(0.05)


class Stop(PackageTest):
    def later(self, action):
        """Does something while a sweep is at work."""
        def act():
            wait_for(is_at_work)
            time.sleep(1)
            action()
        thread = threading.Thread(target=act)
        thread.start()
        self.addCleanup(thread.join)

    def assert_partial(self, data):
        """Cells that are not computed are NaN, also where parts are read on demand."""
        pending = data.status == 0
        self.assertTrue(pending.any())
        np.testing.assert_array_equal(data.P_amplitude.isnull(), pending)
        data.P_amplitude.load()
        part = {"assoc_ddg": -1, "rec": slice(None, None, 2), "G": [1, 3]}
        again = heatreel.open("a.nc").P_amplitude.isel(part)
        self.assertEqual(again.shape, (20, 2))
        self.assertTrue(again.isnull().all())
        self.assertEqual(again.attrs["units"], "nM")

    def test_stopped_from_outside(self):
        def stop():
            process = int(pathlib.Path("a.nc.lock").read_text().splitlines()[4])
            os.kill(process, signal.SIGTERM)
        self.later(stop)
        with self.assertRaisesRegex(heatreel.Stopped, r"^stopped by SIGTERM .* --resume$") as caught:
            heatreel.run(**LONG, output="a.nc", no_video=True)
        self.assertEqual(caught.exception.returncode, 75)
        self.assert_partial(caught.exception.result)

    def interrupt(self, **options):
        self.later(lambda: os.kill(os.getpid(), signal.SIGINT))
        with self.assertRaises(KeyboardInterrupt) as caught:
            heatreel.run(**LONG, output="a.nc", no_video=True, **options)
        self.assertIsInstance(caught.exception.__cause__, heatreel.Stopped)
        self.assertFalse(pathlib.Path("a.nc.lock").exists())
        self.assert_partial(caught.exception.__cause__.result)

    def test_interrupt(self):
        self.interrupt()

    def test_interrupt_with_ranks(self):
        self.interrupt(ranks=2)

    def test_python_is_killed(self):
        """As when a notebook's kernel is restarted."""
        python = subprocess.Popen([sys.executable, "-c", f"import heatreel; heatreel.run(output='a.nc', no_video=True, **{LONG})"],
                                  env={**os.environ, "PYTHONPATH": str(PACKAGE / "src")})
        wait_for(is_at_work)
        python.kill()
        python.wait()
        wait_for(lambda: not pathlib.Path("a.nc.lock").exists())


if __name__ == "__main__":
    unittest.main()
