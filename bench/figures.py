#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures heatreel's figures and prints them as a table.

    python3 bench/figures.py BUILD_DIR [memory] [efficiency] [compute] [requests] [messages] [movie]
                            [safety] [frames]

BUILD_DIR was configured with -DHEATREEL_BUILD_BENCH=ON. Each figure is a ratio of things measured
in one go, in turn, and the median of several rounds: machines are noisy.
"""
import csv
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROUNDS = 5
ENVIRONMENT = dict(
    os.environ,
    OMPI_ALLOW_RUN_AS_ROOT="1",
    OMPI_ALLOW_RUN_AS_ROOT_CONFIRM="1",
    OMPI_MCA_rmaps_base_oversubscribe="1",
)


def run(*command, **options):
    """Standard output of a command that must succeed. options: of subprocess.run"""
    done = subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, check=False,
                          **options)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


def row(figure, measured, asked):
    print(f"| {figure} | {measured} | {asked} |", flush=True)


def summary_value(text, name):
    return re.search(rf"^{name}\s+(.*)$", text, re.MULTILINE).group(1)


def megabytes(text):
    number, unit = re.match(r"([\d.]+) (KiB|MiB|GiB)", text).groups()
    return float(number) * {"KiB": 1 / 1024, "MiB": 1, "GiB": 1024}[unit]


def memory(build, folder):
    """Peak resident size of the largest rank, for a short and a hundred times longer sweep."""
    heatreel = os.path.join(build, "bin", "heatreel")

    def peak(frames, *options):
        text = run("mpirun", "-n", "2", heatreel, "run", "--model", "predator-prey",
                   "--x", "G=50:300:50", "--y", "rec=10:50:50",
                   "--t", f"assoc_ddg=-1:1:{frames}", "--t-end", "40", "--metric", "P.amplitude",
                   "--output", os.path.join(folder, "memory.nc"), "--overwrite", *options)
        return megabytes(summary_value(text, "memory"))

    def peak_of_movie(frames):
        peak(frames, "--no-video")
        time = subprocess.run(
            ["/usr/bin/time", "-f", "%M", heatreel, "render", os.path.join(folder, "memory.nc"),
             "-o", os.path.join(folder, "memory.mp4"), "--overwrite", "--quiet"],
            env=ENVIRONMENT, capture_output=True, text=True, check=True)
        return float(time.stderr.split()[-1]) / 1024

    for name, measure in (("sweep", lambda n: peak(n, "--no-video")), ("movie", peak_of_movie)):
        ratios, sizes = [], []
        for _ in range(3):
            small, large = measure(50), measure(5000)
            ratios.append(large / small)
            sizes.append((small, large))
        small, large = sizes[ratios.index(statistics.median(ratios))]
        row(f"memory of the {name}, 5000 frames : 50 frames",
            f"{statistics.median(ratios):.3f} ({large:.1f} : {small:.1f} MiB)", "< 1.05")


def efficiency(build, folder):
    """Compute stage on two ranks against one."""
    bench = os.path.join(build, "bin", "sweep_bench")
    output = os.path.join(folder, "efficiency.nc")
    for kind in ("equal", "spread"):
        ratios = []
        for _ in range(ROUNDS):
            one = float(run("mpirun", "-n", "1", bench, kind, output))
            two = float(run("mpirun", "-n", "2", bench, kind, output))
            ratios.append(one / (2 * two))
        row(f"parallel efficiency on two cores, {kind} cells",
            f"{statistics.median(ratios):.3f} (of {', '.join(f'{r:.3f}' for r in ratios)})",
            "≥ 0.9")


def safety(build, folder):
    """A sweep of 2 GB of cheap cells with all that makes it safe against a bare collective write."""
    bench = os.path.join(build, "bin", "sweep_bench")
    outputs = {kind: os.path.join(folder, f"{kind}.nc") for kind in ("cheap", "bare")}
    rounds = []
    for _ in range(ROUNDS):
        (whole, commits), (bare,) = (
            map(float, run("mpirun", "-n", "2", bench, kind, output).split())
            for kind, output in outputs.items())
        rounds.append((whole / bare, commits / bare, whole, bare))
        for output in outputs.values():
            os.unlink(output)
    rounds.sort()
    ratios = ", ".join(f"{ratio:.2f}" for ratio, *_ in rounds)
    ratio, _, whole, bare = rounds[ROUNDS // 2]
    row("sweep of 1024x1024x200 cells that cost nothing : bare collective write",
        f"{ratio:.2f} (of {ratios}; {whole:.1f} : {bare:.1f} s)", "≤ 2")
    row("its commits alone : bare collective write",
        f"{statistics.median(commits for _, commits, *_ in rounds):.2f}", "≤ 2")


def frames(build, folder):
    """A sweep with two frames of 4096x4096 cells against 32 of 1024x1024, which cost nothing."""
    bench = os.path.join(build, "bin", "sweep_bench")
    output = os.path.join(folder, "frames.nc")
    for ranks in (1, 2):
        launch = ["mpirun", "-n", str(ranks)] if ranks > 1 else []
        rounds = {"small": [], "large": []}
        for _ in range(ROUNDS):
            for kind, done in rounds.items():
                done.append([float(word) for word in run(*launch, bench, kind, output).split()])
        for figure, unit, large, small in zip(("processor time", "time of the commits", "memory"),
                                              ("s", "s", "MiB"), zip(*rounds["large"]),
                                              zip(*rounds["small"])):
            ratios = [l / s for l, s in zip(large, small)]
            row(f"{figure}, 4096x4096x2 cells : 1024x1024x32, {ranks} rank(s)",
                f"{statistics.median(ratios):.2f} (of {', '.join(f'{r:.2f}' for r in ratios)}; "
                f"{statistics.median(large):.2f} : {statistics.median(small):.2f} {unit})", "≤ 1.3")


def movie(build, folder):
    """Pictures a second of the movie stage against x264 alone and against matplotlib with ffmpeg,
    and its peak memory at 1920x1080. Needs x264, ffmpeg and matplotlib."""
    heatreel = os.path.join(build, "bin", "heatreel")
    result, frames = os.path.join(folder, "movie.nc"), os.path.join(folder, "movie.y4m")
    output, count, peer_count = os.path.join(folder, "movie.mp4"), 500, 50
    run(heatreel, "run", "--model", "predator-prey", "--x", "G=50:300:50", "--y", "rec=10:50:50",
        "--t", f"assoc_ddg=-1:1:{count}", "--metric", "P.amplitude", "--output", result,
        "--t-end", "2000", "--no-video", "--quiet")
    run(os.path.join(build, "bin", "movie_bench"), "frames", result, frames)

    def seconds(*command):
        start = time.monotonic()
        run(*command)
        return time.monotonic() - start

    for preset in ("medium", "superfast"):
        alone, peer = [], []
        for _ in range(ROUNDS):
            ours = seconds(heatreel, "render", result, "-o", output, "--overwrite", "--quiet",
                           "--preset", preset) / count
            x264 = seconds("x264", "--preset", preset, "--crf", "18", "--keyint", "20", "--quiet",
                           "-o", os.path.join(folder, "movie.264"), frames) / count
            matplotlib = float(run("/usr/bin/python3", os.path.join(HERE, "movie_peer.py"), result,
                                   "P_amplitude", output, str(peer_count), preset, "18"))
            alone.append(x264 / ours)
            peer.append(matplotlib / peer_count / ours)
        row(f"pictures a second, 1280x720, {preset} : the x264 command alone",
            f"{statistics.median(alone):.2f}", "≥ 0.9")
        row(f"pictures a second, 1280x720, {preset} : matplotlib + ffmpeg",
            f"{statistics.median(peer):.1f}", "≥ 20")
    time_ = subprocess.run(["/usr/bin/time", "-f", "%M", heatreel, "render", result, "-o", output,
                            "--overwrite", "--quiet", "--size", "1920x1080"], env=ENVIRONMENT,
                           capture_output=True, text=True, check=True)
    row("peak memory of the movie stage, 1920x1080",
        f"{float(time_.stderr.split()[-1]) / 1024:.0f} MiB", "< 300")


def requests(build, _folder):
    text = run(os.path.join(build, "bin", "schedule_bench"), "--benchmark_format=csv")
    for line in csv.DictReader(text[text.index("name,"):].splitlines()):
        cells, ranks = re.findall(r":(\d+)", line["name"])
        row(f"rank 0: frames of {cells} cells, {int(ranks):,} ranks",
            f"{float(line['items_per_second']):,.0f} requests/s", "≥ 1,000,000")


def messages(build, _folder):
    """What a post and an order to all others cost rank 0, with real messages."""
    for ranks in (2, 8, 32):
        text = run("mpirun", "-n", str(ranks), os.path.join(build, "bin", "comm_bench"))
        for name, cost in re.findall(r"^(.*) ([\d.]+)$", text, re.MULTILINE):
            row(f"{ranks} ranks: {name}", f"{float(cost):.2f} µs", "–")


def compute(build, _folder):
    print(run(os.path.join(build, "bin", "solve_bench")))


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    figures = {"memory": memory, "efficiency": efficiency, "compute": compute,
               "requests": requests, "messages": messages, "movie": movie, "safety": safety,
               "frames": frames}
    print("| figure | measured | asked |\n| --- | --- | --- |")
    with tempfile.TemporaryDirectory() as folder:
        for name in sys.argv[2:] or figures:
            figures[name](sys.argv[1], folder)


if __name__ == "__main__":
    main()
