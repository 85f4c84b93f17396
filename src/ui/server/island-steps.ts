import type { Learner, Recorded } from '../../api/attempt.ts';
import type { Population } from '../../api/population.ts';
import type { Step } from '../../report/steps.ts';

type IslandStep = Pick<Step, 'attempts' | 'at' | 'score'>;

/** The history of the best score of each island. */
export class IslandSteps implements Learner {
  readonly all: readonly IslandStep[][];
  readonly #population: Population;
  #attempts = 0;

  constructor(population: Population) {
    this.#population = population;
    this.all = population.islands.map(() => []);
  }

  tell({ attempt }: Recorded): void {
    if (attempt.kind === 'proposal') this.#attempts++;
    for (const [index, { best }] of this.#population.islands.entries()) {
      const steps = this.all[index]!;
      if (best && steps.at(-1)?.score !== best.score)
        steps.push({ attempts: this.#attempts, at: attempt.at, score: best.score });
    }
  }
}
