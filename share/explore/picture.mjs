// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures to keep: the maps with axes and colour bars, as SVG or PNG; and values as text.

import { drawPlainBar } from "./colorbar.mjs";
import { numberText, svg, withUnit } from "./format.mjs";
import { drawContours, drawMapAxes } from "./heatmap.mjs";

const MAP = 480, LEFT = 70, TOP = 64, BOTTOM = 60, BAR = 110;  // of the SVG, in pixels
const PNG_SCALE = 2;

// As attributes: the page allows no style sheets but its own.
const LOOKS = [
  ["text", { "font-family": "system-ui, sans-serif", "font-size": 13, fill: "#22262b" }],
  [".title", { "font-size": 17, "font-weight": 600 }],
  [".ticks line", { stroke: "#555b63" }],
  [".frame", { fill: "none", stroke: "#555b63" }],
  [".halo", { stroke: "#ececec", "stroke-width": 3 }],
  [".contour", { stroke: "#181818", "stroke-width": 1 }],
];

// Panels side by side, on white: an SVG element that needs nothing else.
export function pictureOf(sweep, maps, cell) {
  const width = maps.length * (LEFT + MAP + BAR), height = TOP + MAP + BOTTOM;
  const root = svg("svg", { xmlns: "http://www.w3.org/2000/svg", width, height,
                            viewBox: `0 0 ${width} ${height}` });
  root.append(svg("rect", { width, height, fill: "#fff" }));
  const t = sweep.axes[2];
  root.append(
      svg("text", { x: LEFT, y: 26, class: "title" }, sweep.words.title || sweep.words.file),
      svg("text", { x: LEFT, y: 48 },
          `${t.name} = ${withUnit(numberText(t.values[cell.k]), t.unit)}`));
  maps.forEach((map, n) => root.append(drawPanel(map, n * (LEFT + MAP + BAR) + LEFT)));
  for (const [selector, look] of LOOKS) {
    for (const node of root.querySelectorAll(selector)) {
      for (const [name, value] of Object.entries(look)) node.setAttribute(name, value);
    }
  }
  return root;
}

function drawPanel(map, left) {
  const area = { left, top: TOP, width: MAP, height: MAP }, { what } = map;
  const image = svg("image", { x: left, y: TOP, width: MAP, height: MAP,
                               preserveAspectRatio: "none", "image-rendering": "pixelated",
                               href: map.canvas.toDataURL("image/png") });
  const clip = svg("svg", { x: left, y: TOP, width: MAP, height: MAP, overflow: "hidden",
                            viewBox: `${left} ${TOP} ${MAP} ${MAP}` });
  clip.append(drawContours(area, what.view, map.contours));
  const bar = { left: left + MAP + 18, top: TOP, width: 16, height: MAP };
  return svg("g", {}, image, clip, drawMapAxes(area, what.view, map.sweep.axes),
             drawPlainBar(bar, what));
}

export function svgBlob(picture) {
  const text = new XMLSerializer().serializeToString(picture);
  return new Blob([`<?xml version="1.0" encoding="UTF-8"?>\n${text}`], { type: "image/svg+xml" });
}

export async function pngBlob(picture) {
  const url = URL.createObjectURL(svgBlob(picture)), image = new Image();
  try {
    image.src = url;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = picture.getAttribute("width") * PNG_SCALE;
    canvas.height = picture.getAttribute("height") * PNG_SCALE;
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise(done => canvas.toBlob(done, "image/png"));
  } finally {
    URL.revokeObjectURL(url);
  }
}

export function save(blob, name) {
  const url = URL.createObjectURL(blob), link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

// The present frame as a table for a spreadsheet: x, y, t and all metrics, a line for each cell.
export function frameTable(sweep, k) {
  const { nx, ny } = sweep.shape, [x, y, t] = sweep.axes;
  const quoted = word => (/["\t\n]/.test(word) ? `"${word.replaceAll('"', '""')}"` : word);
  const lines = [[x, y, t, ...sweep.metrics].map(one => quoted(one.name)).join("\t")];
  for (let j = 0; j < ny; ++j) {
    for (let i = 0; i < nx; ++i) {
      const values = sweep.metrics.map(metric => metric.at(i, j, k));
      lines.push([x.values[i], y.values[j], t.values[k], ...values]
          .map(v => (Number.isNaN(v) ? "" : v)).join("\t"));
    }
  }
  return lines.join("\n") + "\n";
}
