#!/usr/bin/env Rscript
# SPDX-License-Identifier: GPL-3.0-or-later
# The same in R, with the package jsonlite.
input <- file("stdin", "r")
while (length(line <- readLines(input, n = 1)) > 0) {
  cell <- jsonlite::fromJSON(line)
  n <- 1
  for (i in 1:200) n <- n + 0.1 * (cell$r * n * (1 - n / cell$K) - cell$h * n)
  cat(jsonlite::toJSON(list(n = n), auto_unbox = TRUE, digits = NA), "\n", sep = "")
}
