// SPDX-License-Identifier: GPL-3.0-or-later
// The colour bar: colours between two handles that can be dragged, and beside it how often values
// occur: in all frames (grey) and in the present one (dark).

import { drawingUnit, labelText, numberText, svg } from "./format.mjs";
import { ValueScale } from "./scale.mjs";

const BINS = 64;
const MOST_SAMPLES = 1_000_000;  // of all frames that are counted
const BAR_TOP = 8, BAR_BOTTOM = 44, BAR_LEFT = 30, BAR_WIDTH = 14;
const KEY_STEP = 0.01, LARGE_KEY_STEP = 0.1;  // parts of the bar that a key moves a handle

// The colours that a panel uses for its metric: { scale, domain }. domain is the scale of the whole
// bar, which shows all values and both handles.
export function scalesOf(metric, panel) {
  if (!metric.range) return null;
  const { min, max, least } = metric.range;
  const lowest = panel.scale === "log" && Number.isFinite(least) ? least : min;
  let low = panel.low ?? lowest, high = panel.high ?? max;
  if (panel.center !== null) [low, high] = centered(panel, low, high);
  if (low > high) [low, high] = [high, low];
  const scale = new ValueScale(panel.scale, low, high);
  const domain = new ValueScale(scale.kind, Math.min(scale.low, lowest), Math.max(high, max));
  return { scale, domain };
}

// The range, widened so that the centre has the colour in the middle.
function centered({ center, scale }, low, high) {
  if (scale === "log" && center > 0 && low > 0) {
    const factor = Math.max(high / center, center / low, 1);
    return [center / factor, center * factor];
  }
  const reach = Math.max(high - center, center - low, 0) || 1;
  return [center - reach, center + reach];
}

function histogram(values, domain) {
  const bins = new Float64Array(BINS), stride = Math.ceil(values.length / MOST_SAMPLES);
  let most = 0;
  for (let n = 0; n < values.length; n += stride) {
    const place = domain.position(values[n]);
    if (!(place >= 0 && place <= 1)) continue;
    const bin = Math.min(BINS - 1, Math.floor(place * BINS));
    if (++bins[bin] > most) most = bins[bin];
  }
  // Logarithms, so that rare values are seen beside frequent ones.
  return bins.map(count => Math.log1p(count) / Math.log1p(most || 1));
}

export class ColorBar {
  // listener(end, value): end "low" or "high" was moved
  constructor(listener) {
    this.listener = listener;
    this.element = svg("svg", { class: "colorbar", role: "group", "aria-label": "Colour bar" });
    this.handles = ["low", "high"].map(end => this.makeHandle(end));
    this.drawing = svg("g");
    this.element.append(this.drawing, ...this.handles);
    this.key = "";
  }

  makeHandle(end) {
    const handle = svg("path", { class: "handle", role: "slider", tabindex: 0,
                                 "aria-orientation": "vertical",
                                 "aria-label": `${end === "low" ? "Lowest" : "Highest"} colour` });
    handle.addEventListener("pointerdown", event => {
      handle.setPointerCapture(event.pointerId);
      event.preventDefault();
      handle.focus();
      this.dragged = end;
    });
    handle.addEventListener("pointermove", event => {
      if (this.dragged !== end) return;
      const box = this.element.getBoundingClientRect();
      this.moveTo(end, (this.bottom - (event.clientY - box.top) / drawingUnit()) / this.length);
    });
    for (const kind of ["pointerup", "pointercancel"]) {
      handle.addEventListener(kind, () => { this.dragged = null; });
    }
    handle.addEventListener("keydown", event => {
      const steps = { ArrowUp: KEY_STEP, ArrowRight: KEY_STEP, ArrowDown: -KEY_STEP,
                      ArrowLeft: -KEY_STEP, PageUp: LARGE_KEY_STEP, PageDown: -LARGE_KEY_STEP };
      if (!(event.key in steps)) return;
      event.preventDefault();
      event.stopPropagation();
      const { scale, domain } = this.what;
      this.moveTo(end, domain.position(scale[end]) + steps[event.key]);
    });
    return handle;
  }

  moveTo(end, position) {
    const { scale, domain } = this.what;
    const value = domain.value(Math.min(1, Math.max(0, position)));
    const isAllowed = end === "low" ? value < scale.high : value > scale.low;
    if (isAllowed) this.listener(end, Number(value.toPrecision(4)));
  }

  // what: { metric, k, scale, domain, colors }
  draw(what) {
    this.what = what;
    const unit = drawingUnit();
    const height = this.element.clientHeight / unit, width = this.element.clientWidth / unit;
    this.length = height - BAR_TOP - BAR_BOTTOM;
    this.bottom = height - BAR_BOTTOM;
    this.element.setAttribute("viewBox", `0 0 ${width} ${height}`);
    const { metric, domain } = what;
    const key = [metric.name, domain.kind, domain.low, domain.high].join();
    if (key !== this.key) {
      this.key = key;
      this.ofAll = histogram(metric.values, domain);
    }
    const ofFrame = histogram(metric.frame(what.k), domain);
    this.drawing.replaceChildren(this.bins(this.ofAll, "all"), this.bins(ofFrame, "frame"),
                                 this.bar(), this.labels());
    this.placeHandles();
  }

  bins(bins, kind) {
    let path = "";
    const step = this.length / BINS;
    bins.forEach((part, n) => {
      if (part > 0) {
        const y = this.bottom - (n + 1) * step, x = BAR_LEFT - 3, width = part * (BAR_LEFT - 6);
        path += `M${x} ${y.toFixed(2)}h${-width.toFixed(2)}v${step.toFixed(2)}H${x}z`;
      }
    });
    return svg("path", { d: path, class: `bins ${kind}` });
  }

  bar() {
    const { scale, domain, colors } = this.what, group = svg("g");
    const rows = Math.max(1, Math.round(this.length));
    for (let row = 0; row < rows; ++row) {
      const value = domain.value((row + 0.5) / rows);
      const color = colors.texts[colors.indexAt(scale.position(value))];
      group.append(svg("rect", { x: BAR_LEFT, y: this.bottom - row - 1, width: BAR_WIDTH,
                                 height: Math.min(2.5, row + 1), fill: color,
                                 "shape-rendering": "crispEdges" }));
    }
    group.append(svg("rect", { x: BAR_LEFT, y: BAR_TOP, width: BAR_WIDTH, height: this.length,
                               class: "frame" }));
    return group;
  }

  labels() {
    const { metric, domain } = this.what, group = svg("g", { class: "ticks" });
    for (const value of domain.ticks(this.length / 45)) {
      const y = this.bottom - domain.position(value) * this.length;
      group.append(svg("line", { x1: BAR_LEFT + BAR_WIDTH, x2: BAR_LEFT + BAR_WIDTH + 4, y1: y,
                                 y2: y }),
                   svg("text", { x: BAR_LEFT + BAR_WIDTH + 12, y: y + 4 }, numberText(value, 4)));
    }
    group.append(svg("text", { x: BAR_LEFT + BAR_WIDTH / 2, y: this.bottom + 34, class: "label",
                               "text-anchor": "middle" }, metric.unit));
    return group;
  }

  placeHandles() {
    const { scale, domain, metric } = this.what;
    for (const [n, end] of ["low", "high"].entries()) {
      const y = this.bottom - domain.position(scale[end]) * this.length;
      const tip = BAR_LEFT + BAR_WIDTH;
      this.handles[n].setAttribute(
          "d", `M${BAR_LEFT - 1} ${y}H${tip + 1}l7 -5v10l-7 -5M${BAR_LEFT - 1} ${y}l-7 -5v10z`);
      const texts = { "aria-valuemin": domain.low, "aria-valuemax": domain.high,
                      "aria-valuenow": scale[end],
                      "aria-valuetext": `${numberText(scale[end])} ${metric.unit}` };
      for (const [name, value] of Object.entries(texts)) this.handles[n].setAttribute(name, value);
    }
  }
}

// A bar without handles and histogram, for saved pictures. area: of the bar, in pixels.
export function drawPlainBar(area, { metric, scale, colors }) {
  const group = svg("g", { class: "ticks" }), rows = 128, step = area.height / rows;
  for (let row = 0; row < rows; ++row) {
    group.append(svg("rect", { x: area.left, y: area.top + area.height - (row + 1) * step,
                               width: area.width, height: step + 0.5,
                               fill: colors.texts[colors.indexAt((row + 0.5) / rows)] }));
  }
  group.append(svg("rect", { x: area.left, y: area.top, width: area.width, height: area.height,
                             class: "frame" }));
  for (const value of scale.ticks(area.height / 50)) {
    const y = area.top + area.height * (1 - scale.position(value)), x = area.left + area.width;
    group.append(svg("line", { x1: x, x2: x + 4, y1: y, y2: y }),
                 svg("text", { x: x + 8, y: y + 4 }, numberText(value, 4)));
  }
  group.append(svg("text", { x: area.left, y: area.top + area.height + 34, class: "label" },
                   labelText({ name: metric.name, unit: metric.unit })));
  return group;
}
