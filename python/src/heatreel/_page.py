# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of `heatreel explore`, as a notebook shows it."""

from __future__ import annotations

import html
import pathlib

from heatreel._process import Path


class Page:
    """One HTML file that shows a sweep. A notebook shows it as a cell's last value, and keeps it.

    html: the text of the page. height: of the frame in a notebook, in pixels.
    """

    def __init__(self, text: str, height: int) -> None:
        self.html = text
        self.height = height

    def save(self, path: Path) -> None:
        """Writes the page into a file, which any browser opens."""
        pathlib.Path(path).write_text(self.html, encoding="utf-8")

    def _repr_html_(self) -> str:
        return (f'<iframe srcdoc="{html.escape(self.html)}" title="heatreel" '
                f'style="width: 100%; height: {self.height}px; border: 0"></iframe>')
