// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers and words as the page shows them, and elements that hold them. Texts become text nodes,
// never markup.

const SUPERSCRIPTS = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷",
                       8: "⁸", 9: "⁹" };

// To so many digits, without trailing zeros: −0.0123, 3.5×10⁻⁷.
export function numberText(value, digits = 5) {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "none" : value > 0 ? "∞" : "−∞";
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size >= 1e-3 && size < 1e6) {
    return String(Number(value.toPrecision(digits))).replace("-", "−");
  }
  const [mantissa, exponent] = value.toExponential(digits - 1).split("e");
  const power = [...exponent.replace("+", "")].map(c => SUPERSCRIPTS[c]).join("");
  const factor = String(Number(mantissa)).replace("-", "−");
  return factor === "1" ? `10${power}` : `${factor}×10${power}`;
}

export function withUnit(text, unit) { return unit ? `${text} ${unit}` : text; }

// A value with its unit; "none" where there is none.
export function valueText(value, unit) {
  return withUnit(numberText(value), Number.isNaN(value) ? "" : unit);
}

// "name (unit)", as it stands along an axis.
export function labelText({ name, unit }) { return unit ? `${name} (${unit})` : name; }

// The words of a status: "not_finite" is "not finite".
export function statusText(name) { return name.replaceAll("_", " "); }

function build(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) {
      node.setAttribute(name, value);
    }
  }
  node.append(...children);
  return node;
}

export function html(tag, attributes = {}, ...children) {
  return build(document.createElement(tag), attributes, children);
}

// Pixels of a unit of drawings: they grow with the page's text.
export function drawingUnit() {
  return parseFloat(getComputedStyle(document.documentElement).fontSize) / 14;
}

const SVG = "http://www.w3.org/2000/svg";

export function svg(tag, attributes = {}, ...children) {
  return build(document.createElementNS(SVG, tag), attributes, children);
}
