#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# Logistic growth under harvest: a worker that heatreel asks for one cell after the other.
import json
import sys

for line in sys.stdin:
    cell = json.loads(line)
    n = 1.0
    for _ in range(200):
        n += 0.1 * (cell["r"] * n * (1 - n / cell["K"]) - cell["h"] * n)
    print(json.dumps({"n": n}), flush=True)
