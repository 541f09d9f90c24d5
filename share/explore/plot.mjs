// SPDX-License-Identifier: GPL-3.0-or-later
// Small plots of lines or points, as SVG.

import { drawingUnit, numberText, svg } from "./format.mjs";
import { areApart, linearTicks, ValueScale } from "./scale.mjs";

const MARGIN = { left: 58, right: 10, top: 8, bottom: 36 };

// The ends of all finite numbers, widened if they are one but for rounding; null if there is none.
export function extent(lists, isShown = () => true) {
  let low = Infinity, high = -Infinity;
  for (const list of lists) {
    for (const value of list) {
      if (!Number.isFinite(value) || !isShown(value)) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  if (low > high) return null;
  if (areApart(low, high)) return [low, high];
  const room = Math.abs(low) * 0.05 || 1;
  return [low - room, high + room];
}

// An SVG path through points; gaps where a number is missing. Where several points share a column
// of pixels, their first, lowest, highest and last one are drawn.
export function linePath(xs, ys, toX, toY) {
  const parts = [];
  let column = null, isOpen = false;
  const add = (x, y) => {
    parts.push(`${isOpen ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`);
    isOpen = true;
  };
  const flush = () => {
    if (!column) return;
    for (const y of new Set([column.first, column.low, column.high, column.last])) add(column.x, y);
    column = null;
  };
  for (let n = 0; n < xs.length; ++n) {
    const x = toX(xs[n]), y = toY(ys[n]);
    if (!Number.isFinite(x) || !Number.isFinite(y)) {
      flush();
      isOpen = false;
    } else if (column && Math.floor(column.x) === Math.floor(x)) {
      column.low = Math.min(column.low, y);
      column.high = Math.max(column.high, y);
      column.last = y;
    } else {
      flush();
      column = { x, first: y, low: y, high: y, last: y };
    }
  }
  flush();
  return parts.join("");
}

function curvePath(xs, ys, toX, toY) {
  let path = "", isOpen = false;
  for (let n = 0; n < xs.length; ++n) {
    const x = toX(xs[n]), y = toY(ys[n]);
    const isThere = Number.isFinite(x) && Number.isFinite(y);
    if (isThere) path += `${isOpen ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`;
    isOpen = isThere;
  }
  return path;
}

function pointsPath(xs, ys, toX, toY) {
  let path = "";
  for (let n = 0; n < xs.length; ++n) {
    const x = toX(xs[n]), y = toY(ys[n]);
    if (Number.isFinite(x) && Number.isFinite(y)) path += `M${x.toFixed(1)} ${y.toFixed(1)}h0`;
  }
  return path;
}

function drawAxes(root, frame, plot, toX, toY, yScale) {
  const { left, right, top, bottom } = frame;
  const grid = svg("g", { class: "grid" }), texts = svg("g", { class: "ticks" });
  for (const x of linearTicks(plot.xs[0], plot.xs[1], (right - left) / 90)) {
    grid.append(svg("line", { x1: toX(x), x2: toX(x), y1: top, y2: bottom }));
    texts.append(svg("text", { x: toX(x), y: bottom + 14, "text-anchor": "middle" },
                     numberText(x, 4)));
  }
  for (const y of yScale.ticks(Math.max(3, (bottom - top) / 40))) {
    grid.append(svg("line", { x1: left, x2: right, y1: toY(y), y2: toY(y) }));
    texts.append(svg("text", { x: left - 6, y: toY(y) + 4, "text-anchor": "end" },
                     numberText(y, 4)));
  }
  texts.append(svg("text", { x: (left + right) / 2, y: bottom + 30, "text-anchor": "middle",
                             class: "label" }, plot.xLabel));
  if (plot.yLabel) {
    texts.append(svg("text", { class: "label", "text-anchor": "middle",
                               transform: `translate(12 ${(top + bottom) / 2}) rotate(-90)` },
                     plot.yLabel));
  }
  root.append(grid, texts);
}

// plot: { label, width, height, series: [{ x, y, color, width, faint }], xs, ys, isLog, xLabel,
// yLabel, shade: [from, to] of x, mark: x, style: "lines" | "curve" | "points" }. xs and ys are the
// ends of the axes; width is in pixels, height in units of drawings. Returns an SVG element.
export function drawPlot(plot) {
  const unit = drawingUnit(), width = plot.width / unit, { height } = plot;
  const frame = { left: MARGIN.left, right: width - MARGIN.right, top: MARGIN.top,
                  bottom: height - MARGIN.bottom };
  const root = svg("svg", { viewBox: `0 0 ${width} ${height}`, width: plot.width,
                            height: height * unit, role: "img", "aria-label": plot.label, class: "plot" });
  const [x0, x1] = plot.xs, yScale = new ValueScale(plot.isLog ? "log" : "linear", ...plot.ys);
  const toX = x => frame.left + (x - x0) / (x1 - x0) * (frame.right - frame.left);
  const toY = y => frame.bottom - yScale.position(y) * (frame.bottom - frame.top);
  if (plot.shade) {
    const [from, to] = plot.shade.map(x => toX(Math.min(Math.max(x, x0), x1)));
    root.append(svg("rect", { x: from, width: Math.max(0, to - from), y: frame.top,
                              height: frame.bottom - frame.top, class: "shade" }));
  }
  drawAxes(root, frame, plot, toX, toY, yScale);
  const paths = { lines: linePath, curve: curvePath, points: pointsPath };
  const clip = svg("svg", { x: frame.left, y: frame.top - 2, width: frame.right - frame.left,
                            height: frame.bottom - frame.top + 4, overflow: "hidden",
                            viewBox: `${frame.left} ${frame.top - 2} ${frame.right - frame.left} ` +
                                     `${frame.bottom - frame.top + 4}` });
  for (const line of plot.series) {
    clip.append(svg("path", { d: paths[plot.style ?? "lines"](line.x, line.y, toX, toY),
                              class: plot.style === "points" ? "points" : "line",
                              stroke: line.color, "stroke-opacity": line.faint ? 0.3 : 1 }));
  }
  if (plot.mark !== undefined) {
    clip.append(svg("line", { x1: toX(plot.mark), x2: toX(plot.mark), y1: frame.top,
                              y2: frame.bottom, class: "mark" }));
  }
  root.append(clip);
  return root;
}
