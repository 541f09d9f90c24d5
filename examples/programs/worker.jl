#!/usr/bin/env julia
# SPDX-License-Identifier: GPL-3.0-or-later
# The same in Julia, with the package JSON.
import JSON

for line in eachline(stdin)
    cell = JSON.parse(line)
    n = 1.0
    for _ in 1:200
        n += 0.1 * (cell["r"] * n * (1 - n / cell["K"]) - cell["h"] * n)
    end
    println(JSON.json(Dict("n" => n)))
    flush(stdout)
end
