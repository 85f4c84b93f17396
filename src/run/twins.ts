import { childOf, type Learner, modelOf, type Recorded } from '../api/attempt.ts';
import type { Program } from '../api/program.ts';
import type { Candidate } from '../api/proposer.ts';
import { formatNumber } from '../format.ts';
import { distanceBetween, shinglesOf } from '../language/likeness.ts';
import { readAhead } from '../language/read-ahead.ts';

/** Programs that a child is compared with: the latest, so that an attempt costs the same however long a run is. */
const compared = 300;
/** A child is so many times as far from its parent as from its twin, at least. */
const nearer = 10;
/** How many twins of each other are evaluated: with other numbers the same idea may be worth more. */
const evaluated = 3;

const shinglesRead = async (program: Program) => await readAhead(() => shinglesOf(program));

/** A scored program of a model, or an initial one. */
interface Known {
  readonly number: number;
  /** How many attempts had been told then. */
  readonly told: number;
  readonly score: number;
  readonly summary: string;
  readonly key: string;
  /** The first of the twins of which it is one. */
  readonly first: number;
  /** Absent until it is loaded, if the attempt was read from the record. */
  shingles: Uint32Array | undefined;
}

/** An earlier program that a child nearly is. */
export interface Twin {
  readonly number: number;
  /** Which program it is, and its score: a sentence for models. */
  readonly text: string;
  /** Whether so many twins were evaluated that no other is. */
  readonly isWornOut: boolean;
}

/**
 * Recognises children of models that nearly are earlier programs, before they are evaluated. Most children are like their
 * parents, and so like other children of them; a twin therefore is an earlier program that is much nearer to the child
 * than its parent, with all numbers alike. A program that only has other numbers than its parent has no twin.
 */
export class Twins implements Learner {
  readonly #isOn: boolean;
  #known: readonly Known[] = [];
  #told = 0;

  /** Where it is off, nothing has a twin. */
  constructor(isOn: boolean) {
    this.#isOn = isOn;
  }

  tell({ attempt, program }: Recorded): void {
    this.#told++;
    const child = childOf(attempt);
    const counts = attempt.kind === 'initial' || modelOf(attempt) !== undefined;
    if (!this.#isOn || !counts || child?.status !== 'scored') return;
    const { twin, summary = '' } = attempt.kind === 'proposal' ? attempt.proposal : { summary: 'the initial program' };
    const first = this.#known.find(({ number }) => number === twin)?.first ?? attempt.number;
    const shingles = program && shinglesOf(program);
    const { number } = attempt;
    const { score, key } = child;
    const known: Known = { number, told: this.#told, score, summary, key, first, shingles };
    this.#known = [...this.#known, known].slice(-2 * compared);
  }

  /** Loads the programs of what was read from the record. */
  async load(program: (number: number) => Promise<Program>): Promise<void> {
    for (const known of this.#known) known.shingles ??= await shinglesRead(await program(known.number));
  }

  /**
   * The twin of a child among what was known when `told` attempts had been told. `isLike` finds further ones by the keys
   * of earlier programs, where they are written in another way.
   */
  find(
    child: Program,
    parent: Pick<Candidate, 'number' | 'program'>,
    told = this.#told,
    isLike: (key: string) => boolean = () => false,
  ): Twin | undefined {
    const own = shinglesOf(child);
    const change = distanceBetween(own, shinglesOf(parent.program));
    const known = this.#known.filter((one) => one.told <= told).slice(-compared);
    const isNear = ({ shingles }: Known) => shingles && nearer * distanceBetween(own, shingles) <= change;
    const isTwin = (one: Known) => one.number !== parent.number && (isNear(one) || isLike(one.key));
    const twin = change === 0 ? undefined : known.findLast(isTwin);
    if (!twin) return undefined;
    const { number, score, summary, first } = twin;
    const text = `attempt ${number} was nearly the same program (${summary}): its score is ${formatNumber(score)}`;
    return { number, text, isWornOut: known.filter((one) => one.first === first).length >= evaluated };
  }
}
