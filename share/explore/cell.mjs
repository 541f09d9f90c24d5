// SPDX-License-Identifier: GPL-3.0-or-later
// The cell in time: computes it in the page, and draws states and derived values over time and
// against each other. Parameters that are no axes have sliders.

import { html, labelText, numberText, valueText, withUnit } from "./format.mjs";
import { Simulation } from "./kernel.mjs";
import { drawPlot, extent } from "./plot.mjs";

const SLICE = 12;               // milliseconds of computing between two pictures
const LONGEST = 20_000;         // milliseconds after which a cell is given up
const AGREES = 1e-6;            // relative difference to the stored value that counts as none
const SHOWN_AT_FIRST = 4;       // series
const STEPS = 400;              // of a slider
const RATIO = 10;               // that a slider reaches up and down from a parameter's value
const TIME_HEIGHT = 250, PHASE_HEIGHT = 280;

const SERIES_COLORS = 6;  // that page.css has

function colorOf(n) { return `var(--series-${n % SERIES_COLORS})`; }

export class LiveCell {
  // page: { state, changed(), metricsOf(cell) }
  constructor(element, sweep, page) {
    this.sweep = sweep;
    this.page = page;
    this.words = sweep.words.simulation;
    this.simulation = new Simulation(this.words.programs, this.words.discrete);
    this.quantities = [...this.words.states, ...this.words.derived];
    const states = this.words.states.length;
    this.shown = this.quantities.map((_, n) => n < Math.min(states, SHOWN_AT_FIRST));
    this.phase = [0, Math.min(1, this.quantities.length - 1)];
    this.build(element);
  }

  build(element) {
    const check = (label, name) => html("label", { class: "check" },
        html("input", { type: "checkbox", onchange: event => {
          this[name] = event.target.checked;
          this.draw();
        } }), label);
    this.timePlot = html("div", { class: "plots" });
    this.phasePlot = html("div", { class: "plots" });
    this.results = html("table", { class: "values" });
    this.note = html("p", { class: "quiet", role: "status" });
    this.legend = html("div", { class: "legend" });
    const options = html("div", { class: "row" }, check("tail only", "tailOnly"),
                         check("log scale", "isLog"));
    this.choices = [0, 1].map(n => this.phaseChoice(n));
    const phase = html("details", { open: this.quantities.length > 1 },
                       html("summary", {}, "Phase portrait"),
                       html("div", { class: "row" }, this.choices[1], "over", this.choices[0]),
                       this.phasePlot);
    element.append(this.legend, this.timePlot, options, this.results, this.note, phase,
                   this.sliders());
    this.drawLegend();
  }

  phaseChoice(n) {
    const choice = html("select", { "aria-label": n === 0 ? "Horizontal" : "Vertical",
                                    onchange: () => {
                                      this.phase[n] = Number(choice.value);
                                      this.draw();
                                    } },
        ...this.quantities.map((one, q) =>
            html("option", { value: q, selected: q === this.phase[n] }, one.name)));
    return choice;
  }

  drawLegend() {
    this.legend.replaceChildren(...this.quantities.map((quantity, n) => {
      const button = html("button", { type: "button", class: "series", title: quantity.description,
                                      "aria-pressed": String(this.shown[n]),
                                      onclick: () => {
                                        this.shown[n] = !this.shown[n];
                                        this.drawLegend();
                                        this.draw();
                                      } },
                          html("i"), labelText(quantity));
      button.firstChild.style.background = colorOf(n);
      return button;
    }));
  }

  // Sliders of all parameters but the axes'.
  sliders() {
    const axes = new Set(this.sweep.axes.map(axis => axis.name));
    const free = this.words.parameters.filter(one => !axes.has(one.name));
    const reset = html("button", { type: "button", onclick: () => {
      this.page.state.changes = {};
      this.page.changed();
      this.showSliders();
    } }, "Back to the sweep");
    this.rows = free.map(parameter => this.sliderRow(parameter));
    this.reset = reset;
    const table = html("div", { class: "sliders" }, ...this.rows.map(row => row.element));
    const part = html("details", { open: true }, html("summary", {}, "What if: other parameters"),
                      table, reset);
    part.hidden = free.length === 0;
    this.showSliders();
    return part;
  }

  sliderRow(parameter) {
    const id = `parameter-${this.words.parameters.indexOf(parameter)}`, { value } = parameter;
    const isLog = value > 0;
    const [low, high] = isLog ? [value / RATIO, value * RATIO]
        : value < 0 ? [2 * value, 0] : [-1, 1];
    const forth = v => (isLog ? Math.log(v / low) / Math.log(high / low)
                              : (v - low) / (high - low));
    const back = part => (isLog ? low * (high / low) ** part : low + part * (high - low));
    const set = (text, isFinal) => {
      const given = Number(text);
      if (!Number.isFinite(given) || text === "") return;
      if (given === value) delete this.page.state.changes[parameter.name];
      else this.page.state.changes[parameter.name] = given;
      this.page.changed();
      this.showSliders(isFinal ? null : id);
    };
    const slider = html("input", { type: "range", min: 0, max: STEPS, step: 1, id,
        disabled: !parameter.adjustable, oninput: () => {
          const part = slider.value / STEPS;
          const isHome = Math.abs(part - forth(value)) < 0.5 / STEPS;
          set(String(isHome ? value : Number(back(part).toPrecision(3))), true);
        } });
    const field = html("input", { type: "text", inputmode: "decimal",
        "aria-label": `${parameter.name}, as a number`, disabled: !parameter.adjustable,
        onchange: () => set(field.value.trim().replace("−", "-"), true) });
    const title = parameter.adjustable ? parameter.description
        : `${parameter.description} (an exponent, which the programs hold as a number)`;
    const element = html("div", { class: "slider", title },
        html("label", { for: id }, parameter.name), slider, field,
        html("span", { class: "unit" }, parameter.unit));
    const show = () => {
      const present = this.page.state.changes[parameter.name] ?? value;
      slider.value = Math.round(forth(present) * STEPS);
      slider.setAttribute("aria-valuetext", withUnit(numberText(present), parameter.unit));
      field.value = String(present);
      element.classList.toggle("changed", present !== value);
    };
    return { element, show };
  }

  showSliders() {
    for (const row of this.rows) row.show();
    this.reset.hidden = Object.keys(this.page.state.changes).length === 0;
  }

  // All parameters of a cell, in the model's order.
  parametersOf(cell) {
    const { changes } = this.page.state, place = [cell.i, cell.j, cell.k];
    return this.words.parameters.map(parameter => {
      const axis = this.sweep.axes.findIndex(one => one.name === parameter.name);
      return axis >= 0 ? this.sweep.axes[axis].values[place[axis]]
                       : changes[parameter.name] ?? Number(parameter.value);
    });
  }

  // Computes a cell to its end, at once.
  compute(cell) {
    const task = this.begin(cell);
    task.advance(Infinity);
    return task.result;
  }

  begin(cell) {
    return this.simulation.begin(this.parametersOf(cell));
  }

  // Shows a cell once it is computed; a cell that is under way is given up.
  show(cell) {
    const started = performance.now(), task = this.begin(cell);
    this.cell = cell;
    this.task = task;
    const go = () => {
      if (this.task !== task) return;
      const isDone = task.advance(performance.now() + SLICE);
      if (!isDone && performance.now() - started < LONGEST) {
        requestAnimationFrame(go);
        return;
      }
      this.task = null;
      this.result = task.result;
      this.seconds = (performance.now() - started) / 1000;
      this.draw();
      this.drawResults();
    };
    go();
  }

  draw() {
    if (!this.result) return;
    const { times, states, derived } = this.result, all = [...states, ...derived];
    const width = Math.max(240, this.timePlot.clientWidth);
    const { tailBegin, end } = this.simulation;
    const xs = this.tailOnly ? [tailBegin, end] : [0, end];
    const style = this.words.discrete ? "points" : "lines";
    const series = all.map((y, n) => ({ x: times, y, color: colorOf(n) }))
        .filter((_, n) => this.shown[n]);
    const first = this.tailOnly ? times.findIndex(t => t >= tailBegin) : 0;
    const inside = series.map(line => line.y.subarray(Math.max(0, first)));
    const ys = extent(inside, this.isLog ? v => v > 0 : undefined);
    this.timePlot.replaceChildren(ys ? drawPlot({
      label: "States over time", width, height: TIME_HEIGHT, xs, ys, series, style,
      isLog: this.isLog, xLabel: labelText({ name: this.words.time, unit: this.words.timeUnit }),
      shade: this.tailOnly ? null : [tailBegin, end],
    }) : html("p", { class: "quiet" }, "Nothing to show."));
    this.drawPhase(all, times, width);
  }

  drawPhase(all, times, width) {
    const [x, y] = this.phase.map(n => all[n]), { tailBegin } = this.simulation;
    const tail = Math.max(0, times.findIndex(t => t >= tailBegin));
    const from = this.tailOnly ? tail : 0;
    const xs = roomy(extent([x.subarray(from)])), ys = roomy(extent([y.subarray(from)]));
    if (!xs || !ys) {
      this.phasePlot.replaceChildren();
      return;
    }
    const label = n => labelText(this.quantities[this.phase[n]]);
    const color = "var(--accent)", series = [{ x: x.subarray(tail), y: y.subarray(tail), color }];
    if (!this.tailOnly) series.unshift({ x: x.subarray(0, tail + 1), y: y.subarray(0, tail + 1),
                                         color, faint: true });
    this.phasePlot.replaceChildren(drawPlot({
      label: `Phase portrait of ${label(1)} over ${label(0)}`, width,
      height: Math.min(PHASE_HEIGHT, width), xs, ys, series, xLabel: label(0), yLabel: label(1),
      style: this.words.discrete ? "points" : "curve",
    }));
  }

  // The metrics that were found, beside the stored ones.
  drawResults() {
    const isChanged = Object.keys(this.page.state.changes).length > 0;
    if (!this.result) {
      this.results.replaceChildren();
      this.note.textContent = `This cell takes longer than ${LONGEST / 1000} s in the page, and ` +
                              "was given up.";
      return;
    }
    const rows = this.sweep.metrics.map(metric => {
      const stored = metric.at(this.cell.i, this.cell.j, this.cell.k);
      if (metric.computed === null) {
        return html("tr", {}, html("th", { scope: "row" }, metric.name),
                    html("td", {}, "not computed in the page"));
      }
      const found = this.result.metrics[metric.computed];
      const beside = isChanged ? `in the sweep ${numberText(stored)}`
          : agrees(found, stored) ? "as stored" : `stored ${numberText(stored)}`;
      return html("tr", {}, html("th", { scope: "row" }, metric.name),
                  html("td", {}, valueText(found, metric.unit)),
                  html("td", { class: "quiet" }, beside));
    });
    this.results.replaceChildren(...rows);
    const outcome = this.result.status === "ok" ? ""
        : `The simulation failed (${this.result.status.replaceAll("_", " ")}). `;
    this.note.textContent = `${outcome}${this.result.steps} steps, computed here in ` +
                            `${Math.max(1, Math.round(this.seconds * 1000))} ms.`;
  }
}

// Ends of an axis, with some room beside them.
function roomy(ends) {
  const room = ends && (ends[1] - ends[0]) * 0.03;
  return ends && [ends[0] - room, ends[1] + room];
}

export function agrees(found, stored) {
  if (Number.isNaN(found) || Number.isNaN(stored)) {
    return Number.isNaN(found) && Number.isNaN(stored);
  }
  return Math.abs(found - stored) <= AGREES * Math.max(Math.abs(found), Math.abs(stored));
}
