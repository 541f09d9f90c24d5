// SPDX-License-Identifier: GPL-3.0-or-later
// Events that wait for their time, as solve::EventQueue keeps them, of one cell.

const MASK = (1n << 64n) - 1n;

// SplitMix64's finalizer: events of one priority go in an order that looks random.
function mixed(number) {
  number = (number * 0x9e3779b97f4a7c15n) & MASK;
  number = ((number ^ (number >> 30n)) * 0xbf58476d1ce4e5b9n) & MASK;
  number = ((number ^ (number >> 27n)) * 0x94d049bb133111ebn) & MASK;
  return number ^ (number >> 31n);
}

export class EventQueue {
  constructor(events) {
    this.events = events;
    this.waiting = [];
    this.draws = 0n;
  }

  // Looks at all triggers and carries out one event that is due. False if none was.
  step(m, time) {
    this.events.forEach((event, number) => this.lookAtTrigger(event, number, m, time));
    const chosen = this.choose(m, time);
    if (!chosen) return false;
    const event = this.events[chosen.event];
    const values = event.late ? event.values.map(slot => m[slot]) : chosen.values;
    this.waiting.splice(this.waiting.indexOf(chosen), 1);
    event.targets.forEach((slot, i) => { m[slot] = values[i]; });
    return true;
  }

  lookAtTrigger(event, number, m, time) {
    const wasTrue = m[event.wasTrue] !== 0, isTrue = m[event.isTrue] !== 0;
    m[event.wasTrue] = isTrue ? 1 : 0;
    if (isTrue && !wasTrue) {
      const delay = event.delay === null ? 0 : m[event.delay];
      const values = event.late ? [] : event.values.map(slot => m[slot]);
      this.waiting.push({ event: number, due: time + delay, values });
    }
    if (!isTrue && !event.persistent) {
      this.waiting = this.waiting.filter(one => one.event !== number);
    }
  }

  // Of those that are due, one of the highest priority; events without one come last, in order.
  choose(m, time) {
    const due = this.waiting.filter(one => one.due <= time);
    if (due.length === 0) return null;
    const priority = one => {
      const slot = this.events[one.event].priority;
      return slot === null ? -Infinity : m[slot];
    };
    let first = [];
    for (const one of due) {
      if (first.length > 0 && priority(one) > priority(first[0])) first = [];
      if (first.length === 0 || priority(one) === priority(first[0])) first.push(one);
    }
    if (first.length === 1 || priority(first[0]) === -Infinity) {
      return first.reduce((a, b) => (b.event < a.event ? b : a));
    }
    return first[Number(mixed(++this.draws) % BigInt(first.length))];
  }

  // When the next one is due.
  next() { return Math.min(Infinity, ...this.waiting.map(one => one.due)); }
}
