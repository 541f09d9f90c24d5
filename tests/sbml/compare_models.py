#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compares heatreel's solutions of SBML models with those of LSODA (SciPy).

    HEATREEL=build/release/bin/heatreel python3 tests/sbml/compare_models.py FILE.xml... [--t-end T]

heatreel writes each model as text (`heatreel models FILE --text`), and this script evaluates that
text by itself. Models with events are left out, and so are those that heatreel refuses. Of each
state, values at eleven times are compared: the difference by the state's largest magnitude, or by
1e-12 of that of all states. The exit
code is 0 if no model is off by more than 1e-4."""
import argparse
import csv
import math
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import numpy
from scipy.integrate import solve_ivp

HEATREEL = os.environ.get("HEATREEL", "build/release/bin/heatreel")
TOLERANCE = 1e-4
TOKEN = re.compile(r"`[^`]*`|[A-Za-z_]\w*|\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?|\S")
WORDS = {"and": "and", "or": "or", "not": "not", "true": "1.0", "false": "0.0", "e": repr(math.e),
         "pi": repr(math.pi)}


def piecewise(*arguments):
    for value, condition in zip(arguments[0::2], arguments[1::2]):
        if condition():
            return value()
    return arguments[-1]()


def power(base, exponent):
    return float(base) ** exponent if base >= 0 or exponent == int(exponent) else math.nan


FUNCTIONS = {name: getattr(math, name) for name in
             "sqrt floor ceil exp log log10 sin cos tan asin acos atan atan2 sinh cosh tanh gamma".split()}
FUNCTIONS |= {"abs": abs, "min": min, "max": max, "power": power, "piecewise": piecewise,
              "factorial": lambda x: math.gamma(x + 1)}


class Formula:
    """An expression of the model language as one of Python, by recursive descent."""

    BINARY = [("or",), ("and",), ("==", "!="), ("<", "<=", ">", ">="), ("+", "-"), ("*", "/")]

    def __init__(self, text, names):
        text = re.sub(r"(<=|>=|==|!=)", r" \1 ", text)
        self.tokens = []
        for part in re.split(r"(<=|>=|==|!=)", text):
            self.tokens += [part] if part in ("<=", ">=", "==", "!=") else TOKEN.findall(part)
        self.names = names
        self.python = self.level(0)
        if self.tokens:
            raise ValueError(f"left over: {self.tokens[:5]}")

    def level(self, i):
        if i == len(self.BINARY):
            return self.signed()
        left = self.level(i + 1)
        while self.tokens and self.tokens[0] in self.BINARY[i]:
            left = f"({left} {self.tokens.pop(0)} {self.level(i + 1)})"
        return left

    def signed(self):
        if self.tokens[0] in ("-", "+", "not"):
            return f"({self.tokens.pop(0)} {self.signed()})"
        base = self.atom()
        if self.tokens and self.tokens[0] == "^":
            self.tokens.pop(0)
            return f"power({base}, {self.signed()})"
        return base

    def atom(self):
        token = self.tokens.pop(0)
        if token == "(":
            inner = self.level(0)
            self.take(")")
            return inner
        name = token.strip("`")
        if token[0] != "`" and self.tokens and self.tokens[0] == "(":
            return self.call(token)
        if name in self.names and (token[0] == "`" or token not in WORDS):
            return self.names[name]
        return WORDS.get(token, token)

    def call(self, function):
        self.take("(")
        arguments = [self.level(0)]
        while self.tokens[0] == ",":
            self.tokens.pop(0)
            arguments.append(self.level(0))
        self.take(")")
        if function == "if":
            arguments = [arguments[1], arguments[0], arguments[2]]
        if function in ("if", "piecewise"):
            return f"piecewise({', '.join(f'lambda: {a}' for a in arguments)})"
        if function in ("and", "or"):
            return "(" + f" {function} ".join(arguments) + ")"
        if function == "not":
            return f"(not {arguments[0]})"
        if function not in FUNCTIONS:
            raise ValueError(f"no function {function}")
        return f"{function}({', '.join(arguments)})"

    def take(self, token):
        if self.tokens.pop(0) != token:
            raise ValueError(f"{token} is missing")


STATEMENT = re.compile(r'(parameter|state|derived|rate)\s+(`[^`]*`|\w+)\s*=\s*(.*)$')


class Model:
    """A model text as functions of Python."""

    def __init__(self, text):
        text = re.sub(r"\n[ \t]+", " ", text)
        self.formulas = {"parameter": {}, "state": {}, "derived": {}, "rate": {}}
        time = "t"
        for line in text.splitlines():
            line = re.sub(r'\s*"(?:[^"\\]|\\.)*"\s*$', "", line)
            found = STATEMENT.match(line)
            if found:
                formula = re.sub(r"\s*\[[^\]]*\]\s*$", "", found[3])
                formula = re.sub(r"\s+nonnegative\s*$", "", formula)
                self.formulas[found[1]][found[2].strip("`")] = formula
            elif line.startswith("time "):
                time = line.split()[1].strip("`")
            elif line.startswith("event "):
                raise ValueError("has events")
        values = [*self.formulas["parameter"], *self.formulas["state"], *self.formulas["derived"]]
        self.names = {name: f"v{i}" for i, name in enumerate(values)} | {time: "t"}
        self.states = list(self.formulas["state"])
        begin = self.lines("parameter", "state", "derived")
        space = dict(FUNCTIONS)
        exec("\n".join(["t = 0.0", *begin]), space)  # the model's own formulas, translated above
        self.start = [float(space[self.names[state]]) for state in self.states]
        rates = ", ".join(self.python(self.formulas["rate"][state]) for state in self.states)
        code = ["def rates(t, y):", f"({', '.join(self.names[s] for s in self.states)},) = y",
                *self.lines("derived"), f"return [{rates}]"]
        exec("\n  ".join(code), space)
        self.rates = space["rates"]

    def python(self, formula):
        return Formula(formula, self.names).python

    def lines(self, *kinds):
        """Assignments in an order such that what a formula reads comes before it."""
        pending = {name: formula for kind in kinds for name, formula in self.formulas[kind].items()}
        done, result = set(), []

        def visit(name):
            if name in done or name not in pending:
                return
            done.add(name)
            for token in TOKEN.findall(pending[name]):
                visit(token.strip("`"))
            result.append(f"{self.names[name]} = {self.python(pending[name])}")

        for name in pending:
            visit(name)
        return result


def ours(path, t_end, states):
    with tempfile.TemporaryDirectory() as folder:
        series = pathlib.Path(folder, "series.csv")
        done = subprocess.run([HEATREEL, "trace", path, "--t-end", str(t_end), "--points", "11",
                               "--rtol", "1e-7", "-o", series], capture_output=True, text=True)
        if done.returncode != 0:
            return done.stderr.strip()
        with open(series, newline="", encoding="utf-8") as file:
            head, *rows = csv.reader(file)
        columns = [head.index(state) for state in states]
        return numpy.array([[float(row[i]) for i in columns] for row in rows])


def compare(path, t_end):
    """(what became of the model, how far it is off or None)"""
    text = subprocess.run([HEATREEL, "models", path, "--text"], capture_output=True, text=True)
    if text.returncode != 0:
        return "refused", None
    try:
        model = Model(text.stdout)
    except (ValueError, ArithmeticError) as error:
        return str(error), None
    mine = ours(path, t_end, model.states)
    if isinstance(mine, str):
        return mine, math.inf
    times = numpy.linspace(0.0, t_end, 11)
    largest = numpy.abs(mine).max(axis=0)
    scale = numpy.maximum(largest, max(1e-12 * largest.max(initial=0.0), 1e-300))
    # A state that falls to nothing and grows back needs the smaller atol, at which LSODA stops
    # where other states are all rounding.
    for atol in (1e-12 * scale, 1e-24 * scale):
        solved = solve_ivp(model.rates, (0.0, t_end), model.start, method="LSODA", t_eval=times,
                           rtol=1e-10, atol=atol)
        if solved.status != 0:
            return f"LSODA: {solved.message}", None
        off = numpy.abs(mine - solved.y.T) / scale
        if off.max() <= TOLERANCE:
            break
    worst = numpy.unravel_index(off.argmax(), off.shape)
    return f"{model.states[worst[1]]} at {times[worst[0]]:g}", float(off.max())


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="+")
    parser.add_argument("--t-end", type=float, default=100.0)
    given = parser.parse_args()
    bad = 0
    for path in given.files:
        words, off = compare(path, given.t_end)
        bad += off is not None and off > TOLERANCE
        figure = "left out" if off is None else f"{off:8.1e}"
        print(f"{pathlib.Path(path).name:24} {figure}  {words}", flush=True)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
