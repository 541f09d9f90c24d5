#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# The same for a batch of cells at once: arrays come, arrays go (--worker-batch 1000).
import json
import sys

import numpy as np

for line in sys.stdin:
    cells = {name: np.array(values) for name, values in json.loads(line).items()}
    n = np.ones(len(cells["r"]))
    for _ in range(200):
        n += 0.1 * (cells["r"] * n * (1 - n / cells["K"]) - cells["h"] * n)
    print(json.dumps({"n": n.tolist()}), flush=True)
