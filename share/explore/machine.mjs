// SPDX-License-Identifier: GPL-3.0-or-later
// Runs the straight-line programs of a kernel on one cell. What they compute was decided by
// heatreel (src/program, src/solve); nothing of it is known here.

import { LinearSystem } from "./linear.mjs";

// Numbers of program::Operation.
const KEEP = 25, FACTORIZE = 26, SOLVE = 27;
// Numbers of Operand::Kind.
const SLOT = 0, VALUE = 1, CONSTANT = 2;

const WORDS = 6;  // of an instruction: operation, place of the result, places of four operands

// The memory of one kernel: slots, temporaries, constants of its programs, values.
export class Machine {
  constructor(kernel, programs) {
    const temporaries = Math.max(0, ...programs.map(program => program.temporaries));
    const values = Math.max(
        0, ...programs.map(({ code, rare }) => Math.max(code.length, rare ? rare.code.length : 0)));
    const constants = programs.reduce((sum, program) => sum + program.constants.length, 0);
    this.temporaries = kernel.slots;
    this.values = this.temporaries + temporaries;
    this.constants = this.values + values;
    this.memory = new Float64Array(this.constants + constants);
    this.words = new Int32Array(this.memory.buffer);
    this.systems = kernel.systems.map(rows => new LinearSystem(rows));
    this.nextConstant = this.constants;
    this.slots = kernel.slots;
  }

  // All slots are 0 again.
  clear() { this.memory.fill(0, 0, this.constants); }

  // A program as run() takes it. What it does rarely follows each time: where that is not due, it
  // changes nothing.
  load(program) {
    const first = this.nextConstant;
    program.constants.forEach((value, i) => { this.memory[first + i] = Number(value); });
    this.nextConstant += program.constants.length;
    const parts = [program, ...(program.rare ? [program.rare] : [])];
    return parts.map(part => this.loadPart(part, first));
  }

  loadPart(program, first) {
    const place = operand => {
      const index = operand >>> 2, kind = operand & 3;
      return index + (kind === SLOT ? 0 : kind === VALUE ? this.values :
                      kind === CONSTANT ? first : this.temporaries);
    };
    const code = new Int32Array(program.code.length * WORDS);
    const given = new Set();
    program.code.forEach((instruction, i) => {
      const at = i * WORDS, operation = instruction[0];
      code[at] = operation;
      if (operation === KEEP) {
        code.set([0, place(instruction[2]), place(instruction[1])], at);
        given.add(code[at + 1]);
      } else if (operation >= FACTORIZE) {
        code[at + 1] = instruction[1];
      } else {
        code[at + 1] = this.values + i;
        for (let k = 1; k < instruction.length; ++k) code[at + 1 + k] = place(instruction[k]);
      }
    });
    const calls = program.calls.map(([system, matrix, vector, growth]) => ({
      system: this.systems[system],
      matrix: this.temporaries + matrix,
      vector: this.temporaries + vector,
      growth: this.temporaries + growth,
    }));
    for (const call of calls) call.system.findFill(call.matrix, given);
    const outputs = Int32Array.from(program.outputs);
    for (let i = 1; i < outputs.length; i += 2) outputs[i] += this.values;
    return { code, calls, outputs };
  }

  run(parts) {
    for (const part of parts) this.runPart(part);
  }

  runPart(program) {
    const m = this.memory, words = this.words, code = program.code;
    for (let p = 0; p < code.length; p += WORDS) {
      const r = code[p + 1], a = code[p + 2], b = code[p + 3], c = code[p + 4], d = code[p + 5];
      switch (code[p]) {
        case 0: m[r] = m[a]; break;
        case 1: m[r] = Math.abs(m[a]); break;
        case 2: m[r] = Math.sqrt(m[a]); break;
        case 3: m[r] = Math.floor(m[a]); break;
        case 4: {  // the lowest 12 bits become sign and exponent
          const bits = words[2 * a] << 20;
          words[2 * r] = 0;
          words[2 * r + 1] = bits;
          break;
        }
        case 5: m[r] = Math.log(m[a]); break;
        case 6: m[r] = Math.sin(m[a]); break;
        case 7: m[r] = Math.cos(m[a]); break;
        case 8: m[r] = Math.tan(m[a]); break;
        case 9: m[r] = Math.atan(m[a]); break;
        case 10: m[r] = Math.tanh(m[a]); break;
        case 11: m[r] = m[a] + m[b]; break;
        case 12: m[r] = m[a] - m[b]; break;
        case 13: m[r] = m[a] * m[b]; break;
        case 14: m[r] = m[a] / m[b]; break;
        case 15: m[r] = Math.pow(m[a], m[b]); break;
        case 16: m[r] = m[a] < m[b] ? m[a] : m[b]; break;
        case 17: m[r] = m[a] > m[b] ? m[a] : m[b]; break;
        case 18: m[r] = m[a] * m[b] + m[c]; break;
        case 19: m[r] = m[a] * m[b] - m[c]; break;
        case 20: m[r] = m[c] - m[a] * m[b]; break;
        case 21: m[r] = m[a] < m[b] ? m[c] : m[d]; break;
        case 22: m[r] = m[a] <= m[b] ? m[c] : m[d]; break;
        case 23: m[r] = m[a] === m[b] ? m[c] : m[d]; break;
        case 24: m[r] = m[a] !== m[b] ? m[c] : m[d]; break;
        default: {
          const call = program.calls[r];
          if (code[p] === SOLVE) call.system.solve(m, call.matrix, call.vector);
          else m[call.growth] = call.system.factorize(m, call.matrix, call.vector);
        }
      }
    }
    const outputs = program.outputs;
    for (let i = 0; i < outputs.length; i += 2) m[outputs[i]] = m[outputs[i + 1]];
  }
}
