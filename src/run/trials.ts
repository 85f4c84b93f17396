import type { Program } from '../api/program.ts';
import type { Trials } from '../api/proposer.ts';
import type { Engine } from './engine.ts';

/** How long one attempt may go on with trials, in milliseconds by the run's clock. */
const longest = 10_000;

/** Programs that one attempt may score: few at first, so that searches cannot use up a short run, more in a long one. */
function programsAfter(told: number): number {
  return Math.min(2000, 32 + Math.floor(told / 4));
}

/** Trials of one attempt, in the run's own evaluator. */
export class CountedTrials implements Trials {
  readonly #engine: Engine;
  readonly #signal: AbortSignal;
  readonly #begun: number;
  readonly #most: number;
  #count = 0;
  #milliseconds = 0;

  constructor(engine: Engine, signal: AbortSignal) {
    this.#engine = engine;
    this.#signal = signal;
    this.#begun = engine.clock.now();
    this.#most = programsAfter(engine.population.told);
  }

  /** How many programs were scored. */
  get count(): number {
    return this.#count;
  }

  get left(): number {
    return this.#engine.clock.since(this.#begun) < longest ? this.#most - this.#count : 0;
  }

  /** What they took one by one, each with its waiting: as long as if each had been an attempt of its own. */
  get milliseconds(): number {
    return this.#milliseconds;
  }

  async score(programs: readonly Program[]): Promise<readonly number[]> {
    return this.#bounded(programs, []);
  }

  async race(programs: readonly Program[]): Promise<readonly number[]> {
    return this.#bounded(programs, this.#glances);
  }

  async #bounded(programs: readonly Program[], glances: readonly Look[]): Promise<readonly number[]> {
    const scores = await this.#heats(programs.slice(0, this.left), glances);
    return programs.map((_, index) => scores[index] ?? Number.NaN);
  }

  /** What each glance puts in the better half gets to the next one, and at last gets a score. */
  async #heats(programs: readonly Program[], [glance, ...later]: readonly Look[]): Promise<readonly number[]> {
    const seen = await this.#each(programs, glance ?? this.#score);
    const ahead = glance ? betterHalf(seen) : [];
    this.#count += seen.length - ahead.length;
    if (!glance) return seen;
    const scores = await this.#heats(
      ahead.map((index) => programs[index]!),
      later,
    );
    return programs.map((_, index) => scores[ahead.indexOf(index)] ?? Number.NaN);
  }

  /** Those that there is time for; no more at once than there are attempts under way, lest a search keeps the others waiting. */
  async #each(programs: readonly Program[], look: Look): Promise<readonly number[]> {
    const { clock } = this.#engine;
    const width = Math.max(1, this.#engine.lanes); // a run of models alone has none
    const timed = async (program: Program) => {
      const begun = clock.now();
      const score = await look(program);
      this.#milliseconds += clock.since(begun);
      return score;
    };
    const scores: number[] = [];
    for (let at = 0; at < programs.length && this.left > 0; at += width)
      scores.push(...(await Promise.all(programs.slice(at, at + width).map(timed))));
    return scores;
  }

  readonly #score: Look = async (program) => {
    const evaluation = await this.#engine.evaluator.evaluate(program, this.#signal);
    return evaluation.status === 'scored' ? evaluation.score : Number.NaN;
  };

  /** What a program is seen by before it is scored: each stage of the search but the last. */
  get #glances(): readonly Look[] {
    const { evaluator, problem } = this.#engine;
    const { stages } = problem.problem.evaluator;
    const counted = [...stages.keys()].filter((index) => !stages[index]!.heldBack);
    return counted.slice(0, -1).map((stage) => (program) => evaluator.glance(program, stage, this.#signal));
  }
}

type Look = (program: Program) => Promise<number>;

/** Indices of the scores that no half of them is above; none that is NaN. */
function betterHalf(scores: readonly number[]): readonly number[] {
  const sound = scores.filter((score) => !Number.isNaN(score)).sort((a, b) => b - a);
  const bar = sound[Math.ceil(sound.length / 2) - 1]!;
  return [...scores.keys()].filter((index) => scores[index]! >= bar);
}
