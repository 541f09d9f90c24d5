#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A module includes only what its row of the layer table in src/CMakeLists.txt names, and the
table has no cycles."""
import re

import tree

ROW = re.compile(r"^heatreel_module\((\w+)([^)]*)\)", re.MULTILINE)
CLI = re.compile(r"^target_link_libraries\(heatreel\s([^)]*)\)", re.MULTILINE)
INCLUDE = re.compile(r'^\s*#\s*include\s*["<]heatreel/(\w+)/', re.MULTILINE)
PRIVATE_INCLUDE = re.compile(r'^\s*#\s*include\s*"(?!heatreel/)([^"]*/[^"]*)"', re.MULTILINE)


def layer_table(root):
    """{module: modules it may include}. The program itself, cli, may include what it links."""
    table = {}
    for name, arguments in ROW.findall((root / "src/CMakeLists.txt").read_text()):
        modules = re.search(r"MODULES\s+([^)]*?)\s*(LIBRARIES|$)", arguments, re.DOTALL)
        table[name] = set(modules[1].split()) if modules else set()
    cli = root / "src/cli/CMakeLists.txt"
    if cli.exists():
        links = CLI.search(cli.read_text())
        table["cli"] = set(re.findall(r"heatreel::(\w+)", links[1]))
    return table


def cycles(table):
    """Takes away modules whose row is empty until none is left; what remains is on a cycle."""
    rest = {name: set(row) & set(table) for name, row in table.items()}
    while leaves := {name for name, row in rest.items() if not row}:
        rest = {name: row - leaves for name, row in rest.items() if name not in leaves}
    return [f"src/CMakeLists.txt: cycle through {', '.join(sorted(rest))}"] if rest else []


def violations(root, path, table):
    name, module, code = path.relative_to(root), tree.module_of(root, path), tree.code_of(path)
    if module not in table:
        return [f"{name}: module {module} has no row in src/CMakeLists.txt"]
    problems = [f"{name}:{tree.line_of(code, match.start(1))}: {module} may not include {match[1]}"
                for match in INCLUDE.finditer(code)
                if match[1] not in table[module] | {module}]
    return problems + [f"{name}:{tree.line_of(code, match.start(1))}: private header of another "
                       f"folder ({match[1]})" for match in PRIVATE_INCLUDE.finditer(code)]


def check(root):
    table = layer_table(root)
    problems = cycles(table) if table else ["src/CMakeLists.txt: no layer table"]
    for path in tree.cpp_files(root, "include", "src"):
        problems += violations(root, path, table)
    return problems


if __name__ == "__main__":
    tree.main(check, __doc__)
