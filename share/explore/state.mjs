// SPDX-License-Identifier: GPL-3.0-or-later
// What the page shows, kept in the URL's fragment so that a view can be bookmarked and sent.

const NUMBERS = new Set(["low", "high", "center", "contours"]);

// Panels become "0.metric=P_period&0.low=20", changed parameters "p.kP=0.3", the rest "k=3".
export function toFragment(state) {
  const words = new URLSearchParams();
  const put = (key, value) => {
    if (value !== null && value !== undefined && value !== "") words.set(key, String(value));
  };
  for (const key of ["k", "i", "j", "map", "reversed", "theme"]) put(key, state[key]);
  if (state.view) put("view", state.view.map(v => Number(v.toFixed(3))).join(","));
  state.panels.forEach((panel, n) => {
    for (const [key, value] of Object.entries(panel)) put(`${n}.${key}`, value);
  });
  for (const [name, value] of Object.entries(state.changes)) put(`p.${name}`, value);
  return words.toString();
}

function wholeBelow(text, end, fallback) {
  const value = text === null ? NaN : Number(text);
  return Number.isInteger(value) && value >= 0 && value < end ? value : fallback;
}

function readPanel(words, n, sweep) {
  const metric = words.get(`${n}.metric`) ?? (n === 0 ? sweep.metrics[0].name : null);
  if (!sweep.metricCalled(metric)) return null;
  const panel = newPanel(metric);
  for (const key of Object.keys(panel)) {
    const text = words.get(`${n}.${key}`);
    if (text === null) continue;
    if (!NUMBERS.has(key)) panel[key] = text;
    else if (Number.isFinite(Number(text))) panel[key] = Number(text);
  }
  if (!["linear", "log", "symlog"].includes(panel.scale)) panel.scale = "linear";
  panel.contours = wholeBelow(String(panel.contours), 31, 0);
  return panel;
}

export function newPanel(metric) {
  return { metric, scale: "linear", low: null, high: null, center: null, contours: 0 };
}

function readView(text, { nx, ny }) {
  const view = (text ?? "").split(",").map(Number);
  const isView = view.length === 4 && view.every(Number.isFinite) && view[0] < view[1] &&
                 view[2] < view[3] && view[0] >= 0 && view[1] <= nx && view[2] >= 0 && view[3] <= ny;
  return isView ? view : null;
}

export function fromFragment(fragment, sweep) {
  const words = new URLSearchParams(fragment), { nx, ny, nt } = sweep.shape;
  const panels = [0, 1].map(n => readPanel(words, n, sweep)).filter(Boolean);
  const changes = {};
  for (const parameter of sweep.words.simulation?.parameters ?? []) {
    const text = words.get(`p.${parameter.name}`);
    if (text !== null && Number.isFinite(Number(text))) changes[parameter.name] = Number(text);
  }
  const maps = sweep.words.colormaps.map(([name]) => name);
  return {
    k: wholeBelow(words.get("k"), nt, nt >> 1),
    i: wholeBelow(words.get("i"), nx, nx >> 1),
    j: wholeBelow(words.get("j"), ny, ny >> 1),
    map: maps.includes(words.get("map")) ? words.get("map") : maps[0],
    reversed: words.get("reversed") ? 1 : null,
    theme: ["light", "dark"].includes(words.get("theme")) ? words.get("theme") : null,
    view: readView(words.get("view"), sweep.shape),
    panels: panels.length > 0 ? panels : [newPanel(sweep.metrics[0].name)],
    changes,
  };
}
