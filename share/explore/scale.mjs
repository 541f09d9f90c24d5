// SPDX-License-Identifier: GPL-3.0-or-later
// From values to positions and colours, as in render::ValueScale and render::ColorMap.

const COLORS = 256;
const DECADES = 6;              // that a log scale which would reach 0 has
const ROUNDING = 1e-12;         // relative difference of numbers that the last bits alone tell apart
const LINEAR_PART = 1 / 1000;   // of the largest value: about where symlog turns logarithmic

export class ValueScale {
  constructor(kind, low, high) {
    if (kind === "log" && high <= 0) kind = "linear";
    if (kind === "log" && low <= 0) low = high / 10 ** DECADES || high;
    this.kind = kind;
    this.low = low;
    this.high = high;
    this.width = Math.max(Math.abs(low), Math.abs(high)) * LINEAR_PART || 1;
    this.offset = this.transform(low);
    this.span = this.transform(high) - this.offset;
  }

  transform(value) {
    if (this.kind === "log") return Math.log(value);
    return this.kind === "symlog" ? Math.asinh(value / this.width) : value;
  }

  // From 0 to 1 between the ends, and beyond them outside; NaN stays NaN.
  position(value) {
    if (!(this.span > 0)) return Number.isNaN(value) ? NaN : 0.5;
    if (this.kind === "log" && value <= 0) return -Infinity;
    return (this.transform(value) - this.offset) / this.span;
  }

  value(position) {
    const place = this.offset + position * this.span;
    if (this.kind === "log") return Math.exp(place);
    return this.kind === "symlog" ? Math.sinh(place) * this.width : place;
  }

  // Round values between the ends, about as many as wanted.
  ticks(wanted) {
    if (!(this.span > 0)) return [this.low];
    if (this.kind === "log") return logTicks(this.low, this.high, wanted);
    if (this.kind === "linear") return linearTicks(this.low, this.high, wanted);
    const found = [];
    for (let n = 0; n <= wanted; ++n) found.push(roundNear(this.value(n / wanted)));
    return [...new Set(found)].filter(v => v >= this.low && v <= this.high);
  }
}

function roundNear(value) { return Number(value.toPrecision(1)); }

// Whether two numbers differ by more than rounding. If not, there are no round numbers between them,
// and steps from one to the other may be too small to lead anywhere.
export function areApart(low, high) {
  return Math.abs(high - low) > ROUNDING * Math.max(Math.abs(low), Math.abs(high));
}

export function linearTicks(low, high, wanted) {
  if (low > high) [low, high] = [high, low];
  if (!areApart(low, high)) return [low];
  const raw = (high - low) / Math.max(1, wanted), unit = 10 ** Math.floor(Math.log10(raw));
  const step = unit * [1, 2, 5, 10].find(factor => factor * unit >= raw * 0.999);
  const ticks = [];
  for (let n = Math.ceil(low / step - 1e-9); n * step <= high + 1e-9 * step; ++n) {
    ticks.push(Number((n * step).toPrecision(12)));
  }
  return ticks;
}

export function logTicks(low, high, wanted) {
  const first = Math.ceil(Math.log10(low) - 1e-9), last = Math.floor(Math.log10(high) + 1e-9);
  const powers = last - first + 1, stride = Math.max(1, Math.ceil(powers / wanted));
  const factors = powers >= 3 ? [1] : powers === 2 ? [1, 2, 5] : [1, 2, 3, 5, 7];
  const ticks = [];
  for (let exponent = factors.length > 1 ? first - 1 : first; exponent <= last; exponent += stride) {
    for (const factor of factors) {
      const value = Number(`${factor}e${exponent}`);
      if (value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9)) ticks.push(value);
    }
  }
  return ticks.length > 1 ? ticks : linearTicks(low, high, wanted);
}

// 256 colours, as pixels of an ImageData and as text.
export class ColorMap {
  constructor(hex, isReversed) {
    this.pixels = new Uint32Array(COLORS);
    this.texts = [];
    for (let n = 0; n < COLORS; ++n) {
      const at = 6 * (isReversed ? COLORS - 1 - n : n), text = hex.slice(at, at + 6);
      this.texts.push(`#${text}`);
      this.pixels[n] = pixelOf(`#${text}`);
    }
  }

  indexAt(position) { return Math.max(0, Math.min(COLORS - 1, Math.floor(position * COLORS))); }
}

export function pixelOf(text) {
  const rgb = parseInt(text.slice(1), 16);
  return 0xff000000 | (rgb & 255) << 16 | (rgb & 0xff00) | rgb >> 16;
}

// Colours of a frame's cells, row j = 0 at the bottom. classes: pixels of cells without a value.
export function paint(values, status, { nx, ny }, scale, colors, classes, pixels) {
  const low = scale.offset, factor = scale.span > 0 ? COLORS / scale.span : 0;
  const middle = scale.span > 0 ? 0 : COLORS / 2, isLinear = scale.kind === "linear";
  const isLog = scale.kind === "log", table = colors.pixels;
  for (let j = 0; j < ny; ++j) {
    let to = (ny - 1 - j) * nx;
    for (let from = j * nx; from < (j + 1) * nx; ++from, ++to) {
      const value = values[from];
      if (value !== value || status[from] === 0) {
        pixels[to] = classes[status[from]];
        continue;
      }
      const place = isLinear ? value : isLog && value <= 0 ? -Infinity : scale.transform(value);
      const n = middle + (factor ? (place - low) * factor : 0);
      pixels[to] = table[n < 0 ? 0 : n >= COLORS ? COLORS - 1 : n | 0];
    }
  }
}
