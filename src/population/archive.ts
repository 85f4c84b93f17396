import type { Elite, Placement } from '../api/attempt.ts';
import { compareCosts } from './cost.ts';

/** Better score first; of equal scores: the better objectives, then the smaller program, then the older. */
export function compareElites(a: Elite, b: Elite): number {
  return b.fitness - a.fitness || compareObjectives(a, b) || a.size - b.size || a.number - b.number;
}

/** Whether a candidate takes the place of another one: of equal scores and objectives a noticeably cheaper one wins first. */
export function outdoes(a: Elite, b: Elite): boolean {
  const ahead = b.fitness - a.fitness || compareObjectives(a, b) || compareCosts(a, b);
  return (ahead || compareElites(a, b)) < 0;
}

/** Scores that differ by a smaller share are the same but for rounding. */
const rounding = 1e-9;

/** Whether a child has its parent's score, and saves no size and no cost. */
export function isNoGain(child: Elite, parent: Elite): boolean {
  const isSame = Math.abs(child.fitness - parent.fitness) <= rounding * Math.abs(parent.fitness);
  return isSame && child.size >= parent.size && compareCosts(child, parent) >= 0;
}

/** By the first objective that differs; more is better. */
function compareObjectives({ objectives = [] }: Elite, { objectives: others = [] }: Elite): number {
  const at = objectives.findIndex((value, index) => value !== others[index]);
  if (at < 0) return 0;
  return objectives[at]! > others[at]! ? -1 : 1;
}

export const acceptances = ['better', 'not-worse', 'never'] as const;

/**
 * When a child takes the place of the one in its cell: when it outdoes it, whenever its score is not worse (so that
 * a hill climber drifts over plateaus), or never (so that the initial program stays the only parent).
 */
export type Acceptance = (typeof acceptances)[number];

function accepts(acceptance: Acceptance, elite: Elite, holder: Elite): boolean {
  if (acceptance === 'better') return outdoes(elite, holder);
  return acceptance === 'not-worse' && elite.fitness >= holder.fitness;
}

/** A MAP-Elites archive (Mouret and Clune 2015): one candidate in every cell. Only an audit makes a cell worse. */
export class Archive {
  readonly #acceptance: Acceptance;
  readonly #cells = new Map<string, Elite>();
  #ranked: readonly Elite[] | undefined;

  constructor(acceptance: Acceptance = 'better') {
    this.#acceptance = acceptance;
  }

  place(elite: Elite): Placement {
    const holder = this.#cells.get(elite.cell);
    if (holder && !accepts(this.#acceptance, elite, holder)) return 'rejected';
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

  /** The candidates in the order in which they are likely parents. */
  get parents(): readonly Elite[] {
    return this.ranked;
  }

  get best(): Elite | undefined {
    return this.ranked[0];
  }
}
