# SPDX-License-Identifier: GPL-3.0-or-later
"""What the checks share: finding files, reading code without comments, reporting."""
import re
import sys
from pathlib import Path

NOT_OURS = {".git", ".cache", "build", "results", "__pycache__"}


def files(root, *folders):
    """All files below the given folders of root (below root itself if none), sorted."""
    tops = [Path(root, folder) for folder in folders] or [Path(root)]
    found = (path for top in tops for path in top.rglob("*") if path.is_file())
    return sorted(path for path in found if not NOT_OURS & set(path.relative_to(root).parts))


def cpp_files(root, *folders):
    return [path for path in files(root, *folders) if path.suffix in (".cpp", ".hpp")]


def module_of(root, path):
    """expr for include/heatreel/expr/graph.hpp and for src/expr/graph.cpp."""
    parts = path.relative_to(root).parts
    return parts[2] if parts[0] == "include" else parts[1]


def code_of(path):
    """The file's text with comments blanked out; line numbers stay."""
    comment = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
    return comment.sub(lambda match: "\n" * match[0].count("\n"), path.read_text())


def line_of(text, position):
    return text.count("\n", 0, position) + 1


def main(check, doc):
    """Runs check(root) -> [problem]; root is the only argument. Exit code 1 if there is a problem."""
    if len(sys.argv) != 2:
        sys.exit(f"usage: {sys.argv[0]} SOURCE_FOLDER\n{doc}")
    problems = check(Path(sys.argv[1]).resolve())
    for problem in problems:
        print(problem)
    print(f"{Path(sys.argv[0]).stem}: {len(problems)} problems")
    sys.exit(1 if problems else 0)
