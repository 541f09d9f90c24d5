// SPDX-License-Identifier: GPL-3.0-or-later
// The page's modules under Node, where there is one. What needs a browser is in
// tests/e2e/explore_test.py.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import test from "node:test";

import { scalesOf } from "../../share/explore/colorbar.mjs";
import { contourPath } from "../../share/explore/contour.mjs";
import { fromPlanes } from "../../share/explore/data.mjs";
import { EventQueue } from "../../share/explore/events.mjs";
import { numberText } from "../../share/explore/format.mjs";
import { axisTicks } from "../../share/explore/heatmap.mjs";
import { LinearSystem } from "../../share/explore/linear.mjs";
import { Machine } from "../../share/explore/machine.mjs";
import { extent, linePath } from "../../share/explore/plot.mjs";
import { ColorMap, linearTicks, logTicks, paint, ValueScale } from "../../share/explore/scale.mjs";
import { fromFragment, newPanel, toFragment } from "../../share/explore/state.mjs";

const slot = n => 4 * n, value = n => 4 * n + 1, constant = n => 4 * n + 2, temporary = n => 4 * n + 3;

test("a program reads all slots before it writes one", () => {
  const program = { code: [[0, slot(1)], [11, slot(0), constant(0)]], constants: [10],
                    outputs: [0, 0, 1, 1], calls: [], temporaries: 0 };
  const machine = new Machine({ slots: 2, systems: [] }, [program]);
  const loaded = machine.load(program);
  machine.memory.set([1, 2]);
  machine.run(loaded);
  assert.deepEqual([...machine.memory.subarray(0, 2)], [2, 11]);
});

test("operations do what their numbers say", () => {
  const nan = NaN;
  const cases = [  // operation, operands, result
    [1, [-2], 2], [2, [9], 3], [3, [-0.5], -1], [12, [1, 3], -2], [13, [2, 3], 6],
    [14, [1, 4], 0.25], [15, [2, 10], 1024], [16, [1, nan], nan], [16, [nan, 1], 1], [17, [2, 1], 2],
    [18, [2, 3, 4], 10], [19, [2, 3, 4], 2], [20, [2, 3, 4], -2], [21, [1, 2, 3, 4], 3],
    [21, [nan, 2, 3, 4], 4], [22, [2, 2, 3, 4], 3], [23, [2, 2, 3, 4], 3], [24, [nan, nan, 3, 4], 3],
    [4, [1023 + 2 ** 52], 1],  // bits 0x3ff in the lowest twelve: the number 1
  ];
  for (const [operation, operands, expected] of cases) {
    const program = { code: [[operation, ...operands.map((_, n) => constant(n))]],
                      constants: operands, outputs: [0, 0], calls: [], temporaries: 0 };
    const machine = new Machine({ slots: 1, systems: [] }, [program]);
    machine.run(machine.load(program));
    assert.equal(machine.memory[0], expected, `${operation} of ${operands}`);
  }
});

test("a linear system is solved, and its growth is that of its elimination", () => {
  // [2 1 0; 4 3 1; 0 1 5] x = [4; 13; 17] has x = [1; 2; 3]; pivots 2, 1, 4.
  const rows = [[0, [0, 1], [0, 1]], [1, [0, 1, 2], [2, 3, 4]], [2, [1, 2], [5, 6]]];
  const system = new LinearSystem(rows);
  const m = Float64Array.from([2, 1, 4, 3, 1, 1, 5, /* scale */ 1, 1, 1, /* x */ 4, 13, 17]);
  system.findFill(0, new Set([0, 1, 2, 3, 4, 5, 6]));
  const growth = system.factorize(m, 0, 7);
  system.solve(m, 0, 10);
  assert.deepEqual([...m.subarray(10)], [1, 2, 3]);
  // Row sums of |L||U| over those of |A|: 3/3, (2·3 + 2)/8, (1·2 + 4)/6.
  assert.equal(growth, 1);
  assert.ok(Number.isNaN(new LinearSystem([[0, [0], [0]]]).factorize(Float64Array.from([0, 1]), 0, 1)));
});

test("what fills in begins as zero at each factorization", () => {
  // [1 1 1; 1 2 0; 1 0 3]: the places of (1, 2) and (2, 1) are not given.
  const rows = [[0, [0, 1, 2], [0, 1, 2]], [1, [0, 1, 2], [3, 4, 5]], [2, [0, 1, 2], [6, 7, 8]]];
  const system = new LinearSystem(rows);
  system.findFill(0, new Set([0, 1, 2, 3, 4, 6, 8]));
  for (let n = 0; n < 2; ++n) {
    const m = Float64Array.from([1, 1, 1, 1, 2, 99, 1, 99, 3, 1, 1, 1, 6, 5, 10]);
    system.factorize(m, 0, 9);
    system.solve(m, 0, 12);
    [1, 2, 3].forEach((x, i) => assert.ok(Math.abs(m[12 + i] - x) < 1e-14));
  }
});

test("events wait, are cancelled, and go by priority", () => {
  const event = { wasTrue: 0, isTrue: 1, delay: 2, priority: null, persistent: false, late: false,
                  targets: [4], values: [5] };
  const m = [0, 1, 2, 0, 0, 7];
  const queue = new EventQueue([event]);
  assert.equal(queue.step(m, 10), false);
  assert.equal(queue.next(), 12);
  m[5] = 8;  // too late: its value was taken when it was triggered
  assert.equal(queue.step(m, 12), true);
  assert.equal(m[4], 7);
  m[0] = 0;
  assert.equal(queue.step(m, 20), false);
  m[1] = 0;
  assert.equal(queue.step(m, 22), false);
  assert.equal(queue.next(), Infinity);

  const two = [{ ...event, delay: null, priority: 6, targets: [4], values: [5] },
               { ...event, wasTrue: 7, delay: null, priority: 8, targets: [9], values: [5] }];
  const rows = [0, 1, 0, 0, 0, 3, 1, 0, 2, 0];
  const both = new EventQueue(two);
  assert.equal(both.step(rows, 0), true);
  assert.deepEqual([rows[4], rows[9]], [0, 3]);  // the second one, of priority 2
});

test("planes of bytes become numbers", () => {
  const planes = Uint8Array.from([0x3f, 0xc0, 0x80, 0, 0, 0, 0, 0]);
  assert.deepEqual([...fromPlanes(planes, 2, 4)], [1, -2]);
  const wide = new Uint8Array(32);
  wide.set([0x3f, 0xf0], 0);    // frame 0, one cell: 1
  const frames = fromPlanes(Uint8Array.from([0x3f, 0xf0, 0, 0, 0, 0, 0, 0,
                                             0xc0, 0, 0, 0, 0, 0, 0, 0]), 1, 8);
  assert.deepEqual([...frames], [1, -2]);
});

test("scales go forth and back", () => {
  for (const kind of ["linear", "log", "symlog"]) {
    const scale = new ValueScale(kind, 0.5, 200);
    assert.equal(scale.position(0.5), 0);
    assert.ok(Math.abs(scale.position(200) - 1) < 1e-12);
    assert.ok(Math.abs(scale.value(scale.position(3)) - 3) < 1e-12);
  }
  assert.equal(new ValueScale("linear", 2, 2).position(2), 0.5);
  assert.equal(new ValueScale("log", -1, 1000).low, 1000 / 1e6);
  assert.deepEqual(new ValueScale("log", 0, 1e-320).ticks(5), [1e-320]);
  assert.equal(new ValueScale("log", -2, -1).kind, "linear");
});

test("ticks are round and within the ends", () => {
  assert.deepEqual(linearTicks(0, 1, 5), [0, 0.2, 0.4, 0.6, 0.8, 1]);
  assert.deepEqual(linearTicks(1, -1, 4), [-1, -0.5, 0, 0.5, 1]);
  assert.deepEqual(linearTicks(0.6, 0.6 + 1e-16, 3), [0.6]);  // neighbours among numbers
  assert.deepEqual(logTicks(1, 1e6, 7), [1, 10, 100, 1000, 1e4, 1e5, 1e6]);
  const log = { spacing: "log", values: [1, 10, 100] };
  assert.deepEqual(axisTicks(log, 0, 3, 3).map(([place]) => place), [0.5, 1.5, 2.5]);
  const list = { spacing: "list", values: [5, 1, 7] };
  assert.deepEqual(axisTicks(list, 0, 3, 9), [[0.5, "5"], [1.5, "1"], [2.5, "7"]]);
});

test("each cell gets the colour of its value, and the top row is the last one", () => {
  const hex = Array.from({ length: 256 }, (_, n) => n.toString(16).padStart(2, "0").repeat(3)).join("");
  const colors = new ColorMap(hex, false), pixels = new Uint32Array(6);
  const values = Float32Array.from([0, 0.5, 1, -9, 9, NaN]), status = [1, 1, 1, 1, 1, 2];
  const classes = [7, 8, 9];
  paint(values, status, { nx: 3, ny: 2 }, new ValueScale("linear", 0, 1), colors, classes, pixels);
  const grey = n => (0xff000000 | n << 16 | n << 8 | n) >>> 0;
  assert.deepEqual([...pixels], [grey(0), grey(255), 9, grey(0), grey(128), grey(255)]);
});

test("the range widens around its centre", () => {
  const metric = { range: { min: 0, max: 10, least: 1 } };
  const { scale } = scalesOf(metric, { ...newPanel("a"), center: 2 });
  assert.deepEqual([scale.low, scale.high], [-6, 10]);
  const log = scalesOf(metric, { ...newPanel("a"), scale: "log", center: 2 }).scale;
  assert.deepEqual([log.low, log.high], [0.4, 10]);
});

test("a contour line of a plane is straight", () => {
  const values = Float64Array.from([0, 1, 2, 0, 1, 2]);
  assert.equal(contourPath(values, { nx: 3, ny: 2 }, 0.25), "M0.250 0.000L0.250 1.000");
  assert.equal(contourPath(values.map(v => (v === 1 ? NaN : v)), { nx: 3, ny: 2 }, 0.25), "");
});

test("a line of many points keeps its extremes", () => {
  const x = Float64Array.from({ length: 1000 }, (_, n) => n / 1000), y = x.map(v => (v === 0.5 ? 9 : 0));
  assert.match(linePath(x, y, v => 10 * v, v => v), /9\.0/);
  assert.deepEqual(extent([[NaN, 3, 1]]), [1, 3]);
  assert.equal(extent([[NaN]]), null);
  const [low, high] = extent([[0.6, 0.6 + 1e-16]]);
  assert.ok(high - low > 0.05);
});

test("numbers are short", () => {
  assert.equal(numberText(-0.0123), "−0.0123");
  assert.equal(numberText(3.5e-7), "3.5×10⁻⁷");
  assert.equal(numberText(1e9), "10⁹");
  assert.equal(numberText(NaN), "none");
});

test("the fragment holds the view, and what is not right in it is left out", () => {
  const sweep = {
    shape: { nx: 5, ny: 4, nt: 3 },
    metricCalled: name => (name === "A_mean" ? {} : undefined),
    metrics: [{ name: "A_mean" }],
    words: { colormaps: [["viridis", ""], ["grey", ""]],
             simulation: { parameters: [{ name: "k" }] } },
  };
  const state = { k: 2, i: 1, j: 3, map: "grey", reversed: 1, theme: "dark", view: [0, 2, 1, 4],
                  panels: [{ ...newPanel("A_mean"), scale: "log", low: 0.5 }], changes: { k: 0.25 } };
  assert.deepEqual(fromFragment(toFragment(state), sweep), state);
  const wrong = fromFragment("k=9&i=-1&j=x&map=none&view=3,2,0,1&0.metric=B&p.k=one&theme=pink", sweep);
  assert.deepEqual(wrong, { k: 1, i: 2, j: 2, map: "viridis", reversed: null, theme: null, view: null,
                            panels: [newPanel("A_mean")], changes: {} });
});

test("no two modules declare the same name, since they are joined into one", () => {
  const folder = new URL("../../share/explore/", import.meta.url);
  const texts = readdirSync(folder).filter(name => name.endsWith(".mjs"))
      .map(name => readFileSync(new URL(name, folder), "utf8"));
  const joined = texts.join("\n").replace(/^import .*$/gm, "").replace(/^export /gm, "");
  assert.doesNotThrow(() => new Function(`"use strict";${joined}`));
});
