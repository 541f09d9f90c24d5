# SPDX-License-Identifier: GPL-3.0-or-later
"""heatreel's commands as functions."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import xarray as xr

from heatreel import _data
from heatreel._errors import require_success
from heatreel._options import assignments, text, words
from heatreel._page import Page
from heatreel._process import Path, execute, is_watched


def run(sweep: Path | None = None, *, output: Path | None = None, ranks: int | None = None,
        quiet: bool | None = None, binary: Path | None = None, **options: Any) -> xr.Dataset:
    """Runs a sweep and opens its result: `heatreel run`.

    sweep: a sweep file, whose options the keyword arguments replace.
    output: the result file. By default it is a temporary one without movies; it lives as long as anything
        reads from it.
    ranks: how many ranks to start with mpirun. By default heatreel runs without mpirun.
    quiet: no progress and no summary. By default both are shown in a notebook and on a terminal.
    binary: the program heatreel.
    options: those of `heatreel run`, with `_` for `-`: t_end=100, no_video=True, metric=["P.mean", "P.period"],
        set={"pol": 4}. An axis is a text, "G=50:300:50", or a pair of a name and values, ("G", [50, 100]).

    Raises Error or one of its classes, with heatreel's message, and FileNotFoundError if there is no heatreel.
    """
    if options.get("dry_run"):
        raise ValueError("heatreel: dry_run cannot be used here (run returns a dataset, and a dry run makes none) Use the "
                         "command 'heatreel run --dry-run'.")
    scratch = None
    if output is None:
        scratch = _data.Scratch()
        output = scratch.path / "sweep.nc"
        if not options.get("video"):
            options["no_video"] = True
    quiet = not is_watched() if quiet is None else quiet
    line = ["run", *words({"output": output, "quiet": quiet, **options})]
    if sweep is not None:
        line.insert(1, os.fspath(sweep))

    done = execute(line, binary, ranks)
    sys.stdout.write(done.output.decode(errors="replace"))
    path = output
    refused = done.returncode == 2  # then a file of this name is an earlier one
    require_success(done, lambda: None if refused or not os.path.exists(path) else _data.read(path, scratch))
    return _data.read(path, scratch)


def trace(what: xr.Dataset | Path, *, cell: Sequence[int] | None = None, at: Mapping[str, float] | None = None,
          binary: Path | None = None, **options: Any) -> pd.DataFrame:
    """Simulates one cell over time: `heatreel trace`.

    what: a model's name or file; or, with `cell` or `at`, a dataset, a result file or a sweep file.
    cell: the indices of a cell along x, y and t. at: {axis: value}; the nearest cell is taken.
    options: those of `heatreel trace`, with `_` for `-`.

    Returns a table with the index `time` and a column for each state and derived value. Raises CellsFailed if the
    simulation fails; its `result` is the table, with NaN from there on.
    """
    chosen = {"cell": None if cell is None else text(cell), "at": None if at is None else ",".join(assignments(at))}
    target = _data.source(what)
    done = execute(["trace", target, *words({"output": "-", **chosen, **options})], binary)

    def table() -> pd.DataFrame:
        return pd.read_csv(io.BytesIO(done.output), index_col="time", float_precision="round_trip")
    require_success(done, lambda: table() if done.returncode == 3 else None)
    return table()


def explore(data: xr.Dataset | Path, *, height: int = 760, binary: Path | None = None, **options: Any) -> Page:
    """The page of a result file, which a notebook shows: `heatreel explore`.

    data: a dataset of `run` or `open`, or a result file. The page shows the file; what was changed in
        the dataset since is not in it.
    height: of the frame in the notebook, in pixels.
    options: those of `heatreel explore`: metric, every.
    """
    done = execute(["explore", _data.source(data), *words({"output": "-", **options})], binary)
    require_success(done)
    return Page(done.output.decode(), height)
