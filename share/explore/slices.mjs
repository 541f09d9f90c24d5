// SPDX-License-Identifier: GPL-3.0-or-later
// A metric through the cell along x, y and t.

import { html, labelText, statusText, valueText } from "./format.mjs";
import { drawPlot, extent } from "./plot.mjs";

const SLICE_HEIGHT = 130;

export function slice(metric, axis, { i, j, k }) {
  const { nx, ny, nt } = metric.shape;
  const count = [nx, ny, nt][axis];
  return Array.from({ length: count }, (_, n) =>
      metric.at(axis === 0 ? n : i, axis === 1 ? n : j, axis === 2 ? n : k));
}

export function drawSlices(element, sweep, panels, cell) {
  const { metric, scales } = panels[0];
  const columns = getComputedStyle(element).gridTemplateColumns.split(" ");
  const width = Math.max(160, parseFloat(columns[0]) || 0);
  element.replaceChildren();
  sweep.axes.forEach((axis, n) => {
    if (axis.values.length < 2) return;
    const y = slice(metric, n, cell), ys = extent([y]), xs = extent([axis.values]);
    if (!ys) {
      element.append(html("p", { class: "quiet" }, `No values along ${axis.name}.`));
      return;
    }
    const plot = drawPlot({
      label: `${metric.name} along ${axis.name}`, width, height: SLICE_HEIGHT, xs, ys,
      isLog: scales?.scale.kind === "log" && ys[0] > 0, xLabel: labelText(axis),
      series: [{ x: axis.values, y, color: "var(--accent)" }], style: "curve",
      mark: axis.values[[cell.i, cell.j, cell.k][n]],
    });
    element.append(plot);
  });
}

// What is stored of a cell, as rows of a table: [name, text].
export function cellRows(sweep, { i, j, k }) {
  const rows = sweep.axes.map((axis, n) =>
      [axis.name, valueText(axis.values[[i, j, k][n]], axis.unit), axis.longName]);
  for (const metric of sweep.metrics) {
    rows.push([metric.name, valueText(metric.at(i, j, k), metric.unit), metric.longName]);
  }
  const status = sweep.words.statuses[sweep.statusAt(i, j, k)] ?? "unknown";
  rows.push(["status", statusText(status), "outcome of the simulation"]);
  const verdict = sweep.verdictAt(i, j, k);
  if (verdict) rows.push(["verdict", statusText(verdict), "what kind of answer the cell has"]);
  return rows;
}
