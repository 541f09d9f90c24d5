#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What heatreel adds to programs that it asks for cells: --worker, --worker-batch and --command.

    python3 bench/programs.py HEATREEL [lines] [batches] [command] [busy]

The programs are C++, compiled here with g++. Each figure is the median of five rounds. The peer of
--command is a loop of the shell that starts the same program as often, in turn in the same run.
"""
import math
import os
import re
import resource
import statistics
import sys
import tempfile
import time

from figures import ROUNDS, run

# Answers a line at once.
LINES = r"""
#include <cstdio>
int main() {
  double a, b, c;
  while (std::scanf(R"( {"cell": %*d, "a": %lf, "b": %lf, "c": %lf})", &a, &b, &c) == 3) {
    std::printf("{\"P\": %g}\n", a + b + c);
    std::fflush(stdout);
  }
}
"""

# Reads arrays and answers with one: a worker that costs no more than its share of the protocol.
BATCHES = r"""
#include <charconv>
#include <cstring>
#include <iostream>
#include <string>
#include <vector>
int main() {
  std::ios::sync_with_stdio(false);
  std::string line, answer;
  std::vector<double> sums;
  while (std::getline(std::cin, line)) {
    sums.clear();
    for (const char* name : {"\"a\": [", "\"b\": [", "\"c\": ["}) {
      const char* at = std::strstr(line.c_str(), name) + std::strlen(name);
      for (std::size_t i = 0;; ++i) {
        double value = 0;
        at = std::from_chars(at, line.c_str() + line.size(), value).ptr;
        if (*name == '"' && name[1] == 'a') sums.push_back(value); else sums[i] += value;
        if (*at == ']') break;
        at += 2;
      }
    }
    answer = "{\"P\": [";
    char number[32];
    for (const double sum : sums) {
      answer.append(number, std::to_chars(number, number + 32, sum).ptr);
      answer += ", ";
    }
    answer.replace(answer.size() - 2, 2, "]}\n");
    std::cout << answer << std::flush;
  }
}
"""

COMMAND = r"""
#include <cstdio>
#include <cstdlib>
int main(int, char** words) {
  std::printf("P=%g\n", std::atof(words[1]) + std::atof(words[2]) + std::atof(words[3]));
}
"""

# Sleeps for a millisecond, and tells how long that took.
SLEEPER = r"""
#include <chrono>
#include <cstdio>
#include <iostream>
#include <string>
#include <thread>
int main() {
  std::string line;
  while (std::getline(std::cin, line)) {
    const auto begin = std::chrono::steady_clock::now();
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    std::printf("%.9f\n", std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
    std::fflush(stdout);
  }
}
"""


class Bench:
    def __init__(self, heatreel, folder):
        self.heatreel = os.path.abspath(heatreel)
        self.folder = folder

    def build(self, name, text):
        source = os.path.join(self.folder, name + ".cpp")
        with open(source, "w", encoding="utf-8") as file:
            file.write(text)
        run("g++", "-O2", "-std=c++20", source, "-o", os.path.join(self.folder, name))

    def sweep(self, shape, *options, ranks=1, metric="P"):
        """Cells a second of the compute stage, and processor time of all processes, µs a cell."""
        axes = [word for option, name, count in zip(("--x", "--y", "--t"), "abc", shape)
                for word in (option, f"{name}=1:{count}:{count}")]
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        text = run("mpirun", "-n", str(ranks), self.heatreel, "run", *axes, "--metric", metric,
                   *options, "--no-video", "-o", "bench.nc", "--overwrite", cwd=self.folder)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        seconds = re.search(r"^computing\s+(.*) \(([\d,]+) cells/s\)", text, re.MULTILINE)
        if re.search(r"^marked", text, re.MULTILINE):
            sys.exit(f"cells failed:\n{text}")
        return float(seconds.group(2).replace(",", "")), 1e6 * spent / math.prod(shape)

    def tell_rate(self, figure, asked, runs):
        rates, costs = zip(*runs)
        print(f"| {figure}: cells a second; µs of processor time a cell, of both sides | "
              f"{statistics.median(rates):,.0f} ({min(rates):,.0f} to {max(rates):,.0f}); "
              f"{statistics.median(costs):.2f} | {asked} |", flush=True)

    def lines(self):
        self.build("lines", LINES)
        self.tell_rate("a worker that answers at once, two ranks on two cores", "≥ 50,000; ≤ 40",
                       [self.sweep((100, 100, 20), "--worker", "./lines", ranks=2)
                        for _ in range(ROUNDS)])

    def batches(self):
        self.build("batches", BATCHES)
        self.tell_rate("the same in batches of 1,000", "≥ 1,000,000; ≤ 2",
                       [self.sweep((1000, 100, 50), "--worker", "./batches", "--worker-batch",
                                   "1000", ranks=2) for _ in range(ROUNDS)])

    def command(self):
        """One thread against one loop."""
        self.build("command", COMMAND)
        cells = 20 * 20 * 10
        loop = ("for c in $(seq 10); do for b in $(seq 20); do for a in $(seq 20); do "
                "./command $a $b $c; done; done; done > shell.txt")
        ratios = []
        for _ in range(ROUNDS):
            ours = cells / self.sweep((20, 20, 10), "--command", "./command {a} {b} {c}")[0]
            begin = time.monotonic()
            run("bash", "-c", loop, cwd=self.folder)
            theirs = time.monotonic() - begin
            ratios.append((ours / theirs, ours / cells * 1e6, theirs / cells * 1e6))
        ratio, ours, theirs = sorted(ratios)[ROUNDS // 2]
        print(f"| `--command` : a loop of bash that starts the same program, time | {ratio:.2f} "
              f"({min(ratios)[0]:.2f} to {max(ratios)[0]:.2f}; {ours:,.0f} : {theirs:,.0f} µs a cell) | ≤ 1.3 |",
              flush=True)

    def busy(self):
        """Part of the compute threads' time in which their workers sleep."""
        import h5py
        self.build("sleeper", SLEEPER)
        parts = []
        for _ in range(ROUNDS):
            rate, _ = self.sweep((200, 200, 5), "--worker", "./sleeper", "--threads", "16",
                              "--dtype", "float64", ranks=2)
            with h5py.File(os.path.join(self.folder, "bench.nc")) as file:
                values = file["P"][()]
            parts.append(values.mean() * rate / 32)
        print(f"| a worker that sleeps 1 ms, two ranks with 16 threads each on two cores: part of the "
              f"threads' time that it sleeps | {statistics.median(parts):.3f} ({min(parts):.3f} to "
              f"{max(parts):.3f}) | ≥ 0.95 |", flush=True)


def main():
    heatreel, names = sys.argv[1], sys.argv[2:] or ["lines", "batches", "command", "busy"]
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(heatreel, folder)
        print("| figure | measured | asked |\n| --- | --- | --- |")
        for name in names:
            getattr(bench, name)()


if __name__ == "__main__":
    main()
