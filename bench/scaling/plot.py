#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the simulations of docs/scaling.md, draws its plots into docs/images, and prints its tables.

    python3 bench/scaling/plot.py BUILD_DIR [TABLE...]

BUILD_DIR was configured with -DHEATREEL_BUILD_BENCH=ON. Takes some minutes and two cores.
"""
import concurrent.futures
import pathlib
import subprocess
import sys

import matplotlib
matplotlib.use("svg")
import matplotlib.pyplot as plt

IMAGES = pathlib.Path(__file__).resolve().parents[2] / "docs/images"
RANKS = [2, 16, 128, 1000, 10_000, 100_000]
KINDS = {
    "uniform": {},
    "lognormal": {"cost": "lognormal"},
    "clustered": {"cost": "clustered"},
    "late": {"cost": "late"},
    "stragglers": {"straggling": 1e-3},
    "slow nodes": {"slow": 0.02},
}
SCHEDULES = ["heatreel", "static", "fixed", "guided", "factoring"]
RUN_SECONDS = 100  # of a perfect schedule


def simulate(choices):
    words = [f"{name}={value}" for name, value in choices.items()]
    program = pathlib.Path(sys.argv[1]) / "bin/scaling_bench"
    text = subprocess.run([program, *words], check=True, capture_output=True, text=True).stdout
    return {name: float(value) for name, value in (word.split("=") for word in text.split())}


def simulate_all(cases):
    """{key: choices} -> {key: result}, two at a time."""
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        return dict(zip(cases, pool.map(simulate, cases.values())))


def sweep_of(ranks, seconds, run=RUN_SECONDS, **more):
    cells = round(ranks * run / seconds)
    frame = min(1_000_000, cells // 100)
    return {"ranks": ranks, "seconds": seconds, "cells": cells // frame * frame, "frame": frame, **more}


def table(head, rows):
    print("| " + " | ".join(head) + " |\n|" + " --- |" * len(head))
    for row in rows:
        print("| " + " | ".join(str(field) for field in row) + " |")
    print(flush=True)


def percent(share):
    return f"{100 * share:.1f} %"


def save(figure, name):
    figure.tight_layout()
    figure.savefig(IMAGES / name, metadata={"Date": None})


def efficiency():
    """Efficiency by ranks, for cells of 10 µs and of 1 ms, and what rank 0 does meanwhile."""
    results = simulate_all({
        (seconds, kind, ranks): sweep_of(ranks, seconds, **KINDS[kind])
        for seconds in (1e-5, 1e-3) for kind in KINDS for ranks in RANKS
        if ranks <= 10_000 or seconds > 1e-5})
    figure, axes = plt.subplots(1, 2, figsize=(9, 3.4), sharey=True)
    for axis, (seconds, title) in zip(axes, ((1e-5, "cells of 10 µs"), (1e-3, "cells of 1 ms"))):
        ranks_here = [ranks for ranks in RANKS if (seconds, "uniform", ranks) in results]
        for kind in KINDS:
            axis.semilogx(ranks_here, [100 * results[seconds, kind, ranks]["efficiency"]
                                       for ranks in ranks_here], marker="o", markersize=3, label=kind)
        axis.axhline(95, color="grey", linewidth=0.8, linestyle=":")
        axis.set(title=title, xlabel="ranks", ylim=(80, 100.5))
        print(f"Efficiency, {title}:\n")
        table(["ranks", *KINDS], [
            [ranks, *(percent(results[seconds, kind, ranks]["efficiency"]) for kind in KINDS)]
            for ranks in ranks_here])
        print(f"Rank 0, {title}, uniform:\n")
        table(["ranks", "messages", "in commits", "commits", "longest commit", "heap"], [
            [ranks, percent(result["load"]), percent(result["commit_share"]), f"{result['commits']:.0f}",
             f"{result['longest_commit']:.3f} s", f"{result['peak_mb']:.2f} MB"]
            for ranks in ranks_here for result in [results[seconds, "uniform", ranks]]])
    axes[0].set_ylabel("efficiency in %")
    axes[1].legend(fontsize=8, loc="lower left")
    save(figure, "scaling-efficiency.svg")
    figure, axis = plt.subplots(figsize=(5, 3.2))
    for name, label in (("load", "messages"), ("commit_share", "in commits")):
        axis.semilogx(RANKS, [100 * results[1e-3, "uniform", ranks][name] for ranks in RANKS], marker="o",
                      markersize=3, label=label)
    axis.set(xlabel="ranks", ylabel="rank 0's time in %", title="cells of 1 ms")
    axis.legend(fontsize=8)
    save(figure, "scaling-rank-0.svg")


def schedules():
    """heatreel's schedule beside others, where storing costs nothing."""
    results = simulate_all({
        (kind, schedule): sweep_of(10_000, 1e-3, schedule=schedule, storing=0, **KINDS[kind])
        for kind in KINDS for schedule in SCHEDULES})
    print("Schedules, 10,000 ranks, cells of 1 ms:\n")
    table(["schedule", *KINDS], [
        [schedule, *(percent(results[kind, schedule]["efficiency"]) for kind in KINDS)]
        for schedule in SCHEDULES])
    figure, axis = plt.subplots(figsize=(8, 3.2))
    for offset, schedule in enumerate(SCHEDULES):
        axis.bar([place + 0.16 * (offset - 2) for place in range(len(KINDS))],
                 [100 * results[kind, schedule]["efficiency"] for kind in KINDS], 0.16, label=schedule)
    axis.set_xticks(range(len(KINDS)), KINDS)
    axis.set_ylabel("efficiency in %")
    axis.legend(fontsize=8, ncols=5, loc="lower center")
    save(figure, "scaling-schedules.svg")


def lengths():
    """How long a sweep must be to use its ranks."""
    results = simulate_all({
        (seconds, ranks, run): sweep_of(ranks, seconds, run)
        for seconds, ranks in ((1e-5, 10_000), (1e-3, 100_000)) for run in (3, 10, 30, 100, 300)})
    table(["cells of", "ranks", "seconds of a perfect schedule", "cells", "efficiency"], [
        [f"{1e6 * seconds:.0f} µs", ranks, run, f"{ranks * run / seconds:.0e}",
         percent(result["efficiency"])] for (seconds, ranks, run), result in results.items()])


def limits():
    """What happens where something is short."""
    cases = {
        "10,000 ranks, 10 µs, frames of 2,500 cells": sweep_of(10_000, 1e-5, 10) | {"frame": 2500},
        "10,000 ranks, 10 µs, frames of 40,000 cells": sweep_of(10_000, 1e-5) | {"frame": 40_000},
        "10,000 ranks, 10 µs, the file system syncs in 0.1 s": sweep_of(10_000, 1e-5, sync=0.1),
        "10,000 ranks, 10 µs, 10 GB/s": sweep_of(10_000, 1e-5, bandwidth=10e9),
        "100,000 ranks, 10 µs, 10^12 cells": sweep_of(100_000, 1e-5),
        "100,000 ranks, 10 µs, 10^12 cells, storing costs nothing": sweep_of(100_000, 1e-5, storing=0),
    }
    table(["sweep", "efficiency", "messages", "in commits"], [
        [name, percent(result["efficiency"]), percent(result["load"]), percent(result["commit_share"])]
        for name, result in simulate_all(cases).items()])


def main():
    matplotlib.rcParams["svg.hashsalt"] = "heatreel"
    tables = {"efficiency": efficiency, "schedules": schedules, "lengths": lengths, "limits": limits}
    for name in sys.argv[2:] or tables:
        tables[name]()


if __name__ == "__main__":
    main()
