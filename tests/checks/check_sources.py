#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every source names its licence in one of the first two lines; no file holds notes on unfinished
work or paths of one person's machine."""
import re

import tree

SOURCES = {".cpp", ".hpp", ".cmake", ".in", ".py", ".sh", ".sbatch"}
SOURCE_NAMES = {"CMakeLists.txt", ".ci/run"}
SPDX = "SPDX-License-Identifier: GPL-3.0-or-later"
UNFINISHED = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X)\b")
# The look-behind lets relative and variable paths such as $HOME/work/ pass.
MACHINE_PATH = re.compile(r"(?<![\w.$}~)-])/(work|home|root|tmp|mnt|scratch|Users)/")


def line_problems(line):
    if found := UNFINISHED.search(line):
        yield f"unfinished work ({found[1]})"
    if found := MACHINE_PATH.search(line):
        yield f"path of one machine ({found[0]}…)"


def check(root):
    problems = []
    for path in tree.files(root):
        name = path.relative_to(root)
        try:
            lines = path.read_text().splitlines()
        except UnicodeDecodeError:
            continue  # a picture, a font, a table
        is_source = path.suffix in SOURCES or path.name in SOURCE_NAMES or str(name) in SOURCE_NAMES
        if is_source and not any(SPDX in line for line in lines[:2]):
            problems.append(f"{name}:1: no '{SPDX}' line")
        problems += [f"{name}:{number}: {problem}" for number, line in enumerate(lines, 1)
                     for problem in line_problems(line)]
    return problems


if __name__ == "__main__":
    tree.main(check, __doc__)
