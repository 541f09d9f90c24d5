# SPDX-License-Identifier: GPL-3.0-or-later
"""Result files as xarray datasets."""

from __future__ import annotations

import os
import pathlib
import shutil
import tempfile
import weakref
from typing import Any

import numpy as np
import xarray as xr
from xarray.backends import BackendArray, H5NetCDFStore
from xarray.core import indexing

from heatreel._process import Path

LazilyIndexedArray: Any = indexing.LazilyIndexedArray  # earlier versions of xarray give these no types
Variable: Any = xr.Variable


class Scratch:
    """A temporary folder, which goes with the last reference to this object."""

    def __init__(self) -> None:
        self.path = pathlib.Path(tempfile.mkdtemp(prefix="heatreel-"))
        weakref.finalize(self, shutil.rmtree, self.path, ignore_errors=True)


class Store(H5NetCDFStore):
    """An open result file. All that reads from it on demand refers to it, and so to its folder."""

    scratch: Scratch | None = None


class Computed(BackendArray):
    """A metric that is NaN in cells that are not computed yet, where the file holds 0. Reads on demand."""

    def __init__(self, metric: xr.Variable, status: xr.Variable) -> None:
        self.metric = metric
        self.status = status
        self.shape = metric.shape
        self.dtype = metric.dtype

    def __getitem__(self, key: indexing.ExplicitIndexer) -> Any:
        return indexing.explicit_indexing_adapter(key, self.shape, indexing.IndexingSupport.OUTER, self.read)

    def read(self, key: tuple[Any, ...]) -> Any:
        return np.where(self.status[key].values > 0, self.metric[key].values, self.dtype.type(np.nan))


def without_pending(data: xr.Dataset) -> xr.Dataset:
    """The dataset with NaN in cells that are not computed yet."""
    status = data.variables["status"]
    metrics = {}
    for name, values in data.data_vars.items():
        if values.dims == status.dims and values.dtype.kind == "f":
            lazy = LazilyIndexedArray(Computed(values.variable, status))
            metrics[name] = Variable(values.dims, lazy, values.attrs, values.encoding)
    return data.assign(metrics)


def open(path: Path) -> xr.Dataset:
    """A result file as a dataset, also while a sweep fills it. Numbers are read when they are used.

    The variables are those of the file: one for each metric, `status`, `verdict`, `committed`. Cells that are
    not computed yet are NaN. Axes keep their numbers, also those in units of time.
    """
    return read(path, None)


def read(path: Path, scratch: Scratch | None) -> xr.Dataset:
    """The same, of a file in a temporary folder that lives as long as anything reads from the file."""
    open_store: Any = Store.open
    store = open_store(os.fspath(path))
    store.scratch = scratch
    data = xr.open_dataset(store, decode_times=False, decode_timedelta=False)
    if not data["committed"].values.all():
        close = data.close
        data = without_pending(data)
        data.set_close(close)
    data.encoding["source"] = str(pathlib.Path(path).absolute())
    return data


def source(data: xr.Dataset | Path) -> str:
    """The path of the result file."""
    if not isinstance(data, xr.Dataset):
        return os.fspath(data)
    if path := data.encoding.get("source"):
        return str(path)
    raise ValueError("heatreel: this dataset is not that of a result file (its encoding names no 'source') Give the one that "
                     "heatreel.run or heatreel.open returned, or a path.")
