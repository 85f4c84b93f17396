import type { AnswerFormat, Exchange } from '../../api/attempt.ts';
import type { Random } from '../../api/program.ts';

/** Weight of an earlier answer after each further one. */
const decay = 0.97;
/** Answers in a format before its share of readable answers counts. */
const minAnswers = 6;
/** Share of readable answers below which the usual format gives way to a better one. */
const minReadable = 0.6;
/** How often the usual format is still tried. */
const retryShare = 0.1;
/** Every format begins with 1.7 readable answers of 2. */
const prior = { readable: 1.7, answers: 2 };

interface FormatTally {
  answers: number;
  readable: number;
}

/** How often one model's answers in each format can be read; a function of the told attempts. */
export class Formats {
  readonly #tallies: Readonly<Record<AnswerFormat, FormatTally>> = {
    block: { answers: 0, readable: 0 },
    replacements: { answers: 0, readable: 0 },
  };

  /** Only first answers count: the format of a repair depends on what failed. */
  tell(exchanges: readonly Exchange[]): void {
    const first = exchanges.find(({ failure }) => !failure);
    if (!first?.format) return;
    const tally = this.#tallies[first.format];
    tally.answers = tally.answers * decay + 1;
    tally.readable = tally.readable * decay + (first.gate?.name === 'extract' ? 0 : 1);
  }

  /** The usual format, or the other one while it works better. */
  choose(usual: AnswerFormat, random: Random): AnswerFormat {
    const other = usual === 'block' ? 'replacements' : 'block';
    const fails = this.#tallies[usual].answers >= minAnswers && this.#rate(usual) < minReadable;
    return fails && this.#rate(other) > this.#rate(usual) && random.next() >= retryShare ? other : usual;
  }

  #rate(format: AnswerFormat): number {
    const { answers, readable } = this.#tallies[format];
    return (readable + prior.readable) / (answers + prior.answers);
  }
}
