#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The solutions that tests/solve/ivp_test.cpp compares with, by scipy at rtol 1e-12 or 3e-14.

    python3 tests/solve/data/ivp_reference.py > tests/solve/data/ivp-reference.csv

The equations are written down here a second time, from F. Mazzia & C. Magherini, Test Set for Initial
Value Problem Solvers, release 2.4, University of Bari (2008); Hodgkin & Huxley's from their paper. Where the
test set publishes a solution (PUBLISHED), that is written, and the script fails unless scipy
comes within 1e-9 of it. Takes half an hour, most of it for the ring modulator.
"""
import numpy as np
from scipy.integrate import solve_ivp


def hires(t, y):
    bound = 280 * y[5] * y[7]
    return [-1.71 * y[0] + 0.43 * y[1] + 8.32 * y[2] + 0.0007, 1.71 * y[0] - 8.75 * y[1],
            -10.03 * y[2] + 0.43 * y[3] + 0.035 * y[4], 8.32 * y[1] + 1.71 * y[2] - 1.12 * y[3],
            -1.745 * y[4] + 0.43 * y[5] + 0.43 * y[6],
            -bound + 0.69 * y[3] + 1.71 * y[4] - 0.43 * y[5] + 0.69 * y[6],
            bound - 1.81 * y[6], -bound + 1.81 * y[6]]


def pollution(t, y):
    r = [0.35 * y[0], 26.6 * y[1] * y[3], 1.23e4 * y[4] * y[1], 8.6e-4 * y[6], 8.2e-4 * y[6],
         1.5e4 * y[6] * y[5], 1.3e-4 * y[8], 2.4e4 * y[8] * y[5], 1.65e4 * y[10] * y[1],
         9e3 * y[10] * y[0], 0.022 * y[12], 1.2e4 * y[9] * y[1], 1.88 * y[13], 1.63e4 * y[0] * y[5],
         4.8e6 * y[2], 3.5e-4 * y[3], 0.0175 * y[3], 1e8 * y[15], 4.44e11 * y[15],
         1.24e3 * y[16] * y[5], 2.1 * y[18], 5.78 * y[18], 0.0474 * y[0] * y[3],
         1.78e3 * y[18] * y[0], 3.12 * y[19]]
    return [-r[0] - r[9] - r[13] - r[22] - r[23] + r[1] + r[2] + r[8] + r[10] + r[11] + r[21] + r[24],
            -r[1] - r[2] - r[8] - r[11] + r[0] + r[20], -r[14] + r[0] + r[16] + r[18] + r[21],
            -r[1] - r[15] - r[16] - r[22] + r[14], -r[2] + 2 * r[3] + r[5] + r[6] + r[12] + r[19],
            -r[5] - r[7] - r[13] - r[19] + r[2] + 2 * r[17], -r[3] - r[4] - r[5] + r[12],
            r[3] + r[4] + r[5] + r[6], -r[6] - r[7], -r[11] + r[6] + r[8], -r[8] - r[9] + r[7] + r[10],
            r[8], -r[10] + r[9], -r[12] + r[11], r[13], -r[17] - r[18] + r[15], -r[19], r[19],
            -r[20] - r[21] - r[23] + r[22] + r[24], -r[24] + r[23]]


def oregonator(t, y):
    return [77.27 * (y[1] - y[0] * y[1] + y[0] - 8.375e-6 * y[0] ** 2),
            (-y[1] - y[0] * y[1] + y[2]) / 77.27, 0.161 * (y[0] - y[2])]


def e5(t, y):
    """Without the second state, which is the third one plus the fourth for ever. In the published solution, 8.8677e-23,
    8.8548e-23 and 0, it is not, by what rounding made of it."""
    a, b, c, m = 7.89e-10, 1.1e7, 1.13e3, 1e6
    first, second, fourth = a * y[0], b * y[0] * y[1], c * y[2]
    return [-first - second, first - second - m * c * (y[1] + y[2]) * y[1] + fourth, second - fourth]


def robertson(t, y):
    slow, middle, fast = 0.04 * y[0], 1e4 * y[1] * y[2], 3e7 * y[1] ** 2
    return [-slow + middle, slow - middle - fast, fast]


def van_der_pol(mu):
    return lambda t, y: [y[1], mu * (1 - y[0] ** 2) * y[1] - y[0]]


def ring_modulator(t, y):
    c, cs, cp, lh, ls1, ls2, ls3 = 1.6e-8, 2e-12, 1e-8, 4.45, 2e-3, 5e-4, 5e-4
    r, rp, rg1, rg2, rg3, ri, rc = 25000, 50, 36.3, 17.3, 17.3, 50, 600
    in1, in2 = 0.5 * np.sin(2e3 * np.pi * t), 2 * np.sin(2e4 * np.pi * t)
    u = np.array([y[2] - y[4] - y[6] - in2, -y[3] + y[5] - y[6] - in2, y[3] + y[4] + y[6] + in2,
                  -y[2] - y[5] + y[6] + in2])
    q = 40.67286402e-9 * (np.exp(17.7493332 * u) - 1)
    return [(y[7] - y[9] / 2 + y[10] / 2 + y[13] - y[0] / r) / c,
            (y[8] - y[11] / 2 + y[12] / 2 + y[14] - y[1] / r) / c, (y[9] - q[0] + q[3]) / cs,
            (-y[10] + q[1] - q[2]) / cs, (y[11] + q[0] - q[2]) / cs, (-y[12] - q[1] + q[3]) / cs,
            (-y[6] / rp + q[0] + q[1] - q[2] - q[3]) / cp, -y[0] / lh, -y[1] / lh,
            (y[0] / 2 - y[2] - rg2 * y[9]) / ls2, (-y[0] / 2 + y[3] - rg3 * y[10]) / ls3,
            (y[1] / 2 - y[4] - rg2 * y[11]) / ls2, (-y[1] / 2 + y[5] - rg3 * y[12]) / ls3,
            (-y[0] + in1 - (ri + rg1) * y[13]) / ls1, (-y[1] - (rc + rg1) * y[14]) / ls1]


def medical_akzo(inflow, points=50):
    """u and v at each point in turn, on a coarser grid than the test set's 200 points."""
    z = np.arange(1, points + 1) / points
    alpha, beta = 2 * (z - 1) ** 3 / 16, (z - 1) ** 4 / 16

    def rates(t, y):
        u, v = y[::2], y[1::2]
        left, right = np.append(inflow, u[:-1]), np.append(u[1:], u[-2])
        f = np.empty_like(y)
        f[1::2] = -100 * u * v
        f[::2] = alpha * (right - left) * points / 2 + beta * (left - 2 * u + right) * points**2 + f[1::2]
        return f
    return rates


def hodgkin_huxley(current):
    """In today's convention: v in mV with rest near -65; current in uA/cm2."""
    def ratio(x):
        return x / -np.expm1(-x)

    def rates(t, y):
        v, m, h, n = y
        return [current - 120 * m**3 * h * (v - 50) - 36 * n**4 * (v + 77) - 0.3 * (v + 54.387),
                ratio((v + 40) / 10) * (1 - m) - 4 * np.exp(-(v + 65) / 18) * m,
                0.07 * np.exp(-(v + 65) / 20) * (1 - h) - h / (1 + np.exp(-(v + 35) / 10)),
                0.1 * ratio((v + 55) / 10) * (1 - n) - 0.125 * np.exp(-(v + 65) / 80) * n]
    return rates


def pleiades(t, w):
    x, y = w[:7], w[7:14]
    dx, dy = x[None, :] - x[:, None], y[None, :] - y[:, None]
    r3 = (dx**2 + dy**2 + np.eye(7)) ** 1.5
    mass = np.arange(1, 8)
    return np.concatenate([w[14:], (mass * dx / r3).sum(axis=1), (mass * dy / r3).sum(axis=1)])


def ends(pieces, start, method, atol):
    """\\param pieces (rates, how long they hold); each begins at time 0"""
    y = np.array(start, float)
    rtol = 3e-14 if method == "DOP853" else 1e-12
    for rates, time in pieces:
        solution = solve_ivp(rates, (0.0, time), y, method=method, rtol=rtol, atol=atol)
        assert solution.success, solution.message
        y = solution.y[:, -1]
    return y


START_POLLUTION = np.zeros(20)
START_POLLUTION[[1, 3, 6, 7, 8, 16]] = [0.2, 0.04, 0.1, 0.3, 0.01, 0.007]
START_PLEIADES = [3, 3, -1, -3, 2, -2, 2, 3, -3, 2, 0, 0, -4, 4, 0, 0, 0, 0, 0, 1.75, -1.5, 0, 0, 0, -1.25,
                  1, 0, 0]
REST = [-65, 0.0529, 0.596, 0.318]
PROBLEMS = {
    "hires": ([(hires, 321.8122)], [1, 0, 0, 0, 0, 0, 0, 0.0057], "Radau", 1e-17),
    "pollution": ([(pollution, 60)], START_POLLUTION, "Radau", 1e-30),
    "oregonator": ([(oregonator, 360)], [1, 2, 3], "Radau", 1e-14),
    "e5": ([(e5, 1e13)], [1.76e-3, 0, 0], "Radau", 1e-60),
    "robertson": ([(robertson, 1e11)], [1, 0, 0], "Radau", 1e-24),
    "van-der-pol-1e3": ([(van_der_pol(1e3), 2e3)], [2, 0], "Radau", 1e-16),
    # In pieces that end shortly before its jumps, where time needs all digits.
    "van-der-pol-1e6": ([(van_der_pol(1e6), time) for time in (8.068e5, 8.068e5, 3.864e5)], [2, 0], "Radau", 1e-18),
    "medical-akzo": ([(medical_akzo(2), 5), (medical_akzo(0), 15)], np.tile([0, 1], 50), "Radau", 1e-20),
    "hodgkin-huxley": ([(hodgkin_huxley(0), 10), (hodgkin_huxley(10), 50), (hodgkin_huxley(0), 20)], REST,
                       "DOP853", 1e-16),
    "pleiades": ([(pleiades, 3)], START_PLEIADES, "DOP853", 1e-16),
    "ring-modulator": ([(ring_modulator, 1e-3)], np.zeros(15), "Radau", 1e-18),
}
PUBLISHED = {
    "hires": [0.7371312573325668e-3, 0.1442485726316185e-3, 0.5888729740967575e-4, 0.1175651343283149e-2,
              0.2386356198831331e-2, 0.6238968252742796e-2, 0.2849998395185769e-2, 0.2850001604814231e-2],
    "oregonator": [0.1000814870318523e1, 0.1228178521549917e4, 0.1320554942846706e3],
    "robertson": [0.2083340149701255e-7, 0.8333360770334713e-13, 0.9999999791665050],
    "van-der-pol-1e3": [0.1706167732170483e1, -0.8928097010247975e-3],
    "pleiades": [0.3706139143970502, 0.3237284092057233e1, -0.3222559032418324e1, 0.6597091455775310,
                 0.3425581707156584, 0.1562172101400631e1, -0.7003092922212495, -0.3943437585517392e1,
                 -0.3271380973972550e1, 0.5225081843456543e1, -0.2590612434977470e1, 0.1198213693392275e1,
                 -0.2429682344935824, 0.1091449240428980e1],
    "pollution": [0.5646255480022769e-1, 0.1342484130422339, 0.4139734331099427e-8, 0.5523140207484359e-2,
                  0.2018977262302196e-6, 0.1464541863493966e-6, 0.7784249118997964e-1, 0.3245075353396018,
                  0.7494013383880406e-2, 0.1622293157301561e-7, 0.1135863833257075e-7, 0.2230505975721359e-2,
                  0.2087162882798630e-3, 0.1396921016840158e-4, 0.8964884856898295e-2, 0.4352846369330103e-17,
                  0.6899219696263405e-2, 0.1007803037365946e-3, 0.1772146513969984e-5, 0.5682943292316392e-4],
    "ring-modulator": [-0.2339057358486745e-1, -0.7367485485540825e-2, 0.2582956709291169, -0.4064465721283450,
                       -0.4039455665149794, 0.2607966765422943, 0.1106761861269975, 0.2939904342435596e-6,
                       -0.2840029933642329e-7, 0.7267198267264553e-3, 0.7929487196960840e-3,
                       -0.7255283495698965e-3, -0.7941401968526521e-3, 0.7088495416976114e-4,
                       0.2390059075236570e-4],
}


def names(problem, count):
    """Of the states, as the model files have them."""
    if problem == "medical-akzo":
        return [f"{name}{i}" for i in range(count // 2) for name in "uv"]
    if problem == "pleiades":
        return [f"{name}{i}" for name in ("x", "y", "vx", "vy") for i in range(7)]
    special = {"e5": ["y1", "y3", "y4"], "robertson": ["A", "B", "C"], "van-der-pol-1e3": ["x", "v"],
               "van-der-pol-1e6": ["x", "v"], "hodgkin-huxley": ["V", "m", "h", "n"]}
    return special.get(problem, [f"y{i + 1}" for i in range(count)])


if __name__ == "__main__":
    print("problem,state,value")
    for problem, (pieces, start, method, atol) in PROBLEMS.items():
        values = ends(pieces, start, method, atol)
        published = PUBLISHED.get(problem, [])
        np.testing.assert_allclose(values[:len(published)], published, rtol=1e-9, err_msg=problem)
        values[:len(published)] = published
        for name, value in zip(names(problem, len(values)), values):
            print(f"{problem},{name},{value:.15e}", flush=True)
