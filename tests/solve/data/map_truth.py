#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The frames that tests/solve/map_truth_test.cpp compares with: 20 x 20 cells of shipped models, by scipy at
rtol 1e-12 or, where events jump, by the exact solution.

    python3 tests/solve/data/map_truth.py tests/solve/data/maps [MODEL...]

writes MODEL.csv: the two swept parameters, then metrics, a row a cell. All else is the model's default: time,
tail (30 %), other parameters. The equations are written down here a second time. Cells of a frame are one large
system for DOP853, which so takes the steps of the most demanding cell. Takes some minutes a model.
"""
import sys

import numpy as np
from scipy.integrate import DOP853
from scipy.optimize import brentq

TAIL = 0.3


# Rates: states and parameters are arrays with a number for each cell.
def lotka_volterra(t, y, p):
    return [p.alpha * y[0] - p.beta * y[0] * y[1], 0.1 * y[0] * y[1] - 0.4 * y[1]]


def fitzhugh_nagumo(t, y, p):
    return [y[0] - y[0] ** 3 / 3 - y[1] + p.I, (y[0] + 0.7 - p.b * y[1]) / 12.5]


def brusselator(t, y, p):
    return [p.A + y[0] ** 2 * y[1] - (p.B + 1) * y[0], p.B * y[0] - y[0] ** 2 * y[1]]


def van_der_pol(t, y, p):
    return [y[1], p.mu * (1 - y[0] ** 2) * y[1] - y[0]]


def hodgkin_huxley(t, y, p):
    v, m, h, n = y
    am, an = ((v + 40) / 10) / -np.expm1(-(v + 40) / 10), 0.1 * ((v + 55) / 10) / -np.expm1(-(v + 55) / 10)
    return [p.I - p.gNa * m**3 * h * (v - 50) - 36 * n**4 * (v + 77) - 0.3 * (v + 54.387),
            am * (1 - m) - 4 * np.exp(-(v + 65) / 18) * m,
            0.07 * np.exp(-(v + 65) / 20) * (1 - h) - h / (1 + np.exp(-(v + 35) / 10)),
            an * (1 - n) - 0.125 * np.exp(-(v + 65) / 80) * n]


def morris_lecar(t, y, p):
    v, w = y
    calcium, potassium = (1 + np.tanh((v + 1.2) / 18)) / 2, (1 + np.tanh((v - 2) / 30)) / 2
    return [(p.I - 2 * (v + 60) - 4.4 * calcium * (v - 120) - 8 * w * (v + 84)) / 20,
            p.phi * np.cosh((v - 2) / 60) * (potassium - w)]


def rosenzweig_macarthur(t, y, p):
    eaten = y[0] / (1 + y[0])
    return [0.5 * y[0] * (1 - y[0] / p.K) - eaten * y[1], 0.5 * eaten * y[1] - p.m * y[1]]


def repressilator(t, y, p):
    m, q = np.array(y[:3]), np.array(y[3:])
    return [*(p.alpha / (1 + np.roll(q, 1, axis=0) ** p.n) + 0.216 - m), *(0.2 * (m - q))]


def selkov(t, y, p):
    return [-y[0] + p.a * y[1] + y[0] ** 2 * y[1], p.b - p.a * y[1] - y[0] ** 2 * y[1]]


def circadian(t, y, p):
    m, p0, p1, p2, pn = y
    first, second = 3.2 * p0 / (2 + p0) - 1.58 * p1 / (2 + p1), 5 * p1 / (2 + p1) - 2.5 * p2 / (2 + p2)
    transport = 1.9 * p2 - 1.3 * pn
    return [p.vs / (1 + pn**4) - 0.65 * m / (0.5 + m), 0.38 * m - first, first - second,
            second - transport - p.vd * p2 / (0.2 + p2), transport]


def toggle_switch(t, y, p):
    return [p.a1 / (1 + y[1] ** 2) - y[0], p.a2 / (1 + y[0] ** 2) - y[1]]


class Cells:
    """Values of two parameters in all cells, the first one along the rows of the frame."""

    def __init__(self, x, y):
        columns, rows = np.meshgrid(np.linspace(*x[1]), np.linspace(*y[1]))
        self.values = {x[0]: columns.ravel(), y[0]: rows.ravel()}
        self.__dict__.update(self.values)


class Extremes:
    """The course of a state in each cell as far as metrics need it: where it turns, and values at both ends."""

    def __init__(self, cells):
        self.points = [[] for _ in range(cells)]  # (time, value)

    def add(self, cell, time, value):
        self.points[cell].append((time, value))

    def metrics(self, cell, begin, end, integral):
        points = self.points[cell]
        inside = [value for time, value in points if time >= begin]
        return {"max": max(inside), "min": min(inside), "amplitude": max(inside) - min(inside),
                "final": points[-1][1], "mean": integral / (end - begin), "period": self.period(cell, begin)}

    def period(self, cell, begin):
        """As docs/numerics.md defines it: maxima to which the state rises, and from which it falls, by more than 1e-3
        of the largest magnitude that the tail has shown."""
        inside = [value for time, value in self.points[cell] if time >= begin]
        if max(inside) - min(inside) <= 1e-3 * np.abs(inside).max():
            return np.nan
        times, low, top = [], None, None
        largest = 0.0
        for time, value in self.points[cell]:
            largest = max(largest, abs(value)) if time >= begin else abs(value)
            if top is not None and value > top[1]:
                top = (time, value)
            elif top is not None and top[1] - value > 1e-3 * largest:
                times += [top[0]] if top[0] >= begin else []
                top, low = None, value
            elif top is None:
                low = value if low is None else min(low, value)
                if value - low > 1e-3 * largest:
                    top = (time, value)
        return (times[-1] - times[0]) / (len(times) - 1) if len(times) > 1 else np.nan


def turning_points(dense, rows, rises):
    """Times and values of the extremes within a step of DOP853, by ternary search on its path.
    \\param rises 1 where the step begins upwards, else -1"""
    def value(x):
        y = np.zeros_like(x)
        for i, f in enumerate(reversed(dense.F[:, rows])):
            y = (y + f) * (x if i % 2 == 0 else 1 - x)
        return y + dense.y_old[rows]

    low, high = np.zeros(len(rows)), np.ones(len(rows))
    for _ in range(50):
        third = (high - low) / 3
        left, right = low + third, high - third
        beyond = rises * (value(right) - value(left)) > 0
        low, high = np.where(beyond, left, low), np.where(beyond, high, right)
    return dense.t_old + dense.h * low, value(low)


def together(rates, start, cells, t_end, state):
    """All cells as one system, beside them the integrals of the state in the tail."""
    number, size = len(next(iter(cells.values.values()))), len(start)
    begin = t_end * (1 - TAIL)
    extremes = Extremes(number)
    y = np.concatenate([np.broadcast_to(np.asarray(value, float), number) for value in (*start, 0)])
    observed = np.arange(state * number, (state + 1) * number)

    def system(t, y):
        parts = y.reshape(size + 1, number)
        return np.concatenate([*rates(t, parts[:size], cells), parts[state]])

    for leg in ((0.0, begin), (begin, t_end)):
        y[size * number:] = 0.0
        solver = DOP853(system, leg[0], y, leg[1], rtol=1e-12, atol=1e-14)
        while solver.status == "running":
            slope = solver.f[observed]
            message = solver.step()
            assert solver.status != "failed", message
            turned = np.flatnonzero(slope * solver.f[observed] < 0)
            if len(turned):
                found = turning_points(solver.dense_output(), observed[turned], np.sign(slope[turned]))
                for cell, time, value in zip(turned, *found):
                    extremes.add(cell, time, value)
        y = solver.y.copy()
        for cell in range(number):
            extremes.add(cell, leg[1], y[observed[cell]])
    integrals = y[size * number:]
    return [extremes.metrics(cell, begin, t_end, integrals[cell]) for cell in range(number)]


def dosing(cells):
    """Of the sum of the doses' exponentials, which turns where two of them balance."""
    ka, k, dose, t_end = cells.ka, 5 / 40, 0.8 * 100, 96.0
    begin, results = t_end * (1 - TAIL), []
    for cell, (interval, ka) in enumerate(zip(cells.interval, cells.ka)):
        times = np.arange(0, t_end + 1e-9, interval)
        scale = dose * ka / (ka - k)

        def parts(t, rate):
            return np.exp(-rate * (t - times[times <= t])).sum()

        def body(t):
            return scale * (parts(t, k) - parts(t, ka))

        def slope(t):
            return scale * (ka * parts(t, ka) - k * parts(t, k))

        def integral(t):
            return scale * ((times <= t).sum() * (1 / k - 1 / ka) - parts(t, k) / k + parts(t, ka) / ka)

        inside = [body(begin), body(t_end)]
        for left, right in zip(times, np.append(times[1:], t_end)):
            left, right = max(left, begin), right - 1e-12
            if left < right:
                inside += [body(left), body(right)]
                if slope(left) * slope(right) < 0:
                    inside.append(body(brentq(slope, left, right)))
        results.append({"max": max(inside), "min": min(inside), "final": body(t_end),
                        "mean": (integral(t_end) - integral(begin)) / (t_end - begin)})
    return results


def integrate_and_fire(cells):
    """From a reset at -65 mV the potential climbs as V = top - (top + 65)*exp(-t/10)."""
    tau, t_end, results = 10.0, 500.0, []
    begin = t_end * (1 - TAIL)
    for current, threshold in zip(cells.I, cells.threshold):
        top = -65 + 10 * current
        if top <= threshold:
            results.append({"spikes": 0, "period": np.nan, "mean": top - (top + 65) * tau / (t_end - begin) * (
                np.exp(-begin / tau) - np.exp(-t_end / tau)), "max": top - (top + 65) * np.exp(-t_end / tau)})
            continue
        period = tau * np.log((top + 65) / (top - threshold))

        def integral(t, period=period, top=top):
            whole, rest = divmod(t, period)
            one = lambda u: top * u - (top + 65) * tau * (1 - np.exp(-u / tau))
            return whole * one(period) + one(rest)

        results.append({"spikes": t_end // period, "max": threshold,
                        "period": period, "mean": (integral(t_end) - integral(begin)) / (t_end - begin)})
    return results


N = 20
# model: rates, start, cells, time, the observed state, its name and metrics
ODES = {
    "lotka-volterra": (lotka_volterra, (10, 10), Cells(("alpha", (0.5, 2, N)), ("beta", (0.1, 0.8, N))), 100,
                       0, "prey", ("max", "period", "mean", "final")),
    "fitzhugh-nagumo": (fitzhugh_nagumo, (-1, 1), Cells(("I", (0, 2, N)), ("b", (0.3, 1.2, N))), 400, 0,
                        "v", ("amplitude", "period")),
    "brusselator": (brusselator, (1, 1), Cells(("A", (0.5, 1.5, N)), ("B", (1, 4, N))), 50, 0, "X",
                    ("amplitude", "period", "final")),
    "van-der-pol": (van_der_pol, (2, 0), Cells(("mu", (0, 6, N)), ("x_0", (0.1, 3, N))), 100, 0, "x",
                    ("period", "max", "final")),
    "hodgkin-huxley": (hodgkin_huxley, (-65, 0.0529, 0.596, 0.318),
                       Cells(("I", (0, 40, N)), ("gNa", (60, 180, N))), 200, 0, "V", ("amplitude", "period", "mean")),
    "morris-lecar": (morris_lecar, (-40, 0), Cells(("I", (60, 260, N)), ("phi", (0.02, 0.1, N))), 2000, 0,
                     "V", ("amplitude", "period")),
    "rosenzweig-macarthur": (rosenzweig_macarthur, (1, 1), Cells(("K", (1, 6, N)), ("m", (0.1, 0.3, N))),
                             2000, 0, "N", ("min", "max", "period")),
    "repressilator": (repressilator, (1, 2, 3, 0, 0, 0), Cells(("alpha", (1, 400, N)), ("n", (1.2, 3, N))),
                      500, 3, "p1", ("amplitude", "period", "mean")),
    "selkov": (selkov, (1, 1), Cells(("a", (0.02, 0.14, N)), ("b", (0.2, 1.1, N))), 500, 0, "ADP",
               ("amplitude", "period", "max")),
    "circadian": (circadian, (0.1, 0.25, 0.25, 0.25, 0.25), Cells(("vs", (0.5, 1.2, N)), ("vd", (0.6, 2, N))),
                  1000, 0, "M", ("period", "mean", "amplitude")),
    "toggle-switch": (toggle_switch, (1, 0.5), Cells(("a1", (0.5, 6, N)), ("a2", (0.5, 6, N))), 100, 0, "u",
                      ("final", "mean")),
}
EXACT = {
    "dosing": (dosing, Cells(("interval", (4, 24, N)), ("ka", (0.3, 2, N))), {
        "body.max": "max", "body.min": "min", "body.mean": "mean", "body.final": "final"}),
    "integrate-and-fire": (integrate_and_fire, Cells(("I", (1, 6, N)), ("threshold", (-60, -46, N))), {
        "V.period": "period", "V.mean": "mean", "V.max": "max", "spikes.final": "spikes"}),
}


def frame(model):
    """\\returns cells, results by cell, and by column the name of a result"""
    if model in EXACT:
        solve, cells, columns = EXACT[model]
        return cells, solve(cells), columns
    rates, start, cells, t_end, state, name, kinds = ODES[model]
    if "x_0" in cells.values:  # an initial value that is swept
        start = [cells.x_0 if i == state else np.full_like(cells.x_0, value) for i, value in enumerate(start)]
    return cells, together(rates, start, cells, t_end, state), {f"{name}.{kind}": kind for kind in kinds}


def write(folder, model):
    cells, results, columns = frame(model)
    with open(f"{folder}/{model}.csv", "w", encoding="ascii") as file:
        print(",".join([*cells.values, *columns]), file=file)
        for cell, result in enumerate(results):
            numbers = [repr(float(values[cell])) for values in cells.values.values()]
            print(",".join(numbers + [f"{result[kind]:.7g}" for kind in columns.values()]), file=file)


if __name__ == "__main__":
    for model in sys.argv[2:] or [*ODES, *EXACT]:
        write(sys.argv[1], model)
