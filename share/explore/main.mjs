// SPDX-License-Identifier: GPL-3.0-or-later
// The page: what is where, and what happens when something is chosen.

import { LiveCell } from "./cell.mjs";
import { ColorBar, scalesOf } from "./colorbar.mjs";
import { Sweep } from "./data.mjs";
import { html, labelText, numberText, statusText, withUnit } from "./format.mjs";
import { classColor, HeatMap, isUsable } from "./heatmap.mjs";
import { frameTable, pictureOf, pngBlob, save, svgBlob } from "./picture.mjs";
import { ColorMap } from "./scale.mjs";
import { cellRows, drawSlices } from "./slices.mjs";
import { fromFragment, newPanel, toFragment } from "./state.mjs";

const FRAME_SECONDS = 0.1;   // of a frame while it plays
const MOST_CONTOURS = 30;

const find = id => document.getElementById(id);

// One map with its controls.
class Panel {
  constructor(page, n) {
    this.page = page;
    this.n = n;
    this.map = new HeatMap(page.sweep, {
      hover: cell => page.hover(cell),
      pick: cell => page.pick(cell),
      see: view => page.see(view),
    });
    this.bar = new ColorBar((end, value) => this.set(end, value));
    this.metric = html("select", { class: "metric", "aria-label": "Metric",
                                   onchange: () => this.choose(this.metric.value) },
        ...page.sweep.metrics.map(one => html("option", { value: one.name }, one.name)));
    this.words = html("span", { class: "quiet" });
    this.scale = html("select", { onchange: () => this.set("scale", this.scale.value) },
        ...["linear", "log", "symlog"].map(kind => html("option", {}, kind)));
    this.fields = Object.fromEntries(["low", "high", "center"].map(key => [key, this.field(key)]));
    this.contours = html("select", {
      onchange: () => this.set("contours", Number(this.contours.value)),
    }, ...Array.from({ length: MOST_CONTOURS + 1 }, (_, count) => count)
        .filter(count => count < 10 || count % 5 === 0)
        .map(count => html("option", { value: count }, count === 0 ? "none" : String(count))));
    const button = (text, act) => html("button", { type: "button", onclick: act }, text);
    const options = html("div", { class: "row" },
        html("label", {}, "Scale ", this.scale),
        html("label", {}, "from ", this.fields.low), html("label", {}, "to ", this.fields.high),
        html("label", {}, "centre ", this.fields.center),
        html("label", {}, "contours ", this.contours),
        button("This frame", () => this.fitFrame()), button("All frames", () => this.fitAll()));
    this.element = html("figure", { class: "panel" },
        html("div", { class: "row" }, this.metric, this.words),
        html("details", {}, html("summary", {}, "Scale, range, contours"), options),
        html("div", { class: "view" }, this.map.element, this.bar.element));
    this.classes = html("div", { class: "classes" });
    this.element.append(this.classes);
    this.map.element.addEventListener("keydown", event => page.mapKey(event, this));
  }

  // How many cells of the frame have no value, by their status.
  drawClasses(metric) {
    const { sweep, theme, state } = this.page, counts = new Map();
    const status = sweep.statusFrame(state.k), values = metric.frame(state.k);
    for (let n = 0; n < values.length; ++n) {
      if (Number.isNaN(values[n]) || status[n] === 0) {
        counts.set(status[n], (counts.get(status[n]) ?? 0) + 1);
      }
    }
    const words = sweep.words.statuses;
    this.classes.replaceChildren(...[...counts].map(([number, count]) => {
      const sample = html("i");
      sample.style.background = classColor(words[number], theme);
      const name = isUsable(words[number]) ? "no value" : statusText(words[number] ?? "unknown");
      return html("span", {}, sample, `${name}: ${count}`);
    }));
  }

  get state() { return this.page.state.panels[this.n]; }

  field(key) {
    const field = html("input", { type: "text", inputmode: "decimal", placeholder: "auto",
        onchange: () => {
          const text = field.value.trim().replace("−", "-"), value = Number(text);
          if (text === "") this.set(key, null);
          else if (Number.isFinite(value)) this.set(key, value);
          else this.page.changed();
        } });
    return field;
  }

  set(key, value) {
    this.state[key] = value;
    this.page.changed();
  }

  choose(name) {
    Object.assign(this.state, newPanel(name), { contours: this.state.contours });
    this.page.changed();
  }

  fitFrame() {
    let low = Infinity, high = -Infinity;
    for (const value of this.page.sweep.metricCalled(this.state.metric).frame(this.page.state.k)) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
    if (low <= high) Object.assign(this.state, { low, high, center: null });
    this.page.changed();
  }

  fitAll() {
    Object.assign(this.state, { low: null, high: null, center: null });
    this.page.changed();
  }

  draw() {
    const { page, state } = this, metric = page.sweep.metricCalled(state.metric);
    const scales = scalesOf(metric, state) ?? { scale: page.emptyScale, domain: page.emptyScale };
    const shared = { metric, k: page.state.k, ...scales, colors: page.colors };
    this.map.draw({ ...shared, panel: state, view: page.view(), cell: page.state,
                    hovered: page.hovered, theme: page.theme });
    this.bar.draw(shared);
    this.drawClasses(metric);
    this.metric.value = state.metric;
    this.words.textContent = metric.longName;
    this.scale.value = state.scale;
    this.contours.value = String(state.contours);
    for (const [key, field] of Object.entries(this.fields)) {
      if (document.activeElement !== field) field.value = state[key] ?? "";
    }
    const t = page.sweep.axes[2];
    this.map.element.setAttribute("aria-label",
        `${metric.longName || metric.name} over ${labelText(page.sweep.axes[0])} and ` +
        `${labelText(page.sweep.axes[1])} at ${t.name} ${numberText(t.values[page.state.k])}`);
    return { metric, scales };
  }
}

class Page {
  constructor(sweep) {
    this.sweep = sweep;
    this.state = fromFragment(location.hash.slice(1), sweep);
    this.hovered = null;
    this.panels = [];
    this.emptyScale = scalesOf({ range: { min: 0, max: 1, least: 1 } },
                               newPanel("")).scale;
    this.live = sweep.words.simulation ? new LiveCell(find("live"), sweep, this) : null;
    find("live").hidden = !this.live;
    this.describe();
    this.listen();
    this.fit();
    this.changed();
  }

  describe() {
    const { words, axes, shape } = this.sweep;
    find("title").textContent = words.title || words.file;
    document.title = words.title || words.file;
    const size = `${shape.nx} × ${shape.ny} × ${shape.nt} cells`;
    find("subtitle").textContent =
        `${words.file} · ${axes.map(axis => axis.name).join(", ")} · ${size}`;
    const reference = words.simulation?.reference;
    find("footer").textContent = [reference, words.source, `page by heatreel ${words.heatreel}`]
        .filter(Boolean).join(" · ");
    find("map").append(...words.colormaps.map(([name]) => html("option", {}, name)));
    find("t").max = shape.nt - 1;
    document.querySelector(".time").hidden = shape.nt < 2;
    find("second").hidden = this.sweep.metrics.length < 2;
  }

  listen() {
    const on = (id, kind, act) => find(id).addEventListener(kind, act);
    on("t", "input", () => this.show(Number(find("t").value)));
    on("play", "click", () => this.play(!this.playing));
    on("map", "change", () => this.set({ map: find("map").value }));
    on("reversed", "change", () => this.set({ reversed: find("reversed").checked ? 1 : null }));
    on("second", "click", () => this.toggleSecond());
    on("whole", "click", () => this.see(null));
    on("theme", "click", () => this.set({ theme: this.isDark() ? "light" : "dark" }));
    on("help", "click", () => find("keys").showModal());
    on("save-png", "click", async () => save(await pngBlob(this.picture()), this.fileName("png")));
    on("save-svg", "click", () => save(svgBlob(this.picture()), this.fileName("svg")));
    on("copy", "click", () => this.copy());
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.changed());
    document.addEventListener("keydown", event => this.key(event));
    window.addEventListener("hashchange", () => {
      if (location.hash.slice(1) === this.fragment) return;
      this.state = fromFragment(location.hash.slice(1), this.sweep);
      this.live?.showSliders();
      this.fit();
      this.changed();
    });
    new ResizeObserver(() => this.schedule()).observe(find("main"));
    window.addEventListener("beforeprint", () => this.draw());
  }

  // As many panels as the state has.
  fit() {
    while (this.panels.length > this.state.panels.length) this.panels.pop();
    while (this.panels.length < this.state.panels.length) {
      this.panels.push(new Panel(this, this.panels.length));
    }
    find("panels").replaceChildren(...this.panels.map(panel => panel.element));
  }

  set(change) {
    Object.assign(this.state, change);
    this.changed();
  }

  // The state is another one: the address follows, and all that shows it.
  changed() {
    clearTimeout(this.writing);
    this.writing = setTimeout(() => {  // browsers allow a limited number of changes a second
      this.fragment = toFragment(this.state);
      // In a frame without an address of its own, "#..." alone would belong to the page around it.
      history.replaceState(null, "", `${location.href.split("#")[0]}#${this.fragment}`);
    }, 250);
    this.schedule();
  }

  schedule() {
    if (this.scheduled) return;
    this.scheduled = requestAnimationFrame(() => {
      this.scheduled = null;
      this.draw();
    });
  }

  draw() {
    const root = document.documentElement, { state, sweep } = this;
    root.dataset.theme = this.isDark() ? "dark" : "light";
    const color = name => getComputedStyle(root).getPropertyValue(`--${name}`).trim();
    const isGrey = state.map === "grey";
    this.theme = { pending: color("pending"), missing: isGrey ? "#e3b5b0" : color("missing"),
                   failed: isGrey ? "#b0716a" : color("failed") };
    const [, hex] = sweep.words.colormaps.find(([name]) => name === state.map);
    const key = `${state.map} ${state.reversed}`;
    if (this.colorKey !== key) this.colors = new ColorMap(hex, Boolean(state.reversed));
    this.colorKey = key;
    this.drawn = this.panels.map(panel => panel.draw());
    this.drawControls();
    this.drawCell();
  }

  drawControls() {
    const { state, sweep } = this, t = sweep.axes[2];
    const text = `${t.name} = ${withUnit(numberText(t.values[state.k]), t.unit)}`;
    find("t").value = state.k;
    find("t").setAttribute("aria-label", t.longName || t.name);
    find("t").setAttribute("aria-valuetext", text);
    find("t-value").textContent = text;
    find("map").value = state.map;
    find("reversed").checked = Boolean(state.reversed);
    find("second").setAttribute("aria-pressed", String(state.panels.length > 1));
    find("whole").hidden = !state.view;
  }

  drawCell() {
    const cell = { ...this.state, ...this.hovered };
    const rows = cellRows(this.sweep, cell);
    find("values").replaceChildren(...rows.map(([name, text, title]) =>
        html("tr", { title }, html("th", { scope: "row" }, name), html("td", {}, text))));
    drawSlices(find("slices"), this.sweep, this.drawn, cell);
    this.computeIfNew();
    const width = find("live").clientWidth;
    if (this.live && this.liveWidth !== width) this.live.draw();
    this.liveWidth = width;
  }

  computeIfNew() {
    const { i, j, k, changes } = this.state, key = JSON.stringify([i, j, k, changes]);
    if (!this.live || key === this.computed || this.playing) return;
    this.computed = key;
    this.live.show({ i, j, k });
  }

  isDark() {
    return (this.state.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"))
        === "dark";
  }

  view() {
    const { nx, ny } = this.sweep.shape;
    return this.state.view ?? [0, nx, 0, ny];
  }

  hover(cell) {
    if (cell?.i === this.hovered?.i && cell?.j === this.hovered?.j) return;
    this.hovered = cell;
    this.schedule();
  }

  pick({ i, j }) { this.set({ i, j }); }

  see(view) { this.set({ view }); }

  show(k) {
    const { nt } = this.sweep.shape;
    this.set({ k: (k + nt) % nt });
  }

  play(isOn) {
    this.playing = isOn;
    find("play").setAttribute("aria-pressed", String(isOn));
    find("play").setAttribute("aria-label", isOn ? "Pause" : "Play");
    find("play").textContent = isOn ? "❚❚" : "▶";
    let last = performance.now();
    const go = now => {
      if (!this.playing) return;
      if (now - last >= FRAME_SECONDS * 1000) {
        last = now;
        this.show(this.state.k + 1);
      }
      requestAnimationFrame(go);
    };
    if (isOn) requestAnimationFrame(go);
    else this.changed();
  }

  toggleSecond() {
    const { panels } = this.state;
    if (panels.length > 1) panels.pop();
    else {
      const other = this.sweep.metrics.find(metric => metric.name !== panels[0].metric);
      panels.push(newPanel(other.name));
    }
    this.fit();
    this.changed();
  }

  picture() { return pictureOf(this.sweep, this.panels.map(panel => panel.map), this.state); }

  fileName(ending) {
    const name = this.sweep.words.file.replace(/\.nc$/, "").replace(/[^\w.-]+/g, "-");
    return `${name}.${this.state.panels.map(panel => panel.metric).join(".")}.${this.state.k}.${ending}`;
  }

  async copy() {
    const text = frameTable(this.sweep, this.state.k);
    try {
      await navigator.clipboard.writeText(text);
    } catch {  // a page from a file may not be allowed to
      const field = html("textarea", { class: "unseen" });
      field.value = text;
      document.body.append(field);
      field.select();
      document.execCommand("copy");
      field.remove();
    }
    this.say(`The values of ${this.sweep.shape.nx * this.sweep.shape.ny} cells are copied.`);
  }

  say(text) { find("announce").textContent = text; }

  // Keys that work everywhere but in fields.
  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || find("keys").open) return;
    if (event.target.closest("input, select, textarea, button, summary, .handle")) return;
    const acts = { ",": () => this.show(this.state.k - 1), ".": () => this.show(this.state.k + 1),
                   " ": () => this.play(!this.playing), m: () => this.nextMetric(),
                   c: () => this.nextMap(), 0: () => this.see(null) };
    if (!(event.key in acts)) return;
    event.preventDefault();
    acts[event.key]();
  }

  // Keys of a map that has the focus.
  mapKey(event, panel) {
    const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
    const zooms = { "+": 0.7, "=": 0.7, "-": 1 / 0.7 };
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key in moves) this.step(...moves[event.key].map(n => n * (event.shiftKey ? 10 : 1)));
    else if (event.key in zooms) {
      panel.map.zoom(zooms[event.key], { x: this.state.i + 0.5, y: this.state.j + 0.5 });
    } else return;
    event.preventDefault();
  }

  step(di, dj) {
    const { nx, ny } = this.sweep.shape;
    this.hovered = null;
    this.pick({ i: Math.min(nx - 1, Math.max(0, this.state.i + di)),
                j: Math.min(ny - 1, Math.max(0, this.state.j + dj)) });
    const rows = cellRows(this.sweep, this.state);
    this.say(rows.map(([name, text]) => `${name} ${text}`).join(", "));
  }

  nextMetric() {
    const { metrics } = this.sweep, { metric } = this.state.panels[0];
    const n = metrics.findIndex(one => one.name === metric);
    this.panels[0].choose(metrics[(n + 1) % metrics.length].name);
  }

  nextMap() {
    const names = this.sweep.words.colormaps.map(([name]) => name);
    this.set({ map: names[(names.indexOf(this.state.map) + 1) % names.length] });
  }
}

async function open() {
  const sweep = await Sweep.read();
  find("main").hidden = false;
  find("message").hidden = true;
  return new Page(sweep);
}

open().then(page => {
  window.page = Object.assign(page, { pictures: { svgBlob, pngBlob } });  // for tests and consoles
  document.documentElement.dataset.ready = "yes";
}, error => { find("message").textContent = `The page cannot be shown (${error.message}).`; });
