#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The numbers of a sweep: the same bits on any number of ranks and threads, and the right ones,
against an integrator written here and against a reference solved by others."""
import csv
import math
import platform
import unittest

import numpy as np

from support import REPOSITORY, EndToEnd

# The model of examples/predator-prey.ini, written down a second time.
GAS_CONSTANT = 0.00198720425864083  # kcal/(mol K)
TEMPERATURE = 310.15  # K
POL, K1, K2, KN, KP, B, KMP = 3.7, 0.0020, 0.0031, 0.0210, 0.0047, 4.8e-5, 34.0


def rates(n, p, g, rec, r):
    growth = K1 * r * POL * g * n / (1 + B * r * g * n)
    predation = K2 * POL * n * p
    saturation = 1 + p / KMP
    return growth - predation - rec * KN * n / saturation, predation - rec * KP * p / saturation


def step(n, p, h, parameters):
    """One step of the classic Runge-Kutta method; concentrations stay non-negative."""
    def ahead(part, slopes):
        return (np.maximum(0, n + part * slopes[0]), np.maximum(0, p + part * slopes[1]))

    a = rates(n, p, *parameters)
    b = rates(*ahead(h / 2, a), *parameters)
    c = rates(*ahead(h / 2, b), *parameters)
    d = rates(*ahead(h, c), *parameters)
    return ahead(h / 6, [a[i] + 2 * b[i] + 2 * c[i] + d[i] for i in (0, 1)])


def solve(n0, g, rec, ddg, t_end, tail):
    """Samples of P in the tail, the end included: an array [sample, cell]."""
    parameters = (g, rec, np.exp(-ddg / (GAS_CONSTANT * TEMPERATURE)))
    n, p = n0 * np.ones_like(g), 10.0 * np.ones_like(g)
    samples = []
    for i in range(t_end + 1):
        if i >= t_end * (1 - tail) - 1e-6:
            samples.append(p)
        n, p = step(n, p, 1.0, parameters)
    return np.array(samples)


class SameBits(EndToEnd):
    # Sizes that no chunk fits, cells that rest and cells that oscillate.
    SWEEP = """\
model = predator-prey
x = G=50:300:23
y = rec=10:50:17
t = assoc_ddg=-1:1:6
metric = P.amplitude
metric = P.period
no-video = yes
"""

    def test_ranks_and_threads(self):
        self.write("sweep.ini", self.SWEEP)
        self.heatreel("run", "sweep.ini", "--output", "serial.nc")
        serial = self.arrays("serial.nc")
        missing = np.isnan(serial["P_period"])
        self.assertTrue(missing.any() and not missing.all())
        self.assertTrue((serial["status"] == 1).all())
        self.assertTrue((serial["committed"] == 1).all())
        self.assertEqual(len(np.unique(serial["frame_crc/P_amplitude"])), 6)

        for name, ranks, threads in (("one", 1, 1), ("two", 2, 1), ("four", 4, 1),
                                     ("threads", None, 2), ("both", 2, 2)):
            with self.subTest(ranks=ranks, threads=threads):
                self.heatreel("run", "sweep.ini", "--output", f"{name}.nc", "--threads", threads,
                              ranks=ranks)
                self.assert_same_bits(serial, self.arrays(f"{name}.nc"))
                for array in ("P_amplitude", "P_period", "status", "committed", "frame_crc",
                              "frame_range", "G", "rec", "assoc_ddg"):
                    self.tool("h5diff", "serial.nc", f"{name}.nc", array, array)

    def test_a_cell_does_not_depend_on_its_sweep(self):
        """The same cells as parts of a larger frame and alone, in float64."""
        self.write("sweep.ini", self.SWEEP)
        self.heatreel("run", "sweep.ini", "--output", "all.nc", "--dtype", "float64")
        self.heatreel("run", "sweep.ini", "--output", "one.nc", "--dtype", "float64",
                      "--x", "G=50,300", "--y", "rec=10", "--t", "assoc_ddg=-1,1")
        every, few = self.arrays("all.nc"), self.arrays("one.nc")
        for metric in ("P_amplitude", "P_period"):
            self.assertEqual(every[metric].dtype, np.float64)
            self.assertEqual(few[metric].tobytes(), every[metric][::5, :1, ::22].tobytes())


class SimdTargets(EndToEnd):
    SWEEP = ("--model", "predator-prey", "--x", "G=100:200:5", "--y", "rec=20:40:3", "--t",
             "assoc_ddg=-0.2:0.2:2", "--metric", "P.amplitude", "--dtype", "float64", "--no-video")

    def test_agree_to_the_tolerance_and_are_in_the_provenance(self):
        self.heatreel("run", *self.SWEEP, "--output", "baseline.nc", "--simd", "baseline")
        self.assertRegex(self.heatreel("info", "baseline.nc").stdout, r"\n  simd = baseline\n")
        expected = self.arrays("baseline.nc")["P_amplitude"]
        best = self.heatreel("run", *self.SWEEP, "--output", "best.nc", ranks=2)
        self.assertNotRegex(self.heatreel("info", "best.nc").stdout, r"\n  simd = baseline\n",
                            best.stdout)
        np.testing.assert_allclose(self.arrays("best.nc")["P_amplitude"], expected, rtol=1e-4,
                                   atol=1e-6)

    def test_what_a_processor_lacks_is_refused(self):
        foreign = "neon" if platform.machine() == "x86_64" else "avx2"
        refused = self.heatreel("run", *self.SWEEP, "--simd", foreign, ranks=2, code=2)
        self.assertRegex(refused.stderr, rf"heatreel: --simd {foreign} cannot be used \(.+\) The best")


class RightValues(EndToEnd):
    SHORT = ("--integrator", "rk4", "--t-end", 200, "--tail", "40%", "--dtype", "float64", "--no-video",
             "--metric", "P.final", "--metric", "P.min", "--metric", "P.max", "--metric", "P.mean",
             "--metric", "P.amplitude")

    def compare(self, file, samples, shape):
        expected = {"P_final": samples[-1], "P_min": samples.min(axis=0),
                    "P_max": samples.max(axis=0), "P_mean": (samples[:-1] + samples[1:]).mean(axis=0) / 2,
                    "P_amplitude": np.ptp(samples, axis=0)}
        stored = self.arrays(file)
        for metric, values in expected.items():
            np.testing.assert_allclose(stored[metric], values.reshape(shape), rtol=1e-6, atol=1e-9,
                                       err_msg=metric)

    def test_against_a_second_integrator(self):
        self.heatreel("run", "--model", "predator-prey", "--x", "G=100:200:3", "--y",
                      "rec=20:40:2", "--t", "assoc_ddg=-0.2:0.2:2", *self.SHORT)
        ddg, rec, g = np.meshgrid([-0.2, 0.2], [20.0, 40.0], [100.0, 150.0, 200.0], indexing="ij")
        samples = solve(10.0, g.ravel(), rec.ravel(), ddg.ravel(), 200, 0.4)
        self.compare("predator-prey.nc", samples, g.shape)

    def test_swept_initial_value_and_fixed_parameter(self):
        """N(0) along x, G set by hand: both ways to write an initial value are one dimension."""
        for name in ("N(0)", "N_0"):
            self.heatreel("run", "--model", "predator-prey", "--x", f"{name}=5,20,80", "--y",
                          "rec=30", "--t", "assoc_ddg=0,0.1", "--set", "G=130", *self.SHORT,
                          "--output", "n.nc", "--overwrite")
            stored = self.arrays("n.nc")
            np.testing.assert_array_equal(stored["N_0"], [5, 20, 80])
            ddg, _, n0 = np.meshgrid([0.0, 0.1], [30.0], [5.0, 20.0, 80.0], indexing="ij")
            ones = np.ones(6)
            samples = solve(n0.ravel(), 130 * ones, 30 * ones, ddg.ravel(), 200, 0.4)
            self.compare("n.nc", samples, (2, 1, 3))

    def test_convergence_to_the_known_solution(self):
        """The undamped oscillator is cos(omega t); halving the step divides the error by 16."""
        errors = []
        for dt in (0.1, 0.05):
            self.heatreel("run", "--model", "harmonic-oscillator", "--x", "omega=1,1.5,2", "--y",
                          "gamma=0", "--t", "v_0=0", "--metric", "x.final", "--t-end", 10, "--dt",
                          dt, "--dtype", "float64", "--no-video", "--output", f"{dt}.nc")
            final = self.arrays(f"{dt}.nc")["x_final"].ravel()
            errors.append(np.abs(final - np.cos(10 * np.array([1, 1.5, 2]))))
        self.assertLess(errors[0].max(), 1e-3)
        np.testing.assert_allclose(errors[0] / errors[1], 16, rtol=0.1)

    def test_period_of_the_oscillator(self):
        self.heatreel("run", "--model", "harmonic-oscillator", "--x", "omega=0.5:2:4", "--y",
                      "gamma=0,0.01", "--t", "v_0=0,1", "--metric", "x.period", "--dtype",
                      "float64", "--no-video")
        omega, gamma = np.meshgrid(np.linspace(0.5, 2, 4), [0, 0.01])
        expected = 2 * math.pi / np.sqrt(omega**2 - gamma**2)
        for frame in self.arrays("harmonic-oscillator.nc")["x_period"]:
            np.testing.assert_allclose(frame, expected, rtol=1e-6)

    def test_points_of_an_axis(self):
        """n points are n points, both ends included, in the order that was asked for."""
        self.heatreel("run", "--model", "predator-prey", "--x", "G=300:50:6", "--y",
                      "kP=0.001:0.1:3:log", "--t", "rec=40,10,20", "--t-end", 1, "--metric",
                      "N.final", "--no-video")
        stored = self.arrays("predator-prey.nc")
        np.testing.assert_array_equal(stored["G"], [300, 250, 200, 150, 100, 50])
        np.testing.assert_array_equal(stored["kP"], [0.001, 0.01, 0.1])
        np.testing.assert_array_equal(stored["rec"], [40, 10, 20])
        self.assertEqual(stored["N_final"].shape, (3, 3, 6))


class Reference(EndToEnd):
    def test_cells_of_the_reference_table(self):
        """Some oscillating and resting cells, at a small step; tests/solve takes all of them."""
        with open(REPOSITORY / "tests/solve/data/predator-prey-truth.csv", newline="") as file:
            rows = [{name: float(text) for name, text in row.items()}
                    for row in csv.DictReader(file)]
        oscillating = [row for row in rows if row["period"] > 0][:3]
        resting = [row for row in rows if row["mean"] > 1 and row["amplitude"] < 1e-6 * row["mean"]]
        for row in oscillating + resting[:2]:
            axes = [f"--{axis}={name}={row[name]!r}"
                    for axis, name in (("x", "G"), ("y", "rec"), ("t", "assoc_ddg"))]
            kinds = ("mean", "min", "max", "amplitude", "period")
            self.heatreel("run", "--model", "predator-prey", *axes, "--dt", 0.05, "--dtype",
                          "float64", "--no-video", "--overwrite",
                          *(word for kind in kinds for word in ("--metric", f"P.{kind}")))
            stored = self.arrays("predator-prey.nc")
            for kind in kinds:
                np.testing.assert_allclose(stored[f"P_{kind}"].item(), row[kind], rtol=1e-3,
                                           atol=1e-3, err_msg=f"{kind} of {row}")


if __name__ == "__main__":
    unittest.main()
