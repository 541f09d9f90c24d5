// SPDX-License-Identifier: GPL-3.0-or-later
// Takes one cell through the programs of a simulation: the way of solve::MethodRunner, PhaseRunner
// and SwitchRunner, for a single lane. The programs decide on steps, widths, stiffness and events.

import { EventQueue } from "./events.mjs";
import { Machine } from "./machine.mjs";

const WATCHED = 1, TAIL = 2;                                           // PhaseKind
const RUNNING = 0, STIFF = 1, STUCK = 2, LEAVES_WATCH = 3, SWITCHED = 4;  // Condition
const CUT_AT_ZERO = 1, LOGARITHMIC = 2;                                // metric::Scale

// As in phase_runner.cpp and switch_runner.cpp.
const LONGEST_WATCH = 1.5, PAUSE = 1.5;
const MOST_AT_ONCE = 10000, MANY_SWITCHES = 100, SHORT_PART = 1e-6;

const PARTS = 4;  // of a step that are sampled; a map has nothing between its iterations
const MOST_POINTS = 40000;

// Steps between two looks at the clock.
const PATIENCE = 4096;

// A kernel's programs, loaded into a machine.
class Method {
  constructor(kernel) {
    const switching = kernel.switching;
    const all = [kernel.begin, kernel.takeOver, kernel.finish,
                 ...(kernel.scan ? [kernel.scan] : []),
                 ...kernel.phases.map(phase => phase.program),
                 ...(switching ? [switching.leave, switching.enter, ...switching.corners] : [])];
    this.kernel = kernel;
    this.machine = new Machine(kernel, all);
    const load = program => this.machine.load(program);
    this.begin = load(kernel.begin);
    this.takeOver = load(kernel.takeOver);
    this.finish = load(kernel.finish);
    this.scan = kernel.scan ? load(kernel.scan) : null;
    this.phases = kernel.phases.map(phase => load(phase.program));
    if (switching) {
      this.leave = load(switching.leave);
      this.enter = load(switching.enter);
      this.corners = switching.corners.map(load);
    }
    this.maxSteps = Number(kernel.maxSteps);
    this.targets = kernel.phases.map(phase => Number(phase.target));
  }
}

// States along a simulation: a few places of each step, so that there are more where more happens.
// Of a very long simulation every second one is kept, every fourth one, ….
class Sampler {
  constructor(states, parts) {
    this.parts = parts;
    this.rows = Array.from({ length: 1 + states }, () => []);  // times first
    this.stride = 1;
    this.seen = 0;
  }

  // isLast: something happens at the step's end, where the next one need not begin.
  record(m, paths, isLast) {
    const begin = m[paths[0].time], width = m[paths[0].width];
    if (width === 0) return;
    for (let part = 0; part < this.parts; ++part) {
      if (this.seen++ % this.stride === 0) this.add(m, paths, begin, width, part / this.parts);
    }
    if (isLast) this.add(m, paths, begin, width, 1);
    if (this.rows[0].length >= MOST_POINTS) this.thin();
  }

  add(m, paths, begin, width, theta) {
    this.rows[0].push(begin + theta * width);
    for (let i = 0; i < paths.length; ++i) this.rows[i + 1].push(valueAt(m, paths[i], theta));
  }

  thin() {
    this.rows = this.rows.map(row => row.filter((_, n) => n % 2 === 0));
    this.stride *= 2;
  }

  recordEnd(m, { time, paths, coordinates }) {
    this.rows[0].push(m[time]);
    paths.forEach((path, i) => this.rows[i + 1].push(valueOf(path.scale, m[coordinates[i]])));
  }

  series() {
    const [times, ...states] = this.rows.map(row => Float64Array.from(row));
    return { times, states };
  }
}

function valueOf(scale, coordinate) {
  if (scale === LOGARITHMIC) return Math.exp(coordinate);
  return scale === CUT_AT_ZERO ? Math.max(0, coordinate) : coordinate;
}

function valueAt(m, path, theta) {
  const begin = m[path.begin];
  if (theta === 0 || Math.abs(begin) === Infinity) return valueOf(path.scale, begin);
  const inner = m[path.c1] + theta * (m[path.c2] + theta * m[path.c3]);
  return valueOf(path.scale, begin + theta * (m[path.rise] + (1 - theta) * inner));
}

// One simulation that is under way.
class Run {
  constructor(code, parameters, { sampler, skips }) {
    this.code = code;
    this.method = code.first;
    this.sampler = sampler;
    this.skips = skips;  // whether whole periods may be skipped
    this.phase = 0;
    this.steps = 0;
    this.status = null;
    const { kernel, machine } = this.method, m = machine.memory;
    this.parameters = parameters;
    machine.clear();
    kernel.parameters.forEach((slot, i) => { m[slot] = parameters[i]; });
    machine.run(this.method.begin);
    if (this.method.scan) {
      for (let i = 0; i < kernel.samples; ++i) machine.run(this.method.scan);
    }
    this.watchedFrom = m[kernel.limit];  // in steps
    if (!skips) m[kernel.limit] = this.method.maxSteps;
    if (kernel.switching) {
      this.events = new EventQueue(kernel.switching.events);
      this.settle();
    }
  }

  // Takes steps until the clock says so. True if the cell is done; it has a status then.
  advance(until) {
    while (this.status === null) {
      for (let i = 0; i < PATIENCE && this.status === null; ++i) this.step();
      if (performance.now() > until) break;
    }
    return this.status !== null;
  }

  step() {
    const { kernel, machine } = this.method, m = machine.memory;
    machine.run(this.method.phases[this.phase]);
    ++this.steps;
    if (this.sampler) this.sampler.record(m, kernel.paths, m[kernel.condition] === SWITCHED);
    if (m[kernel.time] < this.method.targets[this.phase] && m[kernel.steps] < m[kernel.limit] &&
        m[kernel.condition] === RUNNING) return;
    this.leavePhase(kernel, m);
  }

  leavePhase(kernel, m) {
    const condition = m[kernel.condition], steps = m[kernel.steps];
    if (condition === LEAVES_WATCH) m[kernel.condition] = RUNNING;
    if (condition === STUCK) this.status = "not_finite";
    else if (condition === SWITCHED) this.takeSwitch(m);
    else if (m[kernel.time] >= this.method.targets[this.phase]) this.arrive(kernel, m);
    else if (steps >= this.method.maxSteps) this.status = "step_limit";
    else if (condition === STIFF) this.handOver(kernel, m);
    else this.watchOrNot(kernel, m, steps);
  }

  arrive(kernel, m) {
    m[kernel.limit] = this.method.maxSteps;  // the tail is not watched
    if (kernel.phases[this.phase].kind === TAIL) this.finish(kernel, m);
    else this.enterTail(kernel, m);
  }

  enterTail(kernel, m) {
    this.phase = kernel.phases.length - 1;
    for (const [slot, value] of kernel.tail) m[slot] = Number(value);
  }

  watchOrNot(kernel, m, steps) {
    const wasWatched = kernel.phases[this.phase].kind === WATCHED;
    m[kernel.limit] = Math.min(this.method.maxSteps, (wasWatched ? PAUSE : LONGEST_WATCH) * steps);
    this.phase += wasWatched ? -1 : 1;
    if (!wasWatched) for (const [slot, value] of kernel.memory) m[slot] = Number(value);
  }

  // The stiff method goes on with the rows that both have.
  handOver(kernel, m) {
    m[kernel.condition] = RUNNING;
    const { stiff, rows } = this.code, to = stiff.machine.memory;
    stiff.machine.clear();
    stiff.kernel.parameters.forEach((slot, i) => { to[slot] = this.parameters[i]; });
    for (const [there, here] of rows) to[here] = m[there];
    stiff.machine.run(stiff.takeOver);
    if (stiff.kernel.phases[this.phase].kind === WATCHED) {
      for (const [slot, value] of stiff.kernel.memory) to[slot] = Number(value);
    }
    this.method = stiff;
  }

  takeSwitch(m) {
    const { machine } = this.method;
    machine.run(this.method.leave);
    this.settle();
    machine.run(this.method.corners[this.phase]);
    machine.run(this.method.corners[this.phase]);
  }

  // Modes and events until nothing more is due.
  settle() {
    const { kernel, machine } = this.method, m = machine.memory, rows = kernel.switching;
    let busy = true;
    for (let round = 0; busy && round < MOST_AT_ONCE; ++round) {
      machine.run(this.method.enter);
      busy = this.events.step(m, m[kernel.time]);
    }
    if (busy || !this.goesOn(kernel, m, rows)) {
      this.status = "endless_switching";
      return;
    }
    m[rows.stop] = Math.min(m[rows.stop], this.events.next());
  }

  goesOn(kernel, m, rows) {
    const time = m[kernel.time];
    if (++m[rows.count] < MANY_SWITCHES) return true;
    const slow = time - m[rows.since] > SHORT_PART * this.method.targets.at(-1);
    m[rows.count] = 0;
    m[rows.since] = time;
    return slow;
  }

  finish(kernel, m) {
    if (this.sampler) this.sampler.recordEnd(m, kernel);
    this.method.machine.run(this.method.finish);
    this.status = kernel.solution.every(slot => Number.isFinite(m[slot])) ? "ok" : "not_finite";
    this.metrics = kernel.results.map(slot =>
        this.status === "ok" && Number.isFinite(m[slot]) ? m[slot] : NaN);
  }
}

// Derived values along a simulation.
class DerivedValues {
  constructor(derived) {
    this.rows = derived;
    this.machine = new Machine(derived, [derived.program]);
    this.program = this.machine.load(derived.program);
  }

  along(parameters, times, states) {
    const m = this.machine.memory, rows = this.rows;
    const series = rows.derived.map(() => new Float64Array(times.length));
    rows.parameters.forEach((slot, i) => { m[slot] = parameters[i]; });
    for (let t = 0; t < times.length; ++t) {
      m[rows.time] = times[t];
      rows.states.forEach((slot, i) => { m[slot] = states[i][t]; });
      this.machine.run(this.program);
      rows.derived.forEach((slot, i) => { series[i][t] = m[slot]; });
    }
    return series;
  }
}

// The simulation of a sweep's cells.
export class Simulation {
  constructor(programs, isDiscrete) {
    this.parts = isDiscrete ? 1 : PARTS;
    this.first = new Method(programs.first);
    this.stiff = programs.stiff ? new Method(programs.stiff) : null;
    this.rows = programs.rows;
    this.derived = new DerivedValues(programs.derived);
    this.end = this.first.targets.at(-1);
    this.tailBegin = this.end * (1 - programs.tail);
    this.mayBeWatched = programs.first.memory.length > 0;
  }

  // A task that computes a cell piece by piece: advance(until) is true when `result` is there. The
  // series has no gaps; the metrics are those of the sweep, which may skip whole periods. One task
  // alone can be under way.
  begin(parameters) {
    const simulation = this;
    const sampler = new Sampler(this.first.kernel.paths.length, this.parts);
    let run = new Run(this, parameters, { sampler, skips: false });
    let series = null;
    return {
      result: null,
      advance(until) {
        if (!run.advance(until)) return false;
        if (!series) {
          const { times, states } = sampler.series();
          const derived = simulation.derived.along(parameters, times, states);
          series = { times, states, derived, steps: run.steps };
          if (simulation.mayBeWatched && run.steps > run.watchedFrom) {
            run = new Run(simulation, parameters, { sampler: null, skips: true });
            if (!run.advance(until)) return false;
          }
        }
        const metrics = run.metrics ?? simulation.first.kernel.results.map(() => NaN);
        this.result = { ...series, metrics, status: run.status };
        return true;
      },
    };
  }
}
