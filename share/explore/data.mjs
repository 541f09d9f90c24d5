// SPDX-License-Identifier: GPL-3.0-or-later
// The data of the page: elements that hold zlib streams as base64.

const CHARACTERS = 1 << 20;  // decoded at once; a multiple of 4

function decoded(text) {
  const binary = atob(text), bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; ++i) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

// The bytes of an element; its text is given up.
async function unpack(id) {
  const element = document.getElementById(id), text = element.textContent;
  element.remove();
  let at = 0;
  const packed = new ReadableStream({
    pull(controller) {
      controller.enqueue(decoded(text.slice(at, at + CHARACTERS)));
      at += CHARACTERS;
      if (at >= text.length) controller.close();
    },
  });
  const plain = packed.pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(plain).arrayBuffer());
}

// Undoes byte_planes(): of each frame, first the highest byte of each number, ….
export function fromPlanes(bytes, cells, width) {
  const count = bytes.length / width;
  const joined = new Uint8Array(bytes.length);
  for (let frame = 0; frame * cells < count; ++frame) {
    const begin = frame * cells * width;
    for (let byte = 0; byte < width; ++byte) {
      const plane = begin + byte * cells;
      let to = begin + width - 1 - byte;
      for (let cell = 0; cell < cells; ++cell, to += width) joined[to] = bytes[plane + cell];
    }
  }
  return width === 4 ? new Float32Array(joined.buffer) : new Float64Array(joined.buffer);
}

// A metric of the sweep: its values in all frames.
class Metric {
  constructor(words, values, shape) {
    Object.assign(this, words);
    this.values = values;
    this.shape = shape;
    let min = Infinity, max = -Infinity, least = Infinity;
    for (const value of values) {
      if (value < min) min = value;
      if (value > max) max = value;
      if (value > 0 && value < least) least = value;
    }
    this.range = min <= max ? { min, max, least } : null;  // least: above 0
  }

  frame(k) {
    const cells = this.shape.nx * this.shape.ny;
    return this.values.subarray(k * cells, (k + 1) * cells);
  }

  at(i, j, k) { return this.values[(k * this.shape.ny + j) * this.shape.nx + i]; }
}

// All that is stored.
export class Sweep {
  static async read() {
    const words = JSON.parse(new TextDecoder().decode(await unpack("description")));
    const sweep = new Sweep();
    sweep.words = words;
    sweep.axes = words.axes.map(axis => ({ ...axis, values: axis.values.map(Number) }));
    const [nx, ny, nt] = sweep.axes.map(axis => axis.values.length);
    sweep.shape = { nx, ny, nt };
    sweep.status = await unpack("status");
    sweep.verdict = words.verdicts ? await unpack("verdict") : null;
    sweep.metrics = [];
    for (const [m, metric] of words.metrics.entries()) {
      const values = fromPlanes(await unpack(`metric-${m}`), nx * ny, words.bytes);
      sweep.metrics.push(new Metric(metric, values, sweep.shape));
    }
    return sweep;
  }

  statusAt(i, j, k) { return this.status[(k * this.shape.ny + j) * this.shape.nx + i]; }

  // The word of a verdict; null in a file that holds none.
  verdictAt(i, j, k) {
    const { shape, verdict, words } = this;
    return verdict && (words.verdicts[verdict[(k * shape.ny + j) * shape.nx + i]] ?? "unknown");
  }

  statusFrame(k) {
    const cells = this.shape.nx * this.shape.ny;
    return this.status.subarray(k * cells, (k + 1) * cells);
  }

  metricCalled(name) { return this.metrics.find(metric => metric.name === name); }
}
