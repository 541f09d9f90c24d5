# SPDX-License-Identifier: GPL-3.0-or-later
"""Keyword arguments as words of a command line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from os import PathLike, fspath
from typing import Any

import numpy as np


def text(value: Any) -> str:
    """A value as heatreel reads it: a number as the shortest text of exactly this number, an array with
    commas between its numbers."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, (str, PathLike)):
        return str(fspath(value))
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return repr(value)
    if isinstance(value, Iterable) and not isinstance(value, Mapping):
        return ",".join(text(item) for item in value)
    raise TypeError(f"heatreel: {value!r} cannot be a value (it is of type {type(value).__name__})")


def assignments(values: Mapping[str, Any]) -> list[str]:
    """NAME=VALUE for each item."""
    return [f"{name}={text(value)}" for name, value in values.items()]


def is_axis(value: Any) -> bool:
    """Whether it is a pair of a name and values, such as ("G", [50, 100, 200])."""
    return (isinstance(value, tuple) and len(value) == 2 and isinstance(value[0], str)
            and isinstance(value[1], Iterable) and not isinstance(value[1], str))


def texts(value: Any) -> list[str]:
    """The texts with each of which the option is given."""
    if isinstance(value, Mapping):
        return assignments(value)
    if is_axis(value):
        return assignments({value[0]: value[1]})
    if isinstance(value, (list, tuple)):
        return [text(item) for item in value]
    return [text(value)]


def words(options: Mapping[str, Any]) -> Iterator[str]:
    """Words of a command line. None and False leave an option out, and True gives it alone. A list gives it
    once for each item, a mapping once for each NAME=VALUE. heatreel itself checks names and values."""
    for name, value in options.items():
        option = "--" + name.replace("_", "-")
        if isinstance(value, (bool, np.bool_)):
            if value:
                yield option
        elif value is not None:
            yield from (f"{option}={item}" for item in texts(value))
