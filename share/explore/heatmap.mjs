// SPDX-License-Identifier: GPL-3.0-or-later
// The map of one metric: cells on a canvas, and over it axes, contour lines and the cursor as SVG.
// Coordinates of the map count cells: cell (i, j) covers i … i + 1 and j … j + 1, j upwards.

import { contourPath } from "./contour.mjs";
import { labelText, numberText, svg } from "./format.mjs";
import { linearTicks, logTicks, paint, pixelOf } from "./scale.mjs";

const WHEEL = 0.0015;      // zoom for a pixel that the wheel is turned
const FEWEST_CELLS = 4;    // that a view shows along an axis, at least
const CLICK_DISTANCE = 4;  // pixels that a pointer may move during a click

// Ticks of an axis as [place, text], within a view of it.
export function axisTicks(axis, from, to, wanted) {
  const values = axis.values, n = values.length;
  if (axis.spacing === "list" || n < 2) {
    const stride = Math.max(1, Math.ceil((to - from) / wanted)), ticks = [];
    for (let i = Math.ceil(from - 0.5); i + 0.5 <= to && i < n; ++i) {
      if (i >= 0 && i % stride === 0) ticks.push([i + 0.5, numberText(values[i], 4)]);
    }
    return ticks;
  }
  const first = values[0], last = values[n - 1], isLog = axis.spacing === "log";
  const forth = v => (isLog ? Math.log(v / first) / Math.log(last / first)
                            : (v - first) / (last - first)) * (n - 1) + 0.5;
  const back = x => {
    const part = (x - 0.5) / (n - 1);
    return isLog ? first * (last / first) ** part : first + (last - first) * part;
  };
  const ends = [back(from), back(to)].sort((a, b) => a - b);
  const isNegative = isLog && first < 0;
  const found = !isLog ? linearTicks(ends[0], ends[1], wanted)
      : isNegative ? logTicks(-ends[1], -ends[0], wanted).map(v => -v)
                   : logTicks(ends[0], ends[1], wanted);
  return found.map(v => [forth(v), numberText(v, 4)]);
}

// Axes around a map whose cells fill `area`; used on the screen and in saved pictures.
export function drawMapAxes(area, view, axes) {
  const [x0, x1, y0, y1] = view, group = svg("g", { class: "ticks" });
  const toX = x => area.left + (x - x0) / (x1 - x0) * area.width;
  const toY = y => area.top + area.height - (y - y0) / (y1 - y0) * area.height;
  const bottom = area.top + area.height;
  for (const [place, text] of axisTicks(axes[0], x0, x1, area.width / 70)) {
    group.append(svg("line", { x1: toX(place), x2: toX(place), y1: bottom, y2: bottom + 4 }),
                 svg("text", { x: toX(place), y: bottom + 16, "text-anchor": "middle" }, text));
  }
  for (const [place, text] of axisTicks(axes[1], y0, y1, area.height / 45)) {
    group.append(svg("line", { x1: area.left - 4, x2: area.left, y1: toY(place), y2: toY(place) }),
                 svg("text", { x: area.left - 7, y: toY(place) + 4, "text-anchor": "end" }, text));
  }
  const middle = area.top + area.height / 2;
  group.append(
      svg("rect", { x: area.left, y: area.top, width: area.width, height: area.height,
                    class: "frame" }),
      svg("text", { x: area.left + area.width / 2, y: bottom + 34, "text-anchor": "middle",
                    class: "label" }, labelText(axes[0])),
      svg("text", { transform: `translate(${area.left - 44} ${middle}) rotate(-90)`,
                    "text-anchor": "middle", class: "label" }, labelText(axes[1])));
  return group;
}

// Lines within the area, in its pixels; a light seam makes them visible on every colour.
export function drawContours(area, view, paths) {
  const [x0, x1, y0, y1] = view;
  const scaleX = area.width / (x1 - x0), scaleY = area.height / (y1 - y0);
  const moved = `translate(${area.left - (x0 - 0.5) * scaleX} ` +
                `${area.top + area.height + (y0 - 0.5) * scaleY}) scale(${scaleX} ${-scaleY})`;
  const line = (kind, path) => svg("path", { d: path, class: kind, transform: moved, fill: "none",
                                             "vector-effect": "non-scaling-stroke" });
  return svg("g", {}, ...paths.map(path => line("halo", path)),
             ...paths.map(path => line("contour", path)));
}

export class HeatMap {
  // listener: { hover(cell or null), pick(cell), see(view) }
  constructor(sweep, listener) {
    this.sweep = sweep;
    this.listener = listener;
    this.canvas = document.createElement("canvas");
    this.canvas.className = "cells";
    this.overlay = svg("svg", { class: "overlay", "aria-hidden": "true" });
    this.element = document.createElement("div");
    this.element.className = "map";
    this.element.tabIndex = 0;
    this.element.setAttribute("role", "application");
    this.element.setAttribute("aria-roledescription", "heat map");
    this.element.append(this.canvas, this.overlay);
    const { nx, ny } = sweep.shape;
    this.image = new ImageData(nx, ny);
    this.pixels = new Uint32Array(this.image.data.buffer);
    this.source = document.createElement("canvas");
    this.source.width = nx;
    this.source.height = ny;
    this.contourKey = "";
    this.contours = [];
    this.pointers = new Map();
    this.listen();
  }

  // what: { metric, panel, k, scale, colors, view, cell, hovered, theme }
  draw(what) {
    this.what = what;
    const values = what.metric.frame(what.k);
    const classes = this.sweep.words.statuses.map(name => pixelOf(classColor(name, what.theme)));
    paint(values, this.sweep.statusFrame(what.k), this.sweep.shape, what.scale, what.colors,
          classes, this.pixels);
    this.source.getContext("2d").putImageData(this.image, 0, 0);
    this.place();
    this.drawCells();
    this.drawOverlay(values);
  }

  place() {
    const width = this.element.clientWidth, height = this.element.clientHeight;
    this.area = { left: 58, top: 8, width: Math.max(40, width - 62),
                  height: Math.max(40, height - 52) };
    const ratio = window.devicePixelRatio || 1, { canvas, area } = this;
    const size = [Math.round(area.width * ratio), Math.round(area.height * ratio)];
    if (canvas.width !== size[0] || canvas.height !== size[1]) [canvas.width, canvas.height] = size;
    Object.assign(canvas.style, { left: `${area.left}px`, top: `${area.top}px`,
                                  width: `${area.width}px`, height: `${area.height}px` });
    this.overlay.setAttribute("viewBox", `0 0 ${width} ${height}`);
  }

  // Each cell in its own colour: nearest neighbours, no smoothing.
  drawCells() {
    const { canvas, what } = this, [x0, x1, y0, y1] = what.view, { nx, ny } = this.sweep.shape;
    const context = canvas.getContext("2d");
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.imageSmoothingEnabled = false;
    const scaleX = canvas.width / (x1 - x0), scaleY = canvas.height / (y1 - y0);
    context.drawImage(this.source, -x0 * scaleX, (y1 - ny) * scaleY, nx * scaleX, ny * scaleY);
  }

  contourPaths(values) {
    const { what } = this, { contours, metric } = what.panel, { scale } = what;
    const key = [metric, what.k, contours, scale.kind, scale.low, scale.high].join();
    if (key !== this.contourKey) {
      this.contourKey = key;
      this.contours = Array.from({ length: contours }, (_, n) =>
          contourPath(values, this.sweep.shape, scale.value((n + 1) / (contours + 1))));
    }
    return this.contours.filter(path => path !== "");
  }

  drawOverlay(values) {
    const { what, area, overlay } = this;
    overlay.replaceChildren();
    const clip = svg("svg", { x: area.left, y: area.top, width: area.width, height: area.height,
                              viewBox: `${area.left} ${area.top} ${area.width} ${area.height}`,
                              overflow: "hidden" });
    clip.append(drawContours(area, what.view, this.contourPaths(values)));
    clip.append(...this.outline(what.cell, "picked"));
    if (what.hovered) clip.append(...this.outline(what.hovered, "hovered"));
    overlay.append(clip, drawMapAxes(area, what.view, this.sweep.axes));
  }

  outline({ i, j }, kind) {
    const { area, what } = this, [x0, x1, y0, y1] = what.view;
    const width = area.width / (x1 - x0), height = area.height / (y1 - y0);
    const box = { x: area.left + (i - x0) * width, y: area.top + (y1 - j - 1) * height,
                  width, height };
    return [svg("rect", { ...box, class: `seam ${kind}` }), svg("rect", { ...box, class: kind })];
  }

  // Where a pointer is, in cells.
  placeOf(event) {
    const box = this.canvas.getBoundingClientRect(), [x0, x1, y0, y1] = this.what.view;
    return { x: x0 + (event.clientX - box.left) / box.width * (x1 - x0),
             y: y1 - (event.clientY - box.top) / box.height * (y1 - y0) };
  }

  cellAt(event) {
    const { x, y } = this.placeOf(event), [x0, x1, y0, y1] = this.what.view;
    return x >= x0 && x < x1 && y >= y0 && y < y1 ? { i: Math.floor(x), j: Math.floor(y) } : null;
  }

  listen() {
    const { element } = this;
    element.addEventListener("wheel", event => {
      event.preventDefault();
      this.zoom(Math.exp(event.deltaY * WHEEL), this.placeOf(event));
    }, { passive: false });
    element.addEventListener("dblclick", () => this.listener.see(null));
    element.addEventListener("pointerdown", event => {
      element.setPointerCapture(event.pointerId);
      this.pointers.set(event.pointerId, event);
      this.grip = { event, view: this.what.view, moved: false };
    });
    element.addEventListener("pointermove", event => this.move(event));
    for (const kind of ["pointerup", "pointercancel"]) {
      element.addEventListener(kind, event => this.release(event, kind));
    }
    element.addEventListener("pointerleave", () => this.listener.hover(null));
  }

  move(event) {
    if (!this.pointers.has(event.pointerId)) {
      this.listener.hover(this.cellAt(event));
      return;
    }
    const before = this.pointers.get(event.pointerId);
    this.pointers.set(event.pointerId, event);
    const { grip } = this;
    const dx = event.clientX - grip.event.clientX, dy = event.clientY - grip.event.clientY;
    if (Math.hypot(dx, dy) > CLICK_DISTANCE) grip.moved = true;
    if (this.pointers.size === 2) this.pinch(before, event);
    else if (grip.moved) {
      const [x0, x1, y0, y1] = grip.view, { width, height } = this.area;
      const x = -dx / width * (x1 - x0), y = dy / height * (y1 - y0);
      this.listener.see(this.within([x0 + x, x1 + x, y0 + y, y1 + y]));
    }
  }

  pinch(before, event) {
    const other = [...this.pointers.values()].find(one => one.pointerId !== event.pointerId);
    const distance = one => Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
    const now = distance(event);
    if (now > 0) this.zoom(distance(before) / now, this.placeOf(other));
    this.grip.moved = true;
  }

  release(event, kind) {
    this.pointers.delete(event.pointerId);
    const cell = this.cellAt(event);
    if (kind === "pointerup" && cell && this.grip && !this.grip.moved) this.listener.pick(cell);
  }

  // Makes the view larger by a factor, around a place that stays where it is.
  zoom(factor, place) {
    const { nx, ny } = this.sweep.shape, [x0, x1, y0, y1] = this.what.view;
    const size = (from, to, n) =>
        Math.min(n, Math.max(Math.min(n, FEWEST_CELLS), (to - from) * factor));
    const width = size(x0, x1, nx), height = size(y0, y1, ny);
    const left = place.x - (place.x - x0) / (x1 - x0) * width;
    const bottom = place.y - (place.y - y0) / (y1 - y0) * height;
    this.listener.see(this.within([left, left + width, bottom, bottom + height]));
  }

  // The view, moved into the map; null if it is all of it.
  within([x0, x1, y0, y1]) {
    const { nx, ny } = this.sweep.shape;
    const shift = (from, to, n) => (from < 0 ? -from : to > n ? n - to : 0);
    const x = shift(x0, x1, nx), y = shift(y0, y1, ny);
    const isAll = x1 - x0 >= nx - 1e-9 && y1 - y0 >= ny - 1e-9;
    return isAll ? null : [x0 + x, x1 + x, y0 + y, y1 + y];
  }
}

// Whether cells of a status have their numbers.
export function isUsable(status) { return status === "ok" || status === "untrusted"; }

// The colour of cells without a value.
export function classColor(status, theme) {
  return status === "pending" ? theme.pending : isUsable(status) ? theme.missing : theme.failed;
}
