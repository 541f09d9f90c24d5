#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs cases of the SBML Test Suite (semantic cases) and prints what became of each.

    HEATREEL=build/release/bin/heatreel python3 tests/sbml/run_suite.py FOLDER [--only LIST]
        [--refused LIST]

FOLDER holds for each case NUMBER-sbml-lLvV.xml (of several, the highest level and version is
taken), NUMBER-settings.txt and NUMBER-results.csv, in one folder or in folders of their own. LIST
is a file with a case number a line. A case passes if each value of its results is met within
absolute + relative tolerance of its settings. Cases of --refused pass if heatreel refuses them.

The exit code is 0 if all cases pass."""
import argparse
import collections
import csv
import math
import os
import pathlib
import re
import subprocess
import sys
import tempfile

SECONDS = 300  # that a case may take
EXACT = ("--rtol", "1e-8", "--atol", "1e-12")  # the suite's tolerances are of results, not of steps

Case = collections.namedtuple("Case", "number model settings results")


def find_cases(folder):
    """{number: Case}, in rising order."""
    cases = {}
    for settings in sorted(folder.rglob("*-settings.txt")):
        number = settings.name.removesuffix("-settings.txt")
        models = sorted(settings.parent.glob(f"{number}-sbml-l*v*.xml"))
        results = settings.parent / f"{number}-results.csv"
        if models and results.exists():
            cases[number] = Case(number, models[-1], settings, results)
    return cases


def read_settings(path):
    settings = {}
    for line in path.read_text().splitlines():
        key, colon, value = line.partition(":")
        if colon:
            settings[key.strip()] = value.strip()
    names = {key: [name for name in re.split(r"[,\s]+", settings.get(key, "")) if name]
             for key in ("variables", "amount", "concentration")}
    return settings | names


def read_table(path):
    """(times, {column: numbers}): the first column is time, whatever its name."""
    with open(path, newline="", encoding="utf-8") as file:
        (_, *head), *rows = [row for row in csv.reader(file) if row]
    columns = {name.strip(): [float(row[i]) for row in rows] for i, name in enumerate(head, 1)}
    return [float(row[0]) for row in rows], columns


def column_of(variable, settings, ours):
    """What the model text calls a variable of the results. Settings also call the sizes of
    compartments and the values of parameters amounts."""
    for measure in ("amount", "concentration"):
        if variable in settings[measure] and f"{measure}({variable})" in ours:
            return f"{measure}({variable})"
    return variable


def is_met(ours, theirs, settings):
    if math.isnan(theirs) or math.isinf(theirs):
        return ours == theirs or math.isnan(ours) and math.isnan(theirs)
    tolerance = float(settings["absolute"]) + float(settings["relative"]) * abs(theirs)
    return abs(ours - theirs) <= tolerance


def difference(ours, theirs, settings):
    """The first value that is not met, in words; "" if all are. Both are tables."""
    (_, ours), (times, theirs) = ours, theirs
    for variable in settings["variables"]:
        column = column_of(variable, settings, ours)
        if column not in ours:
            return f"there is no {column}"
        for i, (x, y) in enumerate(zip(ours[column], theirs[variable], strict=True)):
            if not is_met(x, y, settings):
                return f"{column} is {x:.7g} instead of {y:.7g} at time {times[i]:g}"
    return ""


def simulate(case, settings, output):
    """(exit code, standard output, last line of standard error)"""
    command = [os.environ.get("HEATREEL", "heatreel"), "trace", str(case.model), *EXACT,
               "--t-end", str(float(settings["start"]) + float(settings["duration"])),
               "--points", str(int(settings["steps"]) + 1), "-o", output]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return -1, "", f"no end after {SECONDS} s"
    lines = done.stderr.strip().splitlines()
    return done.returncode, done.stdout, lines[-1] if lines else ""


def parameters_of(text):
    """{name: value} of what `heatreel trace` prints: the table leaves out what stays."""
    lines = text.partition("\nparameters\n")[2].partition("\n\n")[0].splitlines()
    return {words[0]: float(words[1]) for words in map(str.split, lines)}


def run(case):
    """(what became of it, why)"""
    settings = read_settings(case.settings)
    with tempfile.TemporaryDirectory() as folder:
        output = os.path.join(folder, "trace.csv")
        code, text, message = simulate(case, settings, output)
        if code == 2:
            return "refused", message
        if code != 0:
            return "failed", f"exit code {code}: {message}"
        times, ours = read_table(output)
    for name, value in parameters_of(text).items():
        ours.setdefault(name, [value] * len(times))
    wrong = difference((times, ours), read_table(case.results), settings)
    return ("wrong", wrong) if wrong else ("right", "")


def read_list(path):
    return pathlib.Path(path).read_text().split() if path else []


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--only", metavar="LIST")
    parser.add_argument("--refused", metavar="LIST")
    arguments = parser.parse_args()
    cases = find_cases(arguments.folder)
    refused = set(read_list(arguments.refused))
    numbers = sorted(set(read_list(arguments.only)) | refused) if arguments.only else sorted(cases)
    counts = collections.Counter()
    for number in numbers:
        outcome, why = run(cases[number]) if number in cases else ("missing", "no such case")
        expected = "refused" if number in refused else "right"
        counts[outcome, outcome == expected] += 1
        if outcome != expected:
            print(f"{number} {outcome}: {why}", flush=True)
    for (outcome, expected), count in sorted(counts.items()):
        print(f"{outcome:8} {count:5}{'' if expected else '  not expected'}")
    passed = sum(count for (_, expected), count in counts.items() if expected)
    print(f"{passed} of {len(numbers)} pass ({100 * passed / max(len(numbers), 1):.1f} %)")
    return 0 if numbers and passed == len(numbers) else 1


if __name__ == "__main__":
    sys.exit(main())
