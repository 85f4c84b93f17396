import type { Exchange } from '../../api/attempt.ts';
import type { GateResult } from './gates.ts';
import { buildRepair, type Wanted } from './prompt/replies.ts';
import { hasFailed } from './rescues.ts';

/** SEARCH parts that fail before the whole block is asked for instead. */
const maxFailedSearches = 2;

/** Decides for one conversation whether a refused answer goes back to the model, in which words and in which format. */
export class Repairs {
  readonly #complaints = new Set<string>();
  readonly #most: number;
  readonly #rescues: boolean;
  #made = 0;
  #failedSearches = 0;

  /** `most`: how often answers go back; `rescues`: those, too, whose program fails when it is run. */
  constructor(most: number, rescues: boolean) {
    this.#most = most;
    this.#rescues = rescues;
  }

  /** A complaint that did not help is not repeated, unless it has a measure: the next answer may be nearer. */
  wanted({ gate, repairable, measured }: GateResult): boolean {
    if (this.#made >= this.#most || !gate || !repairable) return false;
    if (!this.#rescues && hasFailed(gate)) return false;
    return measured === true || !this.#complaints.has(complaintOf(gate));
  }

  /** The message that sends an answer back; `wanted` is how code should be written where SEARCH parts do not keep failing. */
  next({ change, gate }: GateResult, wanted: Wanted): Wanted & { readonly text: string } {
    this.#made++;
    this.#complaints.add(complaintOf(gate));
    const problem = change.status === 'refused' ? change.reason : (gate?.name ?? '');
    if (problem === 'no-match' || problem === 'ambiguous') this.#failedSearches++;
    const format = this.#failedSearches >= maxFailedSearches ? 'block' : wanted.format;
    return { text: buildRepair(problem, gate?.feedback ?? '', { ...wanted, format }), format, base: wanted.base };
  }
}

const complaintOf = (gate: Exchange['gate']) => `${gate?.name}: ${gate?.feedback}`;
