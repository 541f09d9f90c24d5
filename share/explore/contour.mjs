// SPDX-License-Identifier: GPL-3.0-or-later
// Lines of one level through the centres of cells (marching squares), as an SVG path in units of
// cells. Squares with a cell that has no value are left out.

export function contourPath(values, { nx, ny }, level) {
  const parts = [];
  const cut = (a, b) => (level - a) / (b - a);
  for (let j = 0; j + 1 < ny; ++j) {
    for (let i = 0; i + 1 < nx; ++i) {
      const at = j * nx + i;
      const a = values[at], b = values[at + 1], c = values[at + nx + 1], d = values[at + nx];
      if (!(a + b + c + d - (a + b + c + d) === 0)) continue;
      const kind = (a > level) + 2 * (b > level) + 4 * (c > level) + 8 * (d > level);
      if (kind === 0 || kind === 15) continue;
      const bottom = () => [i + cut(a, b), j], right = () => [i + 1, j + cut(b, c)];
      const top = () => [i + cut(d, c), j + 1], left = () => [i, j + cut(a, d)];
      const line = (from, to) => parts.push(
          `M${from[0].toFixed(3)} ${from[1].toFixed(3)}L${to[0].toFixed(3)} ${to[1].toFixed(3)}`);
      const rising = (a + b + c + d) / 4 > level;  // decides on saddles
      switch (kind) {
        case 1: case 14: line(left(), bottom()); break;
        case 2: case 13: line(bottom(), right()); break;
        case 3: case 12: line(left(), right()); break;
        case 4: case 11: line(right(), top()); break;
        case 6: case 9: line(bottom(), top()); break;
        case 7: case 8: line(left(), top()); break;
        default:
          if ((kind === 5) === rising) { line(left(), top()); line(bottom(), right()); }
          else { line(left(), bottom()); line(right(), top()); }
      }
    }
  }
  return parts.join("");
}
