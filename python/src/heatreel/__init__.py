# SPDX-License-Identifier: GPL-3.0-or-later
"""Three-parameter sweeps with the program heatreel, as xarray datasets and pandas tables.

The functions call the installed program: `binary`, else the environment variable HEATREEL, else
`heatreel` in PATH. Their other keyword arguments are the options of the command, with `_` for `-`:

    sweep = heatreel.run(model="predator-prey", x="G=50:300:50", y="rec=10:50:50", metric="P.amplitude")
"""

from heatreel._commands import explore, run, trace
from heatreel._data import open
from heatreel._errors import CellsFailed, Error, Stopped, UsageError
from heatreel._page import Page

__all__ = ["CellsFailed", "Error", "Page", "Stopped", "UsageError", "explore", "open", "run", "trace"]
