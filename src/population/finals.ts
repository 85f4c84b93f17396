import type { Elite, HeldBackScores } from '../api/attempt.ts';
import { type Direction, fitnessOf } from '../api/direction.ts';
import { compareElites } from './archive.ts';

/** Shares of the leader's gain; the first ancestors that reached them are finalists, the later ones first. */
const milestones = [0.9, 0.75, 0.5];
/** Finalists of other cells and ideas, at most, and the share of the leader's gain that they need. */
const rivals = { most: 4, gain: 0.5 };

/** Compared candidates that are kept in order, at most. */
const mostCompared = 32;

/** A candidate that had a place, and its parent. */
interface Placed {
  readonly elite: Elite;
  readonly parent: number | undefined;
}

/**
 * Compares candidates on inputs that the search never shows: what leads in the search may have learned its instances, and
 * an ancestor or another idea may be better elsewhere. Scores come from audits.
 */
export class Finals {
  readonly #direction: Direction;
  readonly #placed = new Map<number, Placed>();
  readonly #heldBack = new Map<number, HeldBackScores>();
  readonly #refuted = new Set<number>();
  #compared: readonly Elite[] = [];

  constructor(direction: Direction) {
    this.#direction = direction;
  }

  place(elite: Elite, parent: number | undefined): void {
    this.#placed.set(elite.number, { elite, parent });
  }

  /** Takes in an audit that confirmed a candidate, with its score from now on. */
  confirm(candidate: number, graded: Pick<Elite, 'score' | 'fitness'>, scores: HeldBackScores | undefined): void {
    const placed = this.#placed.get(candidate);
    if (!placed) return;
    const elite = { ...placed.elite, ...graded };
    this.#placed.set(candidate, { ...placed, elite });
    const known = scores ?? this.#heldBack.get(candidate);
    if (known) this.#compare(elite, known);
  }

  #compare(elite: Elite, scores: HeldBackScores): void {
    this.#heldBack.set(elite.number, scores);
    const others = this.#compared.filter(({ number }) => number !== elite.number);
    this.#compared = [...others, elite].sort((a, b) => this.#order(a, b)).slice(0, mostCompared);
  }

  refute(candidate: number): void {
    this.#refuted.add(candidate);
    this.#heldBack.delete(candidate);
    this.#compared = this.#compared.filter(({ number }) => number !== candidate);
  }

  scores(candidate: number): HeldBackScores | undefined {
    return this.#heldBack.get(candidate);
  }

  /** Candidates that were compared, the best on held-back inputs first; of equals, as in the search. */
  get compared(): readonly Elite[] {
    return this.#compared;
  }

  /** The best on held-back inputs; the leader of the search itself until it was compared. */
  winner(leader: Elite | undefined): Elite | undefined {
    return leader && this.#heldBack.has(leader.number) ? this.#compared[0] : leader;
  }

  #order(a: Elite, b: Elite): number {
    return this.#fitness(b) - this.#fitness(a) || compareElites(a, b);
  }

  #fitness({ number }: Elite): number {
    return fitnessOf(this.#direction, this.#heldBack.get(number)!.score);
  }

  /** Candidates that are worth a comparison with the leader: ancestors that it came from, then the best of other ideas and cells. */
  finalists(leader: Elite, candidates: readonly Elite[], ideaOf: (candidate: number) => number): readonly Elite[] {
    const line = this.#line(leader.number);
    const start = line.at(-1)?.fitness ?? leader.fitness;
    const reached = (share: number) => start + share * (leader.fitness - start);
    const ancestors = milestones.flatMap((share) => line.findLast(({ fitness }) => fitness >= reached(share)) ?? []);
    const least = reached(rivals.gain);
    const near = candidates.filter(({ fitness }) => fitness >= least).sort(compareElites);
    const others = bestOfEach(near, (elite) => `${ideaOf(elite.number)} ${elite.cell}`)
      .filter((elite) => !line.some(({ number }) => number === elite.number))
      .take(rivals.most);
    return [...new Set([...ancestors, ...others])].filter(
      ({ number }) => number !== leader.number && !this.#refuted.has(number),
    );
  }

  /** A candidate and its ancestors by first parents, the youngest first. */
  #line(candidate: number): readonly Elite[] {
    const line: Elite[] = [];
    for (
      let at = this.#placed.get(candidate);
      at;
      at = at.parent === undefined ? undefined : this.#placed.get(at.parent)
    )
      line.push(at.elite);
    return line;
  }
}

/** The first of ranked candidates for each key, in their order. */
function* bestOfEach(ranked: readonly Elite[], keyOf: (elite: Elite) => string): Generator<Elite> {
  const seen = new Set<string>();
  for (const elite of ranked) {
    const key = keyOf(elite);
    if (!seen.has(key)) yield elite;
    seen.add(key);
  }
}
