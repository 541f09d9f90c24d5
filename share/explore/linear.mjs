// SPDX-License-Identifier: GPL-3.0-or-later
// Sparse linear systems as program::LaneLu solves them: pivots from the diagonal in a fixed order.

export class LinearSystem {
  // rows: in the order of elimination, [unknown, unknowns of the entries, places of the entries].
  constructor(rows) {
    this.unknowns = rows.map(row => row[0]);
    const order = new Map(this.unknowns.map((unknown, i) => [unknown, i]));
    this.columns = rows.map(row => Int32Array.from(row[1], unknown => order.get(unknown)));
    this.places = rows.map(row => Int32Array.from(row[2]));
    this.at = new Int32Array(rows.length);  // places of a row's entries, by column
    this.reach = new Float64Array(rows.length);
    this.fill = [];
  }

  // given: places in the memory that are written before each factorization. All others begin as 0.
  findFill(matrix, given) {
    const fill = this.places.flatMap(row => [...row].filter(place => !given.has(matrix + place)));
    if (this.fill.length === 0 || fill.length < this.fill.length) this.fill = fill;
  }

  // Replaces a matrix by its factors; L has a unit diagonal, and pivots become their inverses.
  // Returns by how much elimination makes numbers grow; NaN if it breaks down.
  factorize(m, matrix, scale) {
    let growth = 0, defect = 0;
    for (const place of this.fill) m[matrix + place] = 0;
    for (let i = 0; i < this.unknowns.length; ++i) {
      const columns = this.columns[i], places = this.places[i], at = this.at;
      let given = 0, grown = 0, reached = 0;
      for (let p = 0; p < columns.length; ++p) {
        at[columns[p]] = matrix + places[p];
        given += Math.abs(m[matrix + places[p]]) * m[scale + this.unknowns[columns[p]]];
      }
      let p = 0;
      for (; columns[p] < i; ++p) {
        const k = columns[p], pivots = this.columns[k], pivotPlaces = this.places[k];
        let q = pivots.indexOf(k);
        const factor = m[matrix + places[p]] * m[matrix + pivotPlaces[q]];
        m[matrix + places[p]] = factor;
        grown += Math.abs(factor) * this.reach[k];
        if (factor === 0) continue;
        for (++q; q < pivots.length; ++q) m[at[pivots[q]]] -= factor * m[matrix + pivotPlaces[q]];
      }
      const diagonal = matrix + places[p];
      for (; p < columns.length; ++p) {
        reached += Math.abs(m[matrix + places[p]]) * m[scale + this.unknowns[columns[p]]];
      }
      m[diagonal] = 1 / m[diagonal];
      this.reach[i] = reached;
      const ratio = (grown + reached) / given;
      growth = ratio > growth ? ratio : growth;
      defect += 0 * (ratio + m[diagonal]);
    }
    return growth + defect;
  }

  // x: the right side, which becomes the solution.
  solve(m, matrix, x) {
    const n = this.unknowns.length;
    for (let i = 0; i < n; ++i) {
      const columns = this.columns[i], places = this.places[i];
      let sum = m[x + this.unknowns[i]];
      for (let p = 0; columns[p] < i; ++p) {
        sum -= m[matrix + places[p]] * m[x + this.unknowns[columns[p]]];
      }
      m[x + this.unknowns[i]] = sum;
    }
    for (let i = n - 1; i >= 0; --i) {
      const columns = this.columns[i], places = this.places[i];
      let sum = m[x + this.unknowns[i]], p = columns.length - 1;
      for (; columns[p] > i; --p) sum -= m[matrix + places[p]] * m[x + this.unknowns[columns[p]]];
      m[x + this.unknowns[i]] = sum * m[matrix + places[p]];
    }
  }
}
