import type { Elite, Placement } from '../api/attempt.ts';

/** Better score first; equal scores: the smaller program, then the older. */
export function compareElites(a: Elite, b: Elite): number {
  return b.score - a.score || a.size - b.size || a.number - b.number;
}

/** A MAP-Elites archive (Mouret and Clune 2015): the best candidate of every cell. Only an audit makes a cell worse. */
export class Archive {
  readonly #cells = new Map<string, Elite>();
  #ranked: readonly Elite[] | undefined;

  place(elite: Elite): Placement {
    const holder = this.#cells.get(elite.cell);
    if (holder && compareElites(elite, holder) >= 0) return 'rejected';
    this.#cells.set(elite.cell, elite);
    this.#ranked = undefined;
    return holder ? 'improved' : 'new';
  }

  /** Empties the cell that a candidate holds. */
  remove(number: number): void {
    const held = this.#cells.values().find((elite) => elite.number === number);
    if (held && this.#cells.delete(held.cell)) this.#ranked = undefined;
  }

  /** All elites, the best first. */
  get ranked(): readonly Elite[] {
    this.#ranked ??= [...this.#cells.values()].sort(compareElites);
    return this.#ranked;
  }

  /** The order in which parents are likely. */
  get parents(): readonly Elite[] {
    return this.ranked;
  }

  get best(): Elite | undefined {
    return this.ranked[0];
  }
}
