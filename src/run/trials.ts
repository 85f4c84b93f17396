import { type Direction, directionOf, fitnessOf } from '../api/direction.ts';
import type { Program } from '../api/program.ts';
import type { Trials } from '../api/proposer.ts';
import type { Engine } from './engine.ts';

/** Longest time of one attempt's trials, in milliseconds by the run's clock. */
export const maxMilliseconds = 10_000;

/** Programs that one attempt may evaluate: few at first, so that tuners cannot use up a short run, more in a long one. */
function programsAfter(told: number): number {
  return Math.min(2000, 32 + Math.floor(told / 4));
}

/** Trials of one attempt, in the run's own evaluator. */
export class CountedTrials implements Trials {
  readonly #engine: Engine;
  readonly #signal: AbortSignal;
  readonly #begun: number;
  readonly #most: number;
  readonly #direction: Direction;
  #count = 0;
  #milliseconds = 0;

  /** `least`: programs that the attempt may evaluate however short the run is so far. */
  constructor(engine: Engine, signal: AbortSignal, least = 0) {
    this.#engine = engine;
    this.#signal = signal;
    this.#direction = directionOf(engine.state.problem.problem);
    this.#begun = engine.clock.now();
    this.#most = Math.max(least, programsAfter(engine.state.population.told));
  }

  /** Programs evaluated so far. */
  get count(): number {
    return this.#count;
  }

  get left(): number {
    return this.#engine.clock.since(this.#begun) < maxMilliseconds ? this.#most - this.#count : 0;
  }

  /** Sum of their times, waiting included, in milliseconds: as much as if each had been an attempt of its own. */
  get milliseconds(): number {
    return this.#milliseconds;
  }

  async evaluate(programs: readonly Program[]): Promise<readonly number[]> {
    return this.#bounded(programs, []);
  }

  async race(programs: readonly Program[]): Promise<readonly number[]> {
    return this.#bounded(programs, this.#glances);
  }

  async #bounded(programs: readonly Program[], glances: readonly Glance[]): Promise<readonly number[]> {
    const found = await this.#heats(programs.slice(0, this.left), glances);
    return programs.map((_, index) => found[index] ?? Number.NaN);
  }

  /** The better half by each glance goes on to the next one; the last are evaluated. */
  async #heats(programs: readonly Program[], [glance, ...later]: readonly Glance[]): Promise<readonly number[]> {
    const seen = await this.#each(programs, glance ?? this.#evaluate);
    const ahead = glance ? betterHalf(seen) : [];
    this.#count += seen.length - ahead.length;
    if (!glance) return seen;
    const found = await this.#heats(
      ahead.map((index) => programs[index]!),
      later,
    );
    return programs.map((_, index) => found[ahead.indexOf(index)] ?? Number.NaN);
  }

  /** Looks at as many as time allows, at most `lanes` at once, so that a search cannot starve other attempts. */
  async #each(programs: readonly Program[], look: Glance): Promise<readonly number[]> {
    const { clock } = this.#engine;
    const width = this.#engine.lanes;
    const timed = async (program: Program) => {
      const begun = clock.now();
      const score = await look(program);
      this.#milliseconds += clock.since(begun);
      return fitnessOf(this.#direction, score);
    };
    const found: number[] = [];
    for (let at = 0; at < programs.length && this.left > 0; at += width)
      found.push(...(await Promise.all(programs.slice(at, at + width).map(timed))));
    return found;
  }

  readonly #evaluate: Glance = async (program) => {
    const evaluation = await this.#engine.evaluator.evaluate(program, this.#signal);
    return evaluation.status === 'scored' ? evaluation.score : Number.NaN;
  };

  /** Looks at a program by one stage each: all stages of the search but the last. */
  get #glances(): readonly Glance[] {
    const { evaluator, state } = this.#engine;
    const { stages } = state.problem.problem.evaluator;
    const counted = [...stages.keys()].filter((index) => !stages[index]!.heldBack);
    return counted.slice(0, -1).map((stage) => (program) => evaluator.glance(program, stage, this.#signal));
  }
}

/** The score of a program, or of one of its stages. */
type Glance = (program: Program) => Promise<number>;

/** Indices of the better half, without NaN. */
function betterHalf(fitness: readonly number[]): readonly number[] {
  const sound = fitness.filter((value) => !Number.isNaN(value)).sort((a, b) => b - a);
  const bar = sound[Math.ceil(sound.length / 2) - 1]!;
  return [...fitness.keys()].filter((index) => fitness[index]! >= bar);
}
