import type { AnswerFormat, Exchange } from '../../api/attempt.ts';
import type { GateResult } from './gates.ts';
import { buildRepair } from './prompt/build.ts';

/** SEARCH parts that fail before the whole block is asked for instead. */
const maxFailedSearches = 2;

/** Decides for one conversation whether a refused answer goes back to the model, in which words and in which format. */
export class Repairs {
  readonly #complaints = new Set<string>();
  #failedSearches = 0;
  #format: AnswerFormat;

  constructor(format: AnswerFormat) {
    this.#format = format;
  }

  /** A complaint that did not help is not repeated. */
  wanted({ gate, repairable }: GateResult): boolean {
    return gate !== undefined && repairable && !this.#complaints.has(complaintOf(gate));
  }

  /** The message that sends an answer back, and the format that it asks for. */
  next({ change, gate }: GateResult): { readonly text: string; readonly format: AnswerFormat } {
    this.#complaints.add(complaintOf(gate));
    const problem = change.status === 'refused' ? change.reason : (gate?.name ?? '');
    if (problem === 'no-match' || problem === 'ambiguous') this.#failedSearches++;
    if (this.#failedSearches >= maxFailedSearches) this.#format = 'block';
    return { text: buildRepair(problem, gate?.feedback ?? '', this.#format), format: this.#format };
  }
}

const complaintOf = (gate: Exchange['gate']) => `${gate?.name}: ${gate?.feedback}`;
