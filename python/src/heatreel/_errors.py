# SPDX-License-Identifier: GPL-3.0-or-later
"""How heatreel ends, as exceptions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from heatreel._process import Done


class Error(RuntimeError):
    """heatreel failed. The text is its own message.

    returncode: its exit code; negative: the number of the signal that ended it.
    result: what there is all the same: of `run` the dataset, of `trace` the table, else None.
    """

    def __init__(self, message: str, returncode: int, result: Any = None) -> None:
        super().__init__(message)
        self.returncode = returncode
        self.result = result


class UsageError(Error):
    """Exit code 2: an option or a file cannot be used. heatreel has changed no file."""


class CellsFailed(Error):
    """Exit code 3: done, but cells failed or are untrusted: `run` with strict=True, and `trace`."""


class Stopped(Error):
    """Exit code 75: stopped early. `run` with the same options and resume=True computes the rest."""


CLASSES: dict[int, type[Error]] = {2: UsageError, 3: CellsFailed, 75: Stopped}


def require_success(done: Done, result: Callable[[], Any] = lambda: None) -> None:
    """Raises what the process's end means, with what `result` returns. An interrupt by the user is a
    KeyboardInterrupt, whose __cause__ tells the rest."""
    error = None
    if done.returncode != 0:
        text = done.message or f"heatreel ended with exit code {done.returncode} and no message"
        error = CLASSES.get(done.returncode, Error)(text, done.returncode, result())
    if done.interrupted:
        raise KeyboardInterrupt(done.message) from error
    if error:
        raise error
