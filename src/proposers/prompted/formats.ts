import type { AnswerFormat, Exchange } from '../../api/attempt.ts';
import type { Random } from '../../api/program.ts';

/** What an earlier answer counts for after each further one. */
const decay = 0.97;
/** Answers in a format before it is judged. */
const fewest = 6;
/** A usual format whose first answers can be read less often than this is given up for one that does better. */
const enough = 0.6;
/** How often the usual format is tried again nevertheless. */
const again = 0.1;
/** What is thought of a format before it was tried, as readable answers of so many. */
const prior = { read: 1.7, answers: 2 };

interface Tally {
  answers: number;
  read: number;
}

/** How one model gets on with each way of writing answers; a function of the attempts that it was told. */
export class Formats {
  readonly #tallies: Readonly<Record<AnswerFormat, Tally>> = {
    block: { answers: 0, read: 0 },
    replacements: { answers: 0, read: 0 },
  };

  /** Only first answers count: what is asked for in a repair depends on what failed. */
  tell(exchanges: readonly Exchange[]): void {
    const first = exchanges.find(({ failure }) => !failure);
    if (!first?.format) return;
    const tally = this.#tallies[first.format];
    tally.answers = tally.answers * decay + 1;
    tally.read = tally.read * decay + (first.gate?.name === 'extract' ? 0 : 1);
  }

  /** The usual format, or the other one while the usual one keeps failing. */
  choose(usual: AnswerFormat, random: Random): AnswerFormat {
    const other = usual === 'block' ? 'replacements' : 'block';
    const fails = this.#tallies[usual].answers >= fewest && this.#rate(usual) < enough;
    return fails && this.#rate(other) > this.#rate(usual) && random.next() >= again ? other : usual;
  }

  #rate(format: AnswerFormat): number {
    const { answers, read } = this.#tallies[format];
    return (read + prior.read) / (answers + prior.answers);
  }
}
